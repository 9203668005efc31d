"""Seconds in words."""

from __future__ import annotations

import pytest

from core.durations import roughly


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
