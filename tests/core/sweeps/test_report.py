"""Where a sweep is, in figures and in a few sentences; made without a store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.i18n import gettext
from core.recipes import recipe
from core.sweeps.ranking import ranked
from core.sweeps.report import HIDDEN, Report, describe, settings_words, why
from core.sweeps.sweep import WORSE, Trial, confirmations_of
from tests.core.sweeps.test_engine import part, sweep


def trials_in(*states: str) -> tuple[Trial, ...]:
    """A trial of each state, the later ones with the better figures."""
    trials = []
    for number, state in enumerate(states):
        failure = {"message": WORSE, "values": {}} if state == "pruned" else None
        status = "stopped" if state == "pruned" else state
        run = part(number, [0.5 + number / 10], status, failure=failure)
        trials.append(Trial(number, {"units": 8, "learning_rate": 0.003}, run))
    return tuple(trials)


def reported(base, trials=(), seeds=(), tests=None, samples=None, **changes) -> Report:
    """A sweep of six trials; ``seeds`` are what the fresh seeds of the chosen ones gave."""
    wanted = replace(sweep(base, trials=6, **changes.pop("of", {})), **changes)
    parts = [
        replace(
            part(index, [value], status),
            id=f"c{index}",
            trial=None,
            confirms=number,
            seed=index + 6,
        )
        for index, (number, value, status) in enumerate(seeds)
    ]
    return Report(
        wanted,
        tuple(trials),
        tuple(ranked(wanted, trials)),
        tuple(confirmations_of(wanted, parts)),
        tests or {},
        wanted.base.metric,
        samples,
    )


def test_settings_are_shown_with_few_digits():
    values = {"units": 64, "learning_rate": 0.003, "optimizer": "adam", "rate": 0.123456789}
    text = "units 64, learning_rate 0.003, optimizer adam, rate 0.123457"
    assert settings_words(values) == text


def test_before_the_first_trial_none_has_ended(base):
    begun = describe(reported(base))
    assert begun.startswith("Queuing the first of 6 trials")
    for status in ("paused", "stopped", "failed"):
        assert describe(reported(base, status=status)).startswith("0 of 6 trials have ended.")


def test_active_and_waiting_trials_are_counted(base):
    current = reported(
        base, trials_in("completed", "pruned", "running", "running", "queued", "paused")
    )
    text = describe(current)
    assert text.startswith(
        "2 of 6 trials have ended. Stopped early: 1. Running: 2. Waiting: 2. Best so far"
    )
    assert current.count("running") == 2 and current.count("running", "queued") == 3
    ended = describe(reported(base, trials_in("completed", "failed")))
    assert ended.startswith("2 of 6 trials have ended. Best so far by validation: trial 1 ")
    assert "Stopped early" not in ended and "Running" not in ended and "Waiting" not in ended


def test_the_best_so_far_counts_from_one(base):
    text = describe(reported(base, trials_in("completed", "completed", "running")))
    assert "trial 2 (units 8, learning_rate 0.003), val_accuracy 0.6000." in text
    assert "Best so far" not in describe(reported(base, trials_in("running")))


def test_runs_that_confirm_are_counted(base):
    seeds = [(1, 0.6, "completed"), (1, 0.62, "running"), (0, 0.4, "completed")]
    current = reported(base, trials_in(*["completed"] * 6), seeds, chosen=[1, 0], finalists=2)
    text = describe(current)
    assert text.startswith("All 6 trials have ended. 2 of 6 confirmation runs ")
    assert current.confirmed is None
    assert gettext(HIDDEN) in text


def confirmed(base, tests, seeds=((1, 0.6, "completed"), (1, 0.64, "completed")), **changes):
    trials = trials_in("completed", "completed")
    return reported(base, trials, seeds, tests, chosen=[1], winner=1, status="confirmed", **changes)


def test_a_winner_has_its_mean_and_its_ends(base):
    current = confirmed(base, {1: (0.58, 0.62)}, samples=1_797)
    assert current.confirmed.number == 1
    text = describe(current)
    assert "Trial 2 (units 8, learning_rate 0.003) is confirmed: val_accuracy 0.6000" in text
    assert "0.6200 on average over 2 fresh seeds (0.6000 to 0.6400)" in text
    assert "test accuracy 0.6000 on average (0.5800 to 0.6200), on 1,797 test samples." in text
    assert gettext(HIDDEN) not in text and "runs with fresh seeds" not in text


@pytest.mark.parametrize(
    ("tests", "seeds"),
    [({}, ((1, 0.6, "completed"),)), ({1: (0.5,)}, ((1, 0.6, "failed"),))],
)
def test_a_winner_whose_runs_are_in_the_bin_says_so(base, tests, seeds):
    text = describe(confirmed(base, tests, seeds))
    assert "Trial 2 (units 8, learning_rate 0.003) was confirmed" in text and "0.6" not in text


@pytest.mark.parametrize(
    ("name", "samples", "basis"),
    [
        ("digits/mlp", None, "on the test set"),
        ("series/dense", None, "in standard deviations"),
        ("series/dense", 8_502, "in standard deviations, on 8,502 test samples"),
    ],
)
def test_a_series_figures_are_in_standard_deviations(name, samples, basis):
    current = confirmed(recipe(name), {1: (0.58, 0.62)}, samples=samples, of={"units": (8, 16)})
    assert describe(current).endswith(f"(0.5800 to 0.6200), {basis}.")


@pytest.mark.parametrize(
    ("status", "shown"),
    [("failed", True), ("stopped", True), ("paused", True), ("running", False)],
)
def test_why_it_stopped_is_shown(base, status, shown):
    failure = {"message": "Nothing was completed.", "values": {}}
    text = describe(reported(base, trials_in("failed"), status=status, failure=failure))
    assert ("Nothing was completed." in text) == shown and gettext(HIDDEN) in text


def test_it_is_ready_for_json_without_hidden_test_figures(base):
    trials = (*trials_in("completed", "running"), Trial(2, {"units": 16}, None, "too large"))
    values = reported(base, trials, [(0, 0.5, "completed")], chosen=[0]).as_dict()
    assert [one["trial"] for one in values["trials"]] == [0, 1, 2]
    first, second, third = values["trials"]
    assert (first["state"], first["val_accuracy"], first["epochs"]) == ("completed", 0.5, 1)
    assert (first["run"], first["why"]) == ("r00000", None)
    assert second["val_accuracy"] is None and second["state"] == "running"
    assert (third["run"], third["epochs"], third["why"]) == (None, 0, "too large")
    (one,) = values["confirmations"]
    assert one == {
        "trial": 0,
        "seeds": [6],
        "runs": ["c0"],
        "val_accuracy": [0.5],
        "test_accuracy": [],
    }
    assert values["planned"] == 6 and values["says"]
    after = confirmed(base, {1: (0.58, 0.62)}).as_dict()["confirmations"][0]
    assert after["test_accuracy"] == [0.58, 0.62]


def test_why_a_trial_ended_is_its_own_reason_or_its_runs():
    failed = part(0, [0.5], "failed", failure={"message": "Its loss is no number.", "values": {}})
    assert why(Trial(0, {}, failed)) == "Its loss is no number."
    assert why(Trial(0, {}, failed, "too large")) == "too large"
    assert why(Trial(0, {}, None)) == "" and why(Trial(0, {}, part(0, [0.5]))) == ""
