"""Results after the same seconds, operations, epochs or samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.equal_cost import BUDGETS, common_budget, standings
from tests.core.analysis.making import entrant


def by_recipe(runs, *args, **options):
    return {one.label: one for one in standings(runs, "accuracy", *args, **options)}


def test_the_last_epoch_within_the_budget_counts_not_the_best_and_not_the_next():
    run = entrant(val=(0.6, 0.9, 0.7, 0.95), seconds=2.0)  # epochs end at 2, 4, 6 and 8 s
    for amount, value in ((2.0, 0.6), (3.9, 0.6), (4.0, 0.9), (7.0, 0.7), (8.0, 0.95)):
        (one,) = standings([run], "accuracy", "seconds", amount)
        assert one.value.mean == value and one.epochs == amount // 2


@pytest.mark.parametrize("seconds", [2.0, 0.1])
def test_a_running_one_counts_at_the_budget_it_has_just_spent(seconds):
    """Ten tenths of a second may add up to a little less or more than one."""
    run = entrant(val=(0.5,) * 9 + (0.7,), seconds=seconds, status="running", planned=20)
    (one,) = standings([run], "accuracy", "seconds", 10 * seconds)
    assert (one.value.mean, one.epochs) == (0.7, 10)
    for amount in (10 * seconds * (1 + 1e-6), 100.0):
        (one,) = standings([run], "accuracy", "seconds", amount)
        assert one.value is None and one.epochs != one.epochs
    (one,) = standings([run], "accuracy", "seconds", seconds * (1 - 1e-6))
    assert one.value is None


def test_who_finished_with_less_keeps_its_last_figure():
    quick = entrant("imdb/mlp", val=(0.7, 0.99), seconds=1.0)
    usual = entrant("imdb/cnn", val=(0.7, 0.8), seconds=20.0)
    rows = standings([usual, quick], "accuracy", "seconds", 30.0)
    assert [(one.label, one.value.mean) for one in rows] == [("MLP", 0.99), ("CNN", 0.7)]


def test_compiling_is_no_training():
    run = entrant("imdb/mlp", val=(0.5, 0.6, 0.7), seconds=1.0)
    slow_start = replace(run, epoch_seconds=np.array([10.0, 1.0, 1.0]))
    assert list(slow_start.along("seconds")) == [1, 2, 3]
    one_epoch = replace(run, epochs=np.array([0]), epoch_seconds=np.array([10.0]))
    assert list(one_epoch.along("seconds")) == [10]


def test_who_never_spent_as_much_has_no_figure_and_stands_last():
    quick = entrant("imdb/mlp", val=(0.99, 0.99), seconds=1.0, status="running", planned=9)
    slow = entrant("imdb/lstm", val=(0.5, 0.6), seconds=40.0)
    usual = entrant("imdb/cnn", val=(0.7, 0.8), seconds=20.0)
    rows = standings([quick, slow, usual], "accuracy", "seconds", 30.0)
    assert [one.label for one in rows] == ["CNN", "LSTM", "MLP"]
    cnn, lstm, mlp = rows
    assert cnn.value.mean == 0.7
    assert lstm.value is None and lstm.first == 40.0  # its first epoch is not over
    assert mlp.value is None and (mlp.reached, mlp.last) == (2.0, 0.99)


def test_seeds_that_got_there_make_the_mean_and_the_others_are_counted():
    runs = [
        entrant(seed=0, val=(0.6, 0.8), seconds=1.0),
        entrant(seed=1, val=(0.5, 0.6), seconds=2.0),
        entrant(seed=2, val=(0.9,), seconds=1.0, status="running", planned=2, timed=False),
    ]
    (one,) = standings(runs, "accuracy", "seconds", 2.0)
    assert (one.value.mean, one.value.low, one.value.high) == pytest.approx((0.65, 0.5, 0.8))
    assert (one.value.count, one.seeds, one.epochs) == (2, 3, 1.5)
    assert not one.timed
    alone = standings(runs, "accuracy", "seconds", 2.0, mean=False)
    assert [one.value and one.value.mean for one in alone] == [0.8, 0.5, None]


def test_less_error_is_better():
    runs = [entrant("series/dense", val=(0.3,)), entrant("series/lstm", val=(0.2,))]
    assert [one.label for one in standings(runs, "mae", "epoch", 1)] == [
        "LSTM",
        "MLP",
    ]


def test_operations_are_three_forward_passes_of_every_sample_seen():
    run = entrant("digits/mlp", val=(0.5, 0.6), train_samples=1_000)
    forward = run.recipe.summary.operations
    assert run.operations == forward > 0
    assert run.along("operations_a_sample") == pytest.approx([3 * forward / 1e9, 6 * forward / 1e9])
    assert run.along("operations") == pytest.approx([3e3 * forward / 1e9, 6e3 * forward / 1e9])
    (one,) = standings([run], "accuracy", "operations_a_sample", 6 * forward / 1e9)
    assert one.value.mean == 0.6


@pytest.mark.parametrize("budget", BUDGETS)
def test_a_budget_that_all_have_spent_is_found_whatever_it_counts(budget):
    runs = [
        entrant("imdb/mlp", val=(0.5,) * 10, seconds=1.3),
        entrant("imdb/lstm", val=(0.5,) * 3, seconds=5.0),
        entrant("imdb/cnn", val=(), status="queued"),
    ]
    amount = common_budget(runs, "accuracy", budget)
    rows = standings(runs, "accuracy", budget, amount)
    assert len(rows) == 2 and all(one.value for one in rows)


def test_a_common_budget_is_round_and_of_those_that_finished():
    runs = [entrant(val=(0.5,) * 7, seconds=3.3), entrant(seed=1, val=(0.5,), status="running")]
    assert common_budget(runs, "accuracy", "seconds") == 20.0  # of 23.1
    assert common_budget(runs, "accuracy", "epoch") == 7
    assert common_budget(runs[1:], "accuracy", "epoch") == 1
    assert common_budget([], "accuracy", "seconds") is None
    slower = [entrant(val=(0.5,) * 2, seconds=1.0), entrant(seed=1, val=(0.5,) * 9, seconds=1.0)]
    assert common_budget(slower, "accuracy", "epoch") == 9  # some seed of it got there
    assert common_budget(slower, "accuracy", "epoch", mean=False) == 2
    apart = [
        entrant(val=(0.5,), seconds=3.3),
        entrant("imdb/mlp", val=(0.5,) * 3, seconds=1.3),
        entrant("imdb/lstm", val=(0.5,), seconds=70.0),  # begins where the others have ended
    ]
    assert common_budget(apart, "accuracy", "seconds") == 3.3  # at 3 only one would stand


def test_what_is_not_known_is_left_out():
    unknown = entrant(train_samples=None)
    blind = entrant("imdb/mlp", metrics={"accuracy": np.array([0.5] * 3)})
    assert standings([unknown, blind], "accuracy", "samples", 10) == []
    assert len(by_recipe([unknown, blind], "seconds", 1.0)) == 1
