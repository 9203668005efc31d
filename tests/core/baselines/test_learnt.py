"""A network that has learnt nothing gets a reason instead of congratulations."""

from __future__ import annotations

import math

import pytest

from core.baselines.cached import shipped_baselines
from core.baselines.learnt import (
    AS_NOW,
    GUESSING,
    MAJORITY_CLASS,
    NEAR,
    NOT_A_NUMBER,
    first_suspect,
    nothing_learnt,
)
from core.recipes import RECIPES, recipe
from core.results.recorded import recorded

DIGITS, WEATHER = recipe("digits/mlp"), recipe("series/dense")


@pytest.mark.parametrize(
    ("test", "losses", "why"),
    [
        ({"loss": 0.2, "accuracy": 0.97}, [2.0, 0.1], ""),
        ({"loss": 9.0, "accuracy": 0.97}, [2.0, 0.1], ""),  # it overfits, and yet learnt
        ({"loss": None, "accuracy": 0.1}, [2.0, 0.1], MAJORITY_CLASS),
        ({"loss": 0.2, "accuracy": None}, [2.0, 0.1], NOT_A_NUMBER),
        ({"loss": 0.2, "accuracy": 0.97}, [2.0, math.nan], NOT_A_NUMBER),
        ({"loss": 2.3, "accuracy": 0.3}, [2.303], GUESSING),
        ({"loss": 1.9, "accuracy": 0.10}, [2.0, 1.9], MAJORITY_CLASS),
        ({}, [], NOT_A_NUMBER),
    ],
)
def test_of_classes(test, losses, why):
    assert nothing_learnt(DIGITS, test, losses) == why


def test_the_majority_class_counts_where_it_is_known():
    rivals = shipped_baselines("topics", recipe("topics/cnn").preprocessing)
    most = next(item.test["accuracy"] for item in rivals if item.name == "majority")
    test = {"loss": 1.0, "accuracy": most}
    assert nothing_learnt(recipe("topics/cnn"), test, [1.0], rivals) == MAJORITY_CLASS
    above = {"loss": 1.0, "accuracy": most + 0.01}
    assert nothing_learnt(recipe("topics/cnn"), above, [1.0], rivals) == ""


def test_of_a_series():
    assert nothing_learnt(WEATHER, {"mae": 0.3}, [0.1], (), 0.3) == AS_NOW
    assert nothing_learnt(WEATHER, {"mae": 0.2}, [0.1], (), 0.3) == ""
    assert nothing_learnt(WEATHER, {"mae": 0.2}, [0.1]) == ""


def test_the_reference_runs_of_what_can_be_learnt_have_learnt_something():
    for name in ("digits/mlp", "digits/cnn", "topics/cnn", "breast-cancer/mlp", "probe-motif/cnn"):
        entry = RECIPES[name]
        rivals = shipped_baselines(entry.dataset, entry.preprocessing) or ()
        for run in recorded(name)["runs"]:
            assert nothing_learnt(entry, run["test"], run["history"]["loss"], rivals) == "", name
    entry = RECIPES["probe-motif/mlp"]  # half of two classes, as by throwing a coin
    high = entry.with_settings({"learning_rate": 1.0})
    assert first_suspect(high) != first_suspect(entry)


@pytest.mark.parametrize(("accuracy", "why"), [(0.1, MAJORITY_CLASS), (0.1001, "")])
def test_as_good_as_the_majority_is_not_learnt(accuracy, why):
    """Where its share is not known, that of ten equally frequent classes."""
    assert nothing_learnt(DIGITS, {"accuracy": accuracy}, [1.0]) == why


@pytest.mark.parametrize(("share", "why"), [(NEAR + 1e-9, GUESSING), (NEAR - 1e-9, "")])
def test_a_loss_near_that_of_guessing_has_not_moved(share, why):
    """That of guessing one of ten classes is ln 10; only the last epoch's counts."""
    losses = [9.0, share * math.log(10)]
    assert nothing_learnt(DIGITS, {"accuracy": 0.5}, losses) == why
    assert nothing_learnt(DIGITS, {"accuracy": 0.5}, [*losses, 0.1]) == "" and NEAR == 0.99


def test_as_good_as_tomorrow_as_now_is_not_learnt():
    for value, why in ((0.5, AS_NOW), (0.5001, AS_NOW), (0.4999, "")):
        assert nothing_learnt(WEATHER, {"mae": value}, [9.0], (), 0.5) == why
    assert nothing_learnt(WEATHER, {"mae": math.inf}, [9.0], (), 0.5) == NOT_A_NUMBER
    assert nothing_learnt(WEATHER, {"mae": 0.4}, [math.inf], (), 0.5) == NOT_A_NUMBER


def test_what_is_suspected_first():
    """The limits belong to what is suspicious; one epoch comes after both."""
    usual = {"learning_rate": 1e-3, "epochs": 5}
    suspects = {
        name: first_suspect(DIGITS.with_settings(usual | settings))
        for name, settings in {
            "high": {"learning_rate": 0.1},
            "not high": {"learning_rate": 0.0999},
            "low": {"learning_rate": 1e-5},
            "not low": {"learning_rate": 1.01e-5},
            "one": {"epochs": 1},
            "two": {"epochs": 2},
            "one and high": {"epochs": 1, "learning_rate": 0.1},
        }.items()
    }
    assert suspects["high"] == suspects["one and high"] and "0.1, is high" in suspects["high"]
    assert "1e-05, is low" in suspects["low"]
    assert suspects["one"] == "First suspect: one epoch may be too few."
    for name in ("not high", "not low", "two"):
        assert suspects[name].startswith("First suspects: the learning rate"), name
    assert "noise" in first_suspect(recipe("numeric-binary/mlp").with_settings({"epochs": 1}))
