"""Confusion matrices of groups, from their stored predictions, and where two groups differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import numpy as np

from core.analysis.predictions import (
    TestSet,
    confusion,
    largest_cells,
    predicted_classes,
    require_same,
)
from core.errors import DatasetError, RequestError
from core.runs.files.artifacts import PREDICTIONS, load_predictions
from core.runs.files.sharing import run_folder
from core.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


class Tested(Protocol):
    """A run that was tested, such as a ``RunRow`` or an ``Entrant``."""

    id: str
    test: Mapping[str, float]


def stored_predictions(
    runs: Iterable[Tested], truth: TestSet, settings: Settings
) -> Iterator[tuple[str, np.ndarray]]:
    """Each run's id and test predictions, without runs that have none of this data any more.

    Args:
        runs: One per seed, all tested on ``truth``.

    Raises:
        StoreError: The place where predictions are shared cannot be reached.
    """
    for run in runs:
        if not run.test:  # of a sweep whose winner is not confirmed yet
            continue
        # a StoreError is not suppressed: leaving such a run out would change the mean
        with suppress(RequestError, DatasetError):
            predictions = load_predictions(run_folder(settings, run.id, PREDICTIONS))
            require_same(truth, predictions, "accuracy", run.test.get("accuracy"))
            yield run.id, predictions


def group_confusion(
    runs: Iterable[Tested], truth: TestSet, settings: Settings
) -> tuple[np.ndarray, int]:
    """Return the mean confusion matrix of some runs, and how many runs it averages.

    Runs whose predictions are no longer stored, or are of other data, are left out.

    Args:
        runs: One per seed, all tested on ``truth``.

    Returns:
        (classes, classes) float64 samples, a row per true class; and the number of runs.

    Raises:
        RequestError: None of the runs has predictions.
        StoreError: The place where predictions are shared cannot be reached.
    """
    matrices = [
        confusion(truth.targets, predicted_classes(predictions), truth.classes)
        for _, predictions in stored_predictions(runs, truth, settings)
    ]
    if not matrices:
        raise RequestError(
            "None of these runs has test predictions of this data any more, so there is no "
            "confusion matrix; train one again."
        )
    return np.mean(matrices, axis=0, dtype=np.float64), len(matrices)


def most_different(ours: np.ndarray, theirs: np.ndarray, most: int) -> np.ndarray:
    """(at most ``most``,) int64: the classes on which two confusion matrices differ the most.

    Classes are ordered by samples, not by shares: one sample is half of a class of two.

    Args:
        ours: (classes, classes) samples.
        theirs: The same for another group or run on the same test set.
    """
    moved = np.abs(ours - theirs)
    moved = moved.sum(axis=0) + moved.sum(axis=1)
    order = np.argsort(-moved, kind="stable")[:most]
    return order[moved[order] > 0]


def other_mistakes(ours: np.ndarray, theirs: np.ndarray, most: int) -> pd.DataFrame:
    """The mistakes whose frequency differs the most between two confusion matrices, by samples.

    Returns:
        A row per pair of classes: ``true`` and ``predicted`` class numbers, and the samples of
        each, ``ours`` and ``theirs``.
    """
    import pandas as pd  # takes half a second to import: Home should not wait for it

    moved = np.abs(ours - theirs)
    np.fill_diagonal(moved, 0)
    true, predicted = largest_cells(moved, most)
    columns = {"true": true, "predicted": predicted}
    return pd.DataFrame(
        columns | {"ours": ours[true, predicted], "theirs": theirs[true, predicted]}
    )
