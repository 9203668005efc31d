"""A network that has learnt nothing gets a reason instead of congratulations."""

from __future__ import annotations

import math

import pytest

from core.baselines.cached import shipped_baselines
from core.baselines.learnt import (
    AS_NOW,
    GUESSING,
    MAJORITY_CLASS,
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
        ({"loss": None, "accuracy": 0.1}, [2.0, 0.1], ""),
        ({"loss": 0.2, "accuracy": None}, [2.0, 0.1], NOT_A_NUMBER),
        ({"loss": 0.2, "accuracy": 0.97}, [2.0, math.nan], NOT_A_NUMBER),
        ({"loss": 2.3, "accuracy": 0.3}, [2.303], GUESSING),
        ({"loss": 1.9, "accuracy": 0.10}, [2.0, 1.9], MAJORITY_CLASS),
        ({}, [], NOT_A_NUMBER),
    ],
)
def test_of_classes(test, losses, why):
    reason = nothing_learnt(DIGITS, test, losses)
    assert reason == why or (test.get("accuracy") == 0.1 and reason == MAJORITY_CLASS)


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
