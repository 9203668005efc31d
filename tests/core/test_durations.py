"""Durations as text."""

from __future__ import annotations

import pytest

from core.durations import duration, roughly


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00026, "about 0.3 ms"),
        (0.034, "about 30 ms"),
        (0.97, "about 1 s"),
        (37.7, "about 40 s"),
        (56.0, "about 1 min"),
        (150.0, "about 2 min"),
        (3_500.0, "about 1 h"),
        (40_000.0, "about 10 h"),
    ],
)
def test_an_estimate_has_one_figure(seconds, text):
    assert roughly(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 ms"),
        (0.0084, "8.4 ms"),
        (0.0997, "100 ms"),
        (2.44, "2.4 s"),
        (48.2, "48 s"),
        (59.7, "1 min 0 s"),
        (3_599.8, "1 h 0 min"),
        (7_500.0, "2 h 5 min"),
    ],
)
def test_a_measured_duration_is_exact(seconds, text):
    assert duration(seconds) == text
