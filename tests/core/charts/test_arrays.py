"""Arrays as plotly.js reads them: thinned without losing a peak, and encoded."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.charts.arrays import MAX_POINTS, decode, encode, thin


@pytest.mark.parametrize("count", [1, 2, 499, 500, 501, 1_000, 1_001, 10_000, 1_000_000])
def test_no_more_points_than_a_screen_shows_and_every_extreme_stays(count):
    values = np.random.default_rng(count).normal(size=count)
    drawn = thin(count, values)
    assert len(drawn) <= MAX_POINTS
    assert len(drawn) > min(count, MAX_POINTS) / 3
    assert (np.diff(drawn) > 0).all()
    assert {0, count - 1, values.argmin(), values.argmax()} <= set(drawn)


def test_what_is_kept_does_not_move_while_a_curve_grows():
    values = np.random.default_rng(1).normal(size=1_400)
    before, after = thin(1_300, values[:1_300]), thin(1_400, values)
    settled = before[before < 1_290]
    assert np.array_equal(settled, after[after < 1_290])


def test_thinning_knows_gaps():
    values = np.full(2_000, np.nan)
    values[700] = 5.0
    assert 700 in thin(2_000, values)


def test_numbers_travel_as_float32():
    values = np.array([1.5, np.nan, -2.0])
    assert np.array_equal(decode(encode(values)), values.astype("f4"), equal_nan=True)
    assert json.dumps(encode(values), allow_nan=False)
