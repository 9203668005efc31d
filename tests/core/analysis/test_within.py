"""Training curves through their points within epochs."""

import numpy as np
import pytest

from core.analysis.lines import lines
from core.analysis.within import through
from core.charts.axes import Axes
from core.charts.overlay import plot_overlay
from core.training.points import point_batches
from tests.core.analysis.making import entrant

PLACES = np.array([0.025, 0.5, 1.0, 1.025, 1.5])
VALUES = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
POINTS = {
    "train_samples": 20_000,
    "positions": PLACES,
    "points": {"accuracy": VALUES, "loss": 1 - VALUES},
}
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
    assert list(training([run], "samples").x) == pytest.approx(PLACES * 20_000)
    assert len(training([run], "operations").x) == len(PLACES)
    assert len(training([run], "seconds").x) == 2


def test_seeds_are_averaged_point_by_point_over_those_that_reached_it():
    behind = {
        "train_samples": 20_000,
        "positions": PLACES[:2],
        "points": {"accuracy": VALUES[:2] + 0.1},
    }
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


def small(batches, epochs=1):
    """Points of epochs with so many batches, each the mean of its batches' numbers."""
    places, means = [], []
    for epoch in range(epochs):
        before = 0
        for end in point_batches(epoch, batches):
            places.append(epoch + end / batches)
            means.append(np.arange(before, end).mean())
            before = end
    return np.array(places), np.array(means)


@pytest.mark.parametrize("batches", [40, 57, 137])
def test_points_of_few_samples_are_combined_into_their_exact_means(batches):
    places, means = small(batches, epochs=2)
    none = np.zeros(0)
    x, values = through(none, none, places, means, samples=3_600)  # a fifth of them is 720
    ends = [batches * fifth // 5 for fifth in range(1, 6)]
    assert list(x) == pytest.approx([epoch + end / batches for epoch in (0, 1) for end in ends])
    starts = [0, *ends[:-1]]
    expected = [np.arange(a, b).mean() for a, b in zip(starts, ends, strict=True)] * 2
    assert list(values) == pytest.approx(expected)


def test_a_dot_that_is_not_complete_is_not_drawn_and_enough_samples_combine_nothing():
    places, means = small(57)
    none = np.zeros(0)
    x, _ = through(none, none, places[:8], means[:8], samples=3_600)
    assert list(x) == [places[4]]  # a fifth; 7 twentieths are less than two
    assert len(through(none, none, places, means, samples=20 * 640)[0]) == 21
    assert list(through(none, none, places, means, samples=500)[0]) == [1.0]


@pytest.mark.parametrize("mean", [True, False])
@pytest.mark.parametrize("log_y", [True, False])
def test_a_run_whose_first_dot_is_not_complete_is_drawn_without(mean, log_y):
    begun = {"positions": PLACES[:1], "points": {"accuracy": VALUES[:1]}, "train_samples": 900}
    drawn = lines([entrant(**NO_EPOCH, **begun)], "accuracy", mean=mean, smoothing=0.5)
    assert [len(line.values) for line in drawn] == [0]
    axes = Axes(across="epoch", up="accuracy", reach=3, whole=True, log_y=log_y)
    notes = plot_overlay(drawn, [], axes)["layout"]["annotations"]
    assert [note["text"] for note in notes] == ["epoch"]  # no name, as there is no curve yet
