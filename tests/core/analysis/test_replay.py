"""Replays: whose clock, in which order, and the moments worth a jump."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core.analysis.lines import lines
from core.analysis.replay import EPOCHS, GAP, PASSES, SECONDS, TESTED, events, replay
from tests.core.analysis.making import entrant

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
# Validation, test result and seconds of an epoch.
RACE = {
    "imdb/mlp": ((0.50, 0.55, 0.60), 0.58, 1.0),
    "imdb/cnn": ((0.85, 0.95, 0.99), 0.98, 2.0),
    "imdb/lstm": ((0.50, 0.80, 0.90), 0.89, 5.0),
}


def race(**changes):
    return [
        entrant(name, val=val, test=test, seconds=seconds, **changes)
        for name, (val, test, seconds) in RACE.items()
    ]


def test_each_epoch_ends_by_its_recorded_seconds_compilation_included():
    one = entrant(val=(0.6, 0.7, 0.8), epoch_seconds=np.array([9.0, 1.0, 2.0]), test=0.8)
    played = replay([one], "accuracy")
    (racer,) = played.racers
    assert played.clock == SECONDS
    assert racer.ends == pytest.approx([9, 10, 12]) and racer.epochs == pytest.approx([1, 2, 3])
    assert racer.values == pytest.approx([0.6, 0.7, 0.8]) and racer.held_out
    assert racer.tested == played.end == 12 and racer.test == 0.8


def test_points_within_epochs_are_reached_on_the_way_to_their_ends():
    one = entrant(
        val=(0.6, 0.8),
        epoch_seconds=np.array([4.0, 2.0]),
        positions=np.array([0.5, 1.0, 1.5, 2.0]),
        points={"accuracy": np.array([0.4, 0.6, 0.65, 0.75])},
        train_samples=10_000,
    )
    assert replay([one], "accuracy").end == 6
    training, _ = lines([one], "accuracy", axis="elapsed")
    # Two of the first four seconds are compilation.
    assert training.training and training.x == pytest.approx([3, 4, 5, 6])


def test_a_run_that_has_points_but_no_epoch_yet_is_not_replayed():
    begun = entrant(
        "imdb/mlp",
        val=(),
        positions=np.array([0.5]),
        points={"accuracy": np.array([0.4])},
        train_samples=10_000,
    )
    runs = [entrant(), begun]
    played = replay(runs, "accuracy")
    curves = lines(runs, "accuracy", axis="elapsed")
    assert {racer.key for racer in played.racers} == {runs[0].group}
    times = dict(zip([curve.key for curve in curves], played.times(curves), strict=True))
    assert np.isnan(times[begun.group]).all()


def test_one_run_without_seconds_makes_epochs_the_clock_of_all():
    runs = race()
    runs[0] = entrant("imdb/mlp", val=(0.5, 0.55, 0.6), epoch_seconds=np.array([1.0]))
    played = replay(runs, "accuracy")
    assert played.clock == EPOCHS and played.end == 3
    assert all(racer.ends == pytest.approx([1, 2, 3]) for racer in played.racers)


def test_seeds_are_averaged_and_begin_together():
    pair = [
        entrant(seed=seed, val=(0.6, 0.8), seconds=seconds, test=test, started=NOON)
        for seed, seconds, test in ((0, 1.0, 0.7), (1, 3.0, 0.9))
    ]
    (racer,) = replay(pair, "accuracy").racers
    assert racer.ends == pytest.approx([2, 4]) and racer.test == pytest.approx(0.8)


def test_runs_of_one_race_keep_their_starts():
    runs = [
        entrant("imdb/mlp", seconds=10.0, started=NOON),
        entrant("imdb/cnn", seconds=10.0, started=NOON + timedelta(seconds=4)),
        entrant("imdb/lstm", seconds=10.0, started=NOON + timedelta(seconds=45)),
    ]
    played = replay(runs, "accuracy")
    assert [racer.ends[0] for racer in played.racers] == pytest.approx([10, 14, 55])
    along = lines(runs, "accuracy", axis=played.axis, mean=False, training=False)
    assert [times[0] for times in played.times(along)] == pytest.approx([10, 14, 55])


def test_runs_of_different_days_begin_together():
    runs = [entrant("imdb/mlp", started=NOON), entrant("imdb/cnn", started=NOON + timedelta(1))]
    played = replay(runs, "accuracy")
    assert [racer.ends[0] for racer in played.racers] == pytest.approx([2, 2])


def test_moments_are_the_first_to_pass_the_widest_gap_and_three_tests():
    runs = [*race(), entrant("imdb/rcnn", val=(0.6, 0.7, 0.8), test=0.8, seconds=3.0)]
    keys = {run.group: run.recipe.id for run in runs}
    runs[1].metrics["accuracy"][:] = (0.85, 0.95, 0.99)
    runs[0].metrics["accuracy"][:] = (0.50, 0.80, 0.99)
    played = replay(runs, "accuracy")
    found = [(moment.kind, keys[moment.key], moment.time) for moment in played.moments]
    assert found == [
        (GAP, "imdb/mlp", 3),
        (TESTED, "imdb/mlp", 3),
        (PASSES, "imdb/cnn", 4),  # 0.9 of 0.99 is 0.891
        (TESTED, "imdb/cnn", 6),
        (TESTED, "imdb/lstm", 15),
    ]
    assert played.moments[0].value == pytest.approx(0.39)
    assert played.moments[2].value == pytest.approx(0.891)


def test_where_less_is_better_the_least_error_is_the_best():
    runs = [
        entrant("series/lstm", val=(0.5, 0.31), test=0.30, seconds=1.0),
        entrant("series/dense", val=(0.4, 0.28), test=0.28, seconds=3.0),
    ]
    by_kind = {moment.kind: moment for moment in replay(runs, "mae").moments}
    assert by_kind[PASSES].time == 2 and by_kind[PASSES].key == runs[0].group
    assert GAP not in by_kind, "training is behind validation"


def test_a_small_gap_is_no_moment_and_neither_is_a_test_to_come():
    runs = [entrant(val=(0.5, 0.6), status="running")]
    runs[0].metrics["accuracy"][:] = (0.52, 0.62)
    assert [moment.kind for moment in replay(runs, "accuracy").moments] == [PASSES]


def test_steps_are_every_new_point_of_any_line_once():
    runs = race()
    played = replay(runs, "accuracy")
    times = played.times(lines(runs, "accuracy", axis=played.axis))
    assert events(times, played.racers) == pytest.approx([1, 2, 3, 4, 5, 6, 10, 15])


def test_there_is_no_replay_before_the_first_epoch():
    assert replay([], "accuracy") is None
    assert replay([entrant(val=(), status="queued")], "accuracy") is None


def test_points_within_an_epoch_come_after_compilation_and_before_its_end():
    one = entrant(
        val=(0.6, 0.7, 0.8),
        epoch_seconds=np.array([5.0, 1.0, 1.0]),
        train_samples=None,  # so many that every point is drawn
        positions=np.array([0.5, 1.0, 1.5, 2.5, 3.5]),
        points={"accuracy": np.array([0.3, 0.5, 0.6, 0.7, 0.8])},
    )
    played = replay([one], "accuracy")
    along = lines([one], "accuracy", axis=played.axis, validation=False)
    assert played.times(along)[0] == pytest.approx([4.5, 5, 5.5, 6.5, np.nan], nan_ok=True)
    assert played.racers[0].ends == pytest.approx([5, 6, 7])
