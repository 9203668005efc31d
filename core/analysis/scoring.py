"""From runs to scores: compare the stored predictions of a group's seeds with the targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from core.analysis.predictions import TestSet, require_same
from core.analysis.quality import figures
from core.errors import DatasetError, RequestError
from core.json_file import read_object, write_json
from core.recipes import Recipe
from core.runs.files.artifacts import PREDICTIONS, load_predictions
from core.runs.files.sharing import run_folder
from core.runs.index import RunRow
from core.runs.run import plain
from core.settings import Settings
from core.verdict.outcomes import Outcomes, of_classes, of_series, test_digest

VERSION = 2
FOLDER = "figures"


def run_outcomes(
    recipe: Recipe, row: RunRow, truth: TestSet, settings: Settings
) -> Outcomes | None:
    """Return a run's results sample by sample.

    Returns:
        None if its predictions are no longer stored or are of other samples, or if its test result
        must not be shown.

    Raises:
        StoreError: The predictions are shared and cannot be reached at the moment.
    """
    test_result = row.test.get(recipe.metric)
    if test_result is None:
        return None
    with suppress(RequestError, DatasetError):
        predictions = load_predictions(run_folder(settings, row.id, PREDICTIONS))
        require_same(truth, predictions, recipe.metric, test_result)
        return outcomes(recipe.dataset, truth, predictions)
    return None


def outcomes(dataset: str, truth: TestSet, predictions: np.ndarray) -> Outcomes:
    """Compare predictions with the targets, sample by sample."""
    digest = test_digest(dataset, truth.targets, truth.times)
    if truth.classes is None:
        return of_series(digest, truth.targets, predictions, truth.scale, truth.unit)
    return of_classes(digest, truth.targets, predictions)


def cached_figures(
    run_id: str, truth: TestSet, dataset: str, settings: Settings
) -> dict[str, float]:
    """``quality.figures`` of a run, computed once so that long lists only read small files.

    Cached in the home under ``figures``, with the state of the predictions and of their test set;
    the folder may be emptied at any time.

    Raises:
        RequestError: The run has no stored predictions (any more).
        DatasetError: The predictions are of other samples.
    """
    path = settings.home / FOLDER / f"{run_id}.json"
    folder = run_folder(settings, run_id, PREDICTIONS)
    state = _state(folder, dataset, truth)
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        cached = read_object(path)
        if cached["state"] == state:
            return {name: _number(value) for name, value in cached["figures"].items()}
    predictions = load_predictions(folder)
    require_same(truth, predictions, "accuracy" if truth.classes else "mae", None)
    computed = figures(truth, predictions)
    with suppress(OSError):  # computed again next time
        write_json(path, {"state": state, "figures": plain(computed)})
    return computed


def forget_figures(run_ids: Iterable[str], settings: Settings) -> None:
    """Delete the cached figures of runs that are gone from the store."""
    for run_id in run_ids:
        with suppress(OSError):  # a leftover file does no harm
            (settings.home / FOLDER / f"{run_id}.json").unlink(missing_ok=True)


def _state(folder: Path, dataset: str, truth: TestSet) -> Sequence[object]:
    try:
        status = (folder / PREDICTIONS).stat()
    except OSError:
        return [VERSION]
    digest = test_digest(dataset, truth.targets, truth.times)
    return [VERSION, status.st_size, status.st_mtime_ns, digest]


def _number(value: float | None) -> float:
    return float("nan" if value is None else value)
