"""Each rule sees what it is for, and nothing in a run that is fine."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.analysis.diagnoses import (
    DIAGNOSES,
    NAMES,
    Answers,
    Rivals,
    answers,
    chip,
    diagnose,
    evidence,
    may_be_constant,
    remark,
    remedy,
    suggested,
    unit_of,
)
from core.recipes import recipe
from core.results.recorded import recorded

TOPICS = recipe("topics/cnn")
RIVALS = Rivals(guessing=0.1205, guessing_loss=2.0788, linear=0.923)


def names(*args, **values) -> list[str]:
    return [diagnosis.name for diagnosis in diagnose(*args, **values)]


def run_of(recipe_id: str, seed: int = 0) -> tuple:
    run = recorded(recipe_id)["runs"][seed]
    return recipe(recipe_id), run["history"], run["test"]


def test_a_reference_run_that_overfits_says_since_when():
    (diagnosis,) = diagnose(*run_of("topics/cnn"))
    assert (diagnosis.name, diagnosis.quantity) == ("overfits", "accuracy")
    assert (diagnosis.first, diagnosis.last) == (7, 10)
    assert diagnosis.numbers["training"] > 0.98 > 0.9 > diagnosis.numbers["validation"]


@pytest.mark.parametrize("recipe_id", ["digits/cnn", "breast-cancer/mlp", "series/lstm"])
def test_what_is_fine_is_not_conspicuous(recipe_id):
    assert names(*run_of(recipe_id)) == []


def test_a_linear_model_that_is_better_comes_after_what_the_curves_show():
    assert names(*run_of("topics/cnn"), rivals=RIVALS) == ["overfits", "no better"]


def test_what_the_test_hides_is_not_needed_for_the_curves():
    entry, history, _ = run_of("topics/cnn")
    assert names(entry, history) == ["overfits"]


def test_without_validation_data_the_test_shows_what_was_learnt_by_heart():
    entry, history, test = run_of("numeric-binary/deep-mlp")
    found = diagnose(entry, history, test, rivals=Rivals(guessing=0.5), test_samples=100)
    assert [diagnosis.name for diagnosis in found] == ["no better", "overfits"]
    assert all(diagnosis.first is None and not diagnosis.suggestion for diagnosis in found)


def test_a_loss_that_is_no_number_is_a_rate_too_high():
    (diagnosis,) = diagnose(TOPICS, {"loss": [1.9, math.nan]})
    assert diagnosis.name == "rate too high" and (diagnosis.first, diagnosis.last) == (2, 2)
    assert names(TOPICS, {"loss": [1.9, 1.8]}, {"accuracy": None}) == ["rate too high"]


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ([2.0794, 2.0793], "not learning"),
        ([2.4, 2.3], "not learning"),  # an untrained network may begin above guessing
        ([2.9, 2.4, 2.6], "rate too high"),
        ([0.9, 0.4, 1.9, 0.5], "rate too high"),  # a jump, later made good
    ],
)
def test_what_does_not_train_has_one_diagnosis(loss, expected):
    history = {"loss": loss, "val_loss": loss, "accuracy": [0.2] * len(loss)}
    assert names(TOPICS, history, {"accuracy": 0.12}, rivals=RIVALS)[:1] == [expected]


def test_a_series_guesses_that_nothing_changes():
    entry, history, test = run_of("series/conv1d")
    (diagnosis,) = diagnose(entry, history, test, rivals=Rivals(guessing=0.34))
    assert diagnosis.name == "no better" and diagnosis.quantity == "mae"
    assert "°C" in evidence(diagnosis, unit_of(entry, 8.94, "°C"))
    assert names(entry, history, test) == []


def test_seeds_that_scatter_are_unstable_but_not_by_the_luck_of_few_samples():
    seeds = [0.86, 0.87, 0.75]
    entry, history, test = run_of("digits/cnn")
    assert names(entry, history, test, seeds=seeds) == ["unstable"]
    assert names(entry, history, test, seeds=seeds[:2]) == []
    assert names(entry, history, test, seeds=seeds, test_samples=20) == []


FALLING = {"loss": [2.0, 1.6, 1.3, 1.0], "accuracy": [0.2, 0.4, 0.6, 0.7]}


@pytest.mark.parametrize(
    ("settings", "history", "expected"),
    [
        ({"batch_size": 1024}, {}, ["few steps"]),
        ({"batch_size": 256}, {}, []),  # 13 batches
        ({"batch_size": 1024}, {"loss": [2.0, 1.1, 1.001, 1.0]}, []),  # it is done
        ({"batch_size": 1024}, {"loss": [2.0, 0.9, 0.4, 0.1]}, []),
        ({"batch_size": 1024}, {"val_loss": [2.0, 1.6, 1.5, 1.6]}, []),  # learnt by heart
        ({"filters": 2}, {}, ["too small"]),
        ({"filters": 7}, {}, []),  # can tell eight classes apart
        ({"filters": 2}, {"accuracy": [0.2, 0.4, 0.6, 0.9]}, []),
    ],
)
def test_few_steps_and_narrow_layers_say_why_training_stays_behind(settings, history, expected):
    assert names(TOPICS.with_settings(settings), FALLING | history, rivals=RIVALS) == expected


def test_a_rising_validation_loss_is_not_overfitting_while_validation_gains():
    history = {
        "accuracy": [0.5, 0.7, 0.8, 0.85, 0.9],
        "val_accuracy": [0.5, 0.52, 0.55, 0.578, 0.595],
        "loss": [1.5, 1.0, 0.8, 0.6, 0.4],
        "val_loss": [1.6, 1.3, 1.5, 1.5, 1.6],
    }
    assert names(TOPICS, history) == []
    flat = {"val_accuracy": [0.5, 0.58, 0.57, 0.57, 0.595]}
    assert names(TOPICS, history | flat) == ["overfits"]


def test_the_same_answer_for_all():
    constant = answers(np.full((9, 8), 0.125, np.float32), series=False)
    assert constant == Answers(count=1, spread=0.0)
    close = answers(np.array([0.6, 0.7, 0.9], np.float32), series=False)
    assert close.count == 1 and not close.constant
    assert answers(np.array([0.4, 0.9], np.float32), series=False).count == 2
    assert answers(np.array([1.0, 1.0], np.float32), series=True).constant
    assert answers(np.array([1.0, 2.0], np.float32), series=True).count == 2
    history = {"loss": [2.1, 2.08], "accuracy": [0.12, 0.12]}
    test = {"accuracy": 0.12}
    assert names(TOPICS, history, test, answers=constant) == ["same answer"]
    assert names(TOPICS, history, test, answers=close) == ["not learning", "same answer"]


def test_predictions_are_read_only_where_they_may_be_constant():
    assert may_be_constant(TOPICS, {"accuracy": 0.13}, RIVALS)
    assert not may_be_constant(TOPICS, {"accuracy": 0.3}, RIVALS)
    assert not may_be_constant(TOPICS, {}, RIVALS)
    series = recipe("series/lstm")
    assert may_be_constant(series, {"mae": 0.4}, Rivals(guessing=0.34))
    assert not may_be_constant(series, {"mae": 0.3}, Rivals(guessing=0.34))


# ── what one click changes ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("settings", "history", "suggestion"),
    [
        ({"learning_rate": 10.0}, {"loss": [60.0, 80.0]}, {"learning_rate": 0.001}),
        ({"learning_rate": 1e-6}, {"loss": [2.08, 2.08]}, {"learning_rate": 0.001}),
        ({"epochs": 1}, {"loss": [2.08]}, {"epochs": 10}),
        ({}, {"loss": [2.9, 2.4, 2.6]}, {"learning_rate": 0.0001}),
        ({}, {"loss": [2.08, 2.08]}, {}),
        ({"batch_size": 1024}, FALLING, {"batch_size": 64}),
        ({"batch_size": 1024, "train_samples": 500}, FALLING, {"batch_size": 64}),
        ({"filters": 2}, FALLING, {"filters": 32}),
        ({"units": 3}, FALLING, {"units": 32}),
    ],
)
def test_settings_that_were_changed_are_what_is_suggested_to_change_back(
    settings, history, suggestion
):
    (diagnosis,) = diagnose(TOPICS.with_settings(settings), history, rivals=RIVALS)
    assert diagnosis.suggestion == suggestion


def test_against_overfitting_more_samples_come_before_dropout_and_fewer_epochs():
    _, history, test = run_of("topics/cnn")
    (diagnosis,) = diagnose(TOPICS.with_settings({"train_samples": 200}), history, test)
    assert diagnosis.suggestion == {"train_samples": 4_000}
    entry, history, test = run_of("reuters/rcnn", 1)
    (diagnosis,) = diagnose(entry, history, test)
    assert diagnosis.suggestion == {"rate": 0.5}
    (diagnosis,) = diagnose(entry.with_settings({"rate": 0.5}), history, test)
    assert diagnosis.suggestion == {"epochs": diagnosis.first}


def test_nothing_helps_against_noise():
    entry, history, test = run_of("noise/rcnn")
    (diagnosis, _) = diagnose(entry, history, test, test_samples=100)
    assert not diagnosis.suggestion and "noise" in remedy(diagnosis, entry)


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def test_every_diagnosis_has_its_words():
    assert NAMES.keys() == set(DIAGNOSES)
    entry, history, test = run_of("topics/cnn")
    rising = {"val_accuracy": [0.5, 0.6], "val_loss": [2.0, 1.0], "accuracy": [0.5, 0.6]}
    found = (
        *diagnose(entry, history, test, rivals=RIVALS),
        *diagnose(entry, {"loss": [60.0, 80.0]}),
        *diagnose(entry, {"loss": [0.9, 0.4, 1.9, 0.5]}),
        *diagnose(entry, {"loss": [math.nan]}),
        *diagnose(entry, {"loss": [2.08]}),
        *diagnose(entry, {"loss": [1.0]}, test, answers=Answers(count=1, spread=0.0)),
        *diagnose(entry, {"loss": [1.0]}, test, seeds=[0.9, 0.5, 0.1]),
        *diagnose(entry, {"loss": [1.0, 1.0], **rising}),
        *diagnose(entry, {"loss": [2.0], "val_loss": [1.0], "val_accuracy": [0.5]}),
        *diagnose(entry.with_settings({"filters": 2}), FALLING, rivals=RIVALS),
        *diagnose(entry.with_settings({"batch_size": 4_000}), FALLING),
    )
    assert {diagnosis.name for diagnosis in found} == set(DIAGNOSES)
    for diagnosis in found:
        assert 1 <= len(chip(diagnosis).split()) <= 5, diagnosis
        for sentence in (evidence(diagnosis, unit_of(entry)), remedy(diagnosis, entry)):
            assert sentence.endswith(".") and len(sentence.split()) <= 16, diagnosis
        assert remark(diagnosis) and suggested(diagnosis) == ", ".join(
            f"{name.replace('_', ' ')} {value:,}" for name, value in diagnosis.suggestion.items()
        )
