"""What a sweep's runs come to, made without a store: values, states, order, confirmations."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.recipes import recipe
from core.sweeps.ranking import ranked
from core.sweeps.sweep import WORSE, Confirmation, Trial, confirmations_of, trials_of
from tests.core.sweeps.test_engine import part, sweep

LATER = datetime(2026, 1, 1, tzinfo=UTC)
CURVE = [0.5, 0.9, 0.7]


def numbered(number: int, **changes):
    return replace(part(0, CURVE), id=f"r{number:05}", **changes)


def test_a_run_is_worth_what_its_weights_are():
    """Those of the last epoch, or of the best where it keeps them."""
    run = part(0, CURVE)
    assert (run.value, run.loss) == (0.7, pytest.approx(0.3))
    assert replace(run, best_epoch=1).value == 0.7
    assert replace(run, best_epoch=1, keeps_best=True).value == 0.9
    assert replace(run, best_epoch=0, keeps_best=True).value == 0.5
    assert replace(run, best_epoch=None, keeps_best=True).value == 0.7
    assert replace(run, best_epoch=2, keeps_best=True).loss == pytest.approx(0.3)


def test_what_is_not_there_is_worth_nothing():
    run = part(0, CURVE)
    nothing = (
        part(0, CURVE, "running"),
        part(0, CURVE, "stopped"),
        part(0, []),
        replace(run, deleted=LATER),
        replace(run, best_epoch=3, keeps_best=True),
    )
    assert all(math.isnan(one.value) for one in nothing)


@pytest.mark.parametrize(
    ("run", "why", "state", "active"),
    [
        (part(0, CURVE), "", "completed", False),
        (part(0, CURVE, "running"), "", "running", True),
        (part(0, CURVE, "queued"), "", "queued", True),
        (part(0, CURVE, "paused"), "", "paused", True),
        (part(0, CURVE, "interrupted"), "", "interrupted", True),
        (part(0, CURVE, "stopped"), "", "stopped", False),
        (part(0, CURVE, "stopped", failure={"message": WORSE}), "", "pruned", False),
        (part(0, CURVE, "running", failure={"message": WORSE}), "", "running", True),
        (part(0, CURVE, "failed", failure={"message": WORSE}), "", "failed", False),
        (replace(part(0, CURVE, "running"), deleted=LATER), "", "deleted", False),
        (None, "", "deleted", False),
        (None, "too large", "impossible", False),
    ],
)
def test_a_trials_state_is_its_runs_or_says_why_there_is_none(run, why, state, active):
    trial = Trial(0, {"units": 8}, run, why)
    assert (trial.state, trial.active) == (state, active)
    assert math.isnan(trial.value) == (state != "completed")


def test_trials_keep_their_numbers_and_the_latest_run_of_one_counts(base):
    proposals = [{"units": 8}, {"units": 16}, {"units": 32}]
    message = {"message": "too large", "values": {}}
    wanted = replace(sweep(base), proposals=proposals, skipped={"2": message})
    parts = [
        numbered(9, trial=0, status="running"),
        numbered(3, trial=0),
        numbered(5, trial=None, confirms=1),
        numbered(4, trial=1),
    ]
    trials = trials_of(wanted, parts)
    assert [trial.number for trial in trials] == [0, 1, 2]
    assert [trial.run and trial.run.id for trial in trials] == ["r00009", "r00004", None]
    assert [trial.why for trial in trials] == ["", "", "too large"]
    assert [trial.values for trial in trials] == proposals


@pytest.mark.parametrize(
    ("name", "objective", "order"),
    [("digits/mlp", "val_accuracy", [1, 4, 3, 0]), ("series/dense", "val_mae", [0, 4, 3, 1])],
)
def test_the_best_by_validation_is_first_and_the_lower_loss_breaks_ties(name, objective, order):
    wanted = sweep(recipe(name), units=(8, 16))
    assert wanted.objective == objective
    curves = {0: ([0.5], [0.1]), 1: ([0.9], [0.9]), 3: ([0.7], [math.nan]), 4: ([0.7], [0.6])}
    trials = [
        Trial(number, {}, replace(part(number, curve), losses=losses))
        for number, (curve, losses) in curves.items()
    ]
    trials += [Trial(2, {}, part(2, [1.0], "running")), Trial(5, {}, None)]
    assert [trial.number for trial in ranked(wanted, trials)] == order
    alike = [Trial(number, {}, part(number, [0.5])) for number in (2, 0, 1)]
    assert [trial.number for trial in ranked(wanted, alike)] == [0, 1, 2]


def test_a_trial_keeps_the_best_epoch_where_it_says_so_or_its_recipe_does():
    proposals = [{"restore_best_weights": True}, {"restore_best_weights": False}, {"units": 8}]
    for name in ("digits/mlp", "topics/cnn", "probe-motif/cnn"):
        entry = recipe(name)
        usual = entry.fit["restore_best_weights"]
        wanted = replace(sweep(entry), proposals=proposals)
        flags = [wanted.keeps_best(number) for number in (0, 1, 2, 3, None)]
        assert flags == [True, False, usual, usual, usual]
    assert recipe("probe-motif/cnn").fit["restore_best_weights"]


def test_of_each_finalist_the_latest_run_of_each_seed_counts(base):
    wanted = replace(sweep(base), chosen=[4, 1])
    parts = [
        numbered(8, trial=None, confirms=1, seed=6),
        numbered(7, trial=None, confirms=1, seed=9),
        numbered(3, trial=None, confirms=1, seed=9, status="failed"),
        numbered(2, trial=None, confirms=2, seed=1),
        numbered(1, trial=4),
    ]
    finalists = confirmations_of(wanted, parts)
    assert [(one.number, one.wanted) for one in finalists] == [(4, 3), (1, 3)]
    assert [[run.id for run in one.runs] for one in finalists] == [[], ["r00008", "r00007"]]


def test_a_finalist_is_confirmed_with_as_many_seeds_as_were_wanted():
    runs = tuple(part(number, [value]) for number, value in enumerate((0.5, 0.7)))
    running = part(2, [0.9], "running")
    assert Confirmation(0, runs, 2).complete and not Confirmation(0, runs, 3).complete
    confirmation = Confirmation(0, (*runs, running), 3)
    assert not confirmation.complete and confirmation.values == [0.5, 0.7]
    assert confirmation.mean == pytest.approx(0.6)
    assert math.isnan(Confirmation(0, (running,), 1).mean)
