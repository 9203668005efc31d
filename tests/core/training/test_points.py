"""Points within epochs: at fixed batches, the same however the batches were divided into calls."""

import numpy as np
import pytest

from core.training.points import MOST_EPOCHS, Points, point_batches

NAMES = ("loss", "accuracy")


def sums(batches, seed=0):
    """(batches, 3) float32 running sums of an epoch with random losses."""
    rng = np.random.default_rng(seed)
    parts = np.column_stack([rng.random((batches, 2)) * 64, np.full(batches, 64)])
    return np.cumsum(parts, axis=0, dtype=np.float32)


def made(rows, sizes, epoch=0, points=None, done=0):
    """The points of an epoch whose batches came in calls of these sizes."""
    points = points or Points(NAMES)
    points.begin(epoch, len(rows), done)
    fresh = []
    while done < len(rows):
        size = next(sizes)
        fresh += points.add(rows[done : done + size])
        done += size
    assert points.all[len(points.all) - len(fresh) :] == fresh
    return points


def ones():
    while True:
        yield 1


def test_points_are_at_a_fortieth_and_at_each_twentieth():
    assert point_batches(0, 40) == (1, *range(2, 41, 2))
    assert point_batches(3, 250)[:4] == (6, 12, 25, 37) and point_batches(3, 250)[-1] == 250
    for batches in range(40, 400):
        ends = point_batches(0, batches)
        assert len(ends) == len(set(ends)) == 21 and list(ends) == sorted(ends)


def test_short_and_late_epochs_have_none():
    assert point_batches(0, 39) == () == point_batches(MOST_EPOCHS, 400)
    assert point_batches(MOST_EPOCHS - 1, 400)


def test_a_point_is_the_mean_over_the_batches_since_the_previous_one():
    rows = sums(80)
    first, second, *_, last = made(rows, ones(), epoch=2).all
    assert first.position == 2 + 1 / 40 and second.position == 2.05 and last.position == 3.0
    losses = np.diff(rows[:, 0], prepend=0) / 64
    assert first.metrics["loss"] == pytest.approx(losses[:2].mean(), rel=1e-5)
    assert second.metrics["loss"] == pytest.approx(losses[2:4].mean(), rel=1e-5)
    assert last.metrics["loss"] == pytest.approx(losses[76:].mean(), rel=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_how_the_batches_are_divided_changes_no_bit(seed):
    rng, rows = np.random.default_rng(seed), sums(137, seed)
    sizes = iter(lambda: int(rng.integers(1, 60)), None)
    assert made(rows, sizes).all == made(rows, ones()).all


@pytest.mark.parametrize("done", [1, 3, 60, 136, 137])
def test_a_resumed_epoch_has_the_points_of_one_that_was_not_interrupted(done):
    rows, whole = sums(137), made(sums(137), ones())
    before = Points(NAMES)
    before.begin(0, 137, 0)
    before.add(rows[:done])
    after = Points(NAMES)
    after.restore(before.rows(), before.sums)
    assert made(rows, ones(), points=after, done=done).all == whole.all


def test_an_epoch_whose_sums_are_not_known_has_no_further_points():
    points = Points(NAMES)
    points.restore([], [])
    assert made(sums(137), ones(), points=points, done=60).all == []
    assert len(made(sums(137), ones(), epoch=1, points=points).all) == 21


def test_what_is_not_finite_is_left_out():
    rows = sums(40)
    rows[10:] = np.nan
    assert [point.position for point in made(rows, ones()).all] == [
        *(0.025, 0.05, 0.1, 0.15, 0.2, 0.25)
    ]
