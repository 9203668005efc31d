"""Moments of a series: what is read before them, and readings that are others."""

from __future__ import annotations

import numpy as np
import pytest

from core.datasets.windows import target_times
from core.errors import RequestError
from core.inside.samples import read_sample
from core.inside.series import edited_input, number_at, read_moment
from core.recipes import recipe

HOUR = 3_600
DENSE = recipe("series/dense").with_settings({"lookback": 0.5})
COARSE = recipe("series/dense").with_settings({"lookback": 1, "step": 180})


def test_a_moment_is_what_is_read_before_it(settings):
    moment = read_moment(DENSE, 30, settings)
    splits = DENSE.data.load(DENSE.preprocessing, settings)
    sample = read_sample(DENSE, 30, settings)
    column = sample.values[0, :, splits.target_column] * splits.scale + splits.centre
    np.testing.assert_allclose(moment.values, column, atol=1e-4)
    assert moment.times.tolist() == [moment.now - HOUR * back for back in range(12, 0, -1)]
    assert moment.target == target_times(splits, DENSE.preprocessing)[30]
    assert moment.target - moment.now == 24 * HOUR


def test_windows_of_other_lengths_meet_at_the_time_predicted(settings):
    moment = read_moment(DENSE, 30, settings)
    number = number_at(COARSE, moment.target, settings)
    assert read_moment(COARSE, number, settings).target == moment.target
    assert number_at(DENSE, moment.target, settings) == 30
    assert number_at(DENSE, -1e18, settings) == 0
    last = number_at(DENSE, float("inf"), settings)
    with pytest.raises(RequestError):
        read_moment(DENSE, last + 1, settings)


def test_an_edited_reading_replaces_the_one_of_its_time(settings):
    moment = read_moment(DENSE, 30, settings)
    splits = DENSE.data.load(DENSE.preprocessing, settings)
    given = read_sample(DENSE, 30, settings)
    edits = {int(moment.times[-2]): 30.0, int(moment.times[0]) - 9 * HOUR: -40.0}
    edited = edited_input(DENSE, 30, edits, settings)
    changed = edited.values != given.values
    assert np.argwhere(changed).tolist() == [[0, 10, splits.target_column]]
    value = edited.values[0, 10, splits.target_column] * splits.scale + splits.centre
    np.testing.assert_allclose(value, 30, rtol=1e-5)
    assert edited.truth == given.truth and edited.unit == "°C"
    # a model that reads every third hour takes the reading that is nearest, if there is one
    number = number_at(COARSE, moment.target, settings)
    times = read_moment(COARSE, number, settings).times
    other = edited_input(COARSE, number, {int(times[-1]) + HOUR: 30.0}, settings)
    assert (other.values != read_sample(COARSE, number, settings).values).sum() == 1


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_reading_must_be_finite(settings, value):
    with pytest.raises(RequestError):
        edited_input(DENSE, 0, {0: value}, settings)


def test_other_recipes_have_no_series(settings):
    with pytest.raises(RequestError):
        read_moment(recipe("breast-cancer/mlp"), 0, settings)
