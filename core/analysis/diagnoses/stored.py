"""Diagnoses of runs in the store."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from core.analysis.diagnoses.diagnosis import Diagnosis, Rivals, answers
from core.analysis.diagnoses.rules import Curves, diagnose, may_be_constant
from core.analysis.groups import by_recipe, completed
from core.errors import RequestError
from core.recipes import Recipe
from core.runs.files.artifacts import PREDICTIONS, load_predictions
from core.runs.files.sharing import run_folder
from core.runs.index import RunRow
from core.runs.run import COMPLETED, FAILED, STOPPED, Run
from core.settings import Settings
from core.training.recorder import DIVERGED

DIAGNOSED = (COMPLETED, STOPPED, FAILED)
"""The states in which a run is diagnosed."""


def diagnose_run(
    run: Run,
    recipe: Recipe,
    history: Curves,
    rivals: Rivals,
    seeds: Sequence[float],
    settings: Settings,
) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of a run that was completed, stopped, or failed because it diverged.

    Its predictions are read only if its result is bad enough for them to matter.

    Args:
        history: Metric name → (epochs,) values.
        rivals: Results without a network on its test set.
        seeds: Test results of the completed seeds of its recipe, its own included.
        settings: The installation, which locates the predictions.

    Raises:
        StoreError: The predictions are shared and cannot be reached at the moment.
    """
    if run.status not in DIAGNOSED:
        return ()
    if run.status == FAILED:
        if run.failure.get("message") != DIVERGED:
            return ()
        history = {"loss": [*history.get("loss", ()), math.nan]}  # the epoch that was not kept
    described = None
    if may_be_constant(recipe, run.test, rivals):
        with suppress(RequestError):  # they are no longer stored
            predictions = load_predictions(run_folder(settings, run.id, PREDICTIONS))
            described = answers(predictions, series=recipe.metric == "mae")
    return diagnose(
        recipe,
        history,
        run.test,
        rivals=rivals,
        test_samples=run.test_samples,
        seeds=seeds,
        answers=described,
    )


def results_by_recipe(rows: Iterable[RunRow]) -> Mapping[str, tuple[float, ...]]:
    """Recipe key → test results of its completed seeds, those that are known.

    Args:
        rows: All runs of the store.
    """
    return {
        key: tuple(
            row.test[name]
            for row in completed(members)
            for name in ("accuracy", "mae")
            if row.test.get(name) is not None
        )
        for key, members in by_recipe(rows).items()
    }
