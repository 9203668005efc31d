"""From runs to scores: the stored predictions of a group's seeds, held against what was true."""

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
from core.settings import Settings
from core.verdict.outcomes import Outcomes, of_classes, of_series, test_digest

VERSION = 2
FOLDER = "figures"


def run_outcomes(
    recipe: Recipe, row: RunRow, truth: TestSet, settings: Settings
) -> Outcomes | None:
    """What a run gave, sample by sample; None where its predictions are no longer kept, or are of
    other samples, or its test figure is not for showing.

    Raises:
        StoreError: They are shared, and cannot be reached now.
    """
    kept = row.test.get(recipe.metric)
    if kept is None:
        return None
    with suppress(RequestError, DatasetError):
        predictions = load_predictions(run_folder(settings, row.id, PREDICTIONS))
        require_same(truth, predictions, recipe.metric, kept)
        return outcomes(recipe.dataset, truth, predictions)
    return None


def outcomes(dataset: str, truth: TestSet, predictions: np.ndarray) -> Outcomes:
    """Predictions held against what was true, sample by sample."""
    digest = test_digest(dataset, truth.targets, truth.times)
    if truth.classes is None:
        return of_series(digest, truth.targets, predictions, truth.scale, truth.unit)
    return of_classes(digest, truth.targets, predictions)


def kept_figures(run_id: str, truth: TestSet, dataset: str, settings: Settings) -> dict[str, float]:
    """``quality.figures`` of a run, computed once: a list of a thousand runs reads small files.

    Kept in the home under ``figures``, beside the state of the predictions and the test set they
    are of; may be emptied any time.

    Raises:
        RequestError: The run's predictions are not there (any more).
        DatasetError: They are of other samples.
    """
    path = settings.home / FOLDER / f"{run_id}.json"
    folder = run_folder(settings, run_id, PREDICTIONS)
    state = _state(folder, dataset, truth)
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = read_object(path)
        if kept["state"] == state:
            return {name: _number(value) for name, value in kept["figures"].items()}
    predictions = load_predictions(folder)
    require_same(truth, predictions, "accuracy" if truth.classes else "mae", None)
    found = figures(truth, predictions)
    with suppress(OSError):  # then it is computed again next time
        write_json(path, {"state": state, "figures": {k: _jsonable(v) for k, v in found.items()}})
    return found


def forget_figures(run_ids: Iterable[str], settings: Settings) -> None:
    """Delete what ``kept_figures`` kept of runs that are gone from the store."""
    for run_id in run_ids:
        with suppress(OSError):  # nobody asks for it any more
            (settings.home / FOLDER / f"{run_id}.json").unlink(missing_ok=True)


def _state(folder: Path, dataset: str, truth: TestSet) -> Sequence[object]:
    try:
        status = (folder / PREDICTIONS).stat()
    except OSError:
        return [VERSION]
    return [
        VERSION,
        status.st_size,
        status.st_mtime_ns,
        test_digest(dataset, truth.targets, truth.times),
    ]


def _jsonable(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _number(value: float | None) -> float:
    return float("nan" if value is None else value)
