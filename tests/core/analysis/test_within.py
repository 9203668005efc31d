"""Training curves through their points within epochs."""

import numpy as np
import pytest

from core.analysis.lines import lines
from core.analysis.within import through
from tests.core.analysis.making import entrant

PLACES = np.array([0.025, 0.5, 1.0, 1.025, 1.5])
VALUES = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
POINTS = {"positions": PLACES, "points": {"accuracy": VALUES, "loss": 1 - VALUES}}
NO_EPOCH = {"epochs": np.arange(0), "metrics": {}, "epoch_seconds": np.zeros(0)}


def training(runs, axis="epoch", **options):
    (line,) = [line for line in lines(runs, "accuracy", axis=axis, **options) if line.training]
    return line


def test_epochs_with_points_are_drawn_by_them_and_the_others_by_their_means():
    x, values = through(np.array([1.0, 2.0, 3.0]), np.array([0.6, 0.7, 0.8]), PLACES, VALUES)
    assert list(x) == [*PLACES, 3.0] and list(values) == [*VALUES, 0.8]


def test_a_point_that_is_missing_leaves_its_epoch_to_the_others():
    gap = np.where(PLACES < 1.01, VALUES, np.nan)
    x, values = through(np.array([1.0, 2.0]), np.array([0.6, 0.7]), PLACES, gap)
    assert list(x) == [0.025, 0.5, 1.0, 2.0] and values[-1] == 0.7


@pytest.mark.parametrize("mean", [True, False])
def test_a_run_has_a_curve_before_its_first_epoch_has_ended(mean):
    line = training([entrant(**NO_EPOCH, **POINTS)], mean=mean)
    assert list(line.x) == list(PLACES) and list(line.values) == list(VALUES)


def test_points_are_on_every_axis_that_counts_batches_but_not_on_that_of_seconds():
    run = entrant(val=(0.5, 0.6), **POINTS)
    assert list(training([run], "samples").x) == pytest.approx(PLACES * 1_000)
    assert len(training([run], "operations").x) == len(PLACES)
    assert len(training([run], "seconds").x) == 2


def test_seeds_are_averaged_point_by_point_over_those_that_reached_it():
    behind = {"positions": PLACES[:2], "points": {"accuracy": VALUES[:2] + 0.1}}
    runs = [entrant(seed=0, val=(0.5, 0.6), **POINTS), entrant(seed=1, **NO_EPOCH, **behind)]
    line = training(runs)
    assert list(line.x) == list(PLACES)
    assert list(line.values) == pytest.approx([0.15, 0.25, 0.3, 0.4, 0.5])


def test_seeds_of_which_one_has_no_points_are_averaged_by_epochs():
    line = training([entrant(seed=0, **POINTS), entrant(seed=1)])
    assert list(line.x) == [1.0, 2.0, 3.0] and line.values == pytest.approx([0.7, 0.8, 0.9])


def test_validation_has_no_points():
    drawn = lines([entrant(**POINTS)], "accuracy", training=False)
    assert list(drawn[0].x) == [1.0, 2.0, 3.0]
