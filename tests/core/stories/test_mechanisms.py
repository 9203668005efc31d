"""Reasons name a mechanism and numbers of the recipe, and never contradict a verdict."""

from __future__ import annotations

import pytest

from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.recipes.catalogue import representative
from core.stories.mechanisms import MECHANISMS, numbers, reasons


def row(dataset):
    return {family: representative(dataset, family) for family in FAMILIES}


@pytest.mark.parametrize("dataset", MECHANISMS)
def test_every_sentence_has_its_numbers(dataset):
    assert dataset in DATASETS
    for family, sentences in MECHANISMS[dataset].items():
        values = numbers(row(dataset)[family])
        for sentence in filter(None, sentences):
            assert "{" not in sentence.format(**values)


@pytest.mark.parametrize("dataset", MECHANISMS)
def test_a_reason_is_shown_only_where_the_verdict_agrees(dataset):
    recipes = row(dataset)
    expected = {family: bool(ahead) for family, (ahead, behind) in MECHANISMS[dataset].items()}
    for leader in FAMILIES:
        for reason in reasons(recipes, [leader]):
            assert reason.leads == (reason.family == leader) == expected[reason.family]


def test_a_verdict_that_disagrees_silences_the_reason():
    by_family = {reason.family for reason in reasons(row("probe-motif"), ["mlp"])}
    assert by_family == {"recurrent"}  # behind as expected; the others would contradict


def test_there_is_no_reason_where_nobody_is_behind_or_nobody_can_say():
    assert reasons(row("probe-motif"), []) == []
    assert reasons(row("probe-motif"), list(FAMILIES)) == []
    assert reasons(row("noise"), ["mlp"]) == []


def test_numbers_come_from_the_recipe():
    cnn, rcnn, mlp = (
        representative("probe-motif", family)
        for family in ("convolutional", "recurrent-convolutional", "mlp")
    )
    assert numbers(mlp)["places"] == 118 and numbers(mlp)["remaining"] == 117
    assert numbers(cnn)["width"] == 5 and numbers(cnn)["filters"] == 32
    assert numbers(rcnn)["steps"] == 29 and numbers(rcnn)["units"] == 32
    assert numbers(cnn.with_settings({"kernel_size": 7}))["width"] == 7
    assert numbers(representative("mnist", "mlp"))["places"] == 784
