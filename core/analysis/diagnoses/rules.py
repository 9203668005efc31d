"""All rules in the order of their importance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from core.analysis.diagnoses.diagnosis import RATE_TOO_HIGH, Answers, Diagnosis, Rivals
from core.analysis.diagnoses.evidence import Evidence
from core.analysis.diagnoses.failures import FAILURES
from core.analysis.diagnoses.finer import FINER, unstable
from core.recipes import Recipe

# A constant answer may be right this much more often than the most frequent class in training.
CONSTANT = 0.05

Curves = Mapping[str, Sequence[float] | np.ndarray]
Test = Mapping[str, float | None]
NO_TEST, NO_RIVALS = MappingProxyType({}), Rivals()


def diagnose(
    recipe: Recipe,
    history: Curves,
    test: Test = NO_TEST,
    *,
    rivals: Rivals = NO_RIVALS,
    test_samples: int | None = None,
    seeds: Sequence[float] = (),
    answers: Answers | None = None,
) -> tuple[Diagnosis, ...]:
    """Return what a run that has ended looks like, the most important first; empty for nothing.

    Args:
        recipe: The run's recipe.
        history: Metric name → (epochs,) values.
        test: ``loss`` and the recipe's metric; empty if unknown or hidden.
        rivals: Results without a network.
        test_samples: Number of test samples.
        seeds: Test results of all completed seeds of the recipe, its own included.
        answers: How its test predictions differ; None if unknown.
    """
    return diagnose_evidence(Evidence(recipe, history, test, rivals, test_samples, seeds, answers))


def diagnose_evidence(run: Evidence) -> tuple[Diagnosis, ...]:
    """``diagnose`` for evidence that is put together."""
    if not run.epochs:
        return ()
    failures = [diagnosis for rule in FAILURES if (diagnosis := rule(run))]
    rules = FINER
    if failures:  # what did not train needs no finer diagnosis
        rules = (unstable,) if failures[0].name == RATE_TOO_HIGH else ()
    return (*failures, *(diagnosis for rule in rules if (diagnosis := rule(run))))


def may_be_constant(recipe: Recipe, test: Test, rivals: Rivals) -> bool:
    """Whether the test result is so bad that its predictions should be read for ``answers``."""
    value = test.get(recipe.metric)
    if value is None:
        return False
    if recipe.metric == "mae":
        return rivals.guessing is None or value >= rivals.guessing
    return value <= (rivals.guessing or 1 / recipe.data.classes) + CONSTANT
