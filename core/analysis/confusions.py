"""What groups of runs take for what, from their stored predictions, and where two groups differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import numpy as np

from core.analysis.predictions import TestSet, confusion, predicted_classes, require_same
from core.analysis.quality import mean_confusion
from core.errors import DatasetError, RequestError
from core.runs.files.artifacts import PREDICTIONS, load_predictions
from core.runs.files.sharing import run_folder
from core.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


class Tested(Protocol):
    """A run that was tested: ``RunRow`` and ``Entrant`` are such."""

    id: str
    test: Mapping[str, float]


def group_confusion(
    runs: Iterable[Tested], truth: TestSet, settings: Settings
) -> tuple[np.ndarray, int]:
    """What runs took for what, on average, and how many of them could be asked.

    Runs whose predictions are no longer kept, or that were made on other data, are left out.

    Args:
        runs: One a seed, all tested on ``truth``.

    Returns:
        (classes, classes) float64 samples, a row a true class; and the number of runs.

    Raises:
        RequestError: None of them has predictions.
        StoreError: Where predictions are shared cannot be reached.
    """
    found = []
    for run in runs:
        if not run.test:  # of a sweep whose winner is not confirmed
            continue
        # a place that cannot be reached is no reason: without it the mean would be another figure
        with suppress(RequestError, DatasetError):
            predictions = load_predictions(run_folder(settings, run.id, PREDICTIONS))
            require_same(truth, predictions, "accuracy", run.test.get("accuracy"))
            taken = predicted_classes(predictions)
            found.append(confusion(truth.targets, taken, truth.classes))
    if not found:
        raise RequestError(
            "None of these runs has test predictions of this data any more, so nothing can be "
            "said of what they confuse; train one again."
        )
    return mean_confusion(found), len(found)


def most_different(ours: np.ndarray, theirs: np.ndarray, most: int) -> np.ndarray:
    """(at most ``most``,) int64: the classes that most samples move from or to, most first.

    By samples and not by shares: a class of two samples moves by halves.

    Args:
        ours: (classes, classes) samples.
        theirs: Of another on the same test set.
    """
    moved = np.abs(ours - theirs)
    moved = moved.sum(axis=0) + moved.sum(axis=1)
    order = np.argsort(-moved, kind="stable")[:most]
    return order[moved[order] > 0]


def other_mistakes(ours: np.ndarray, theirs: np.ndarray, most: int) -> pd.DataFrame:
    """The mistakes that one makes more often than the other, by samples, most first.

    Returns:
        ``true`` and ``predicted`` class numbers; ``ours`` and ``theirs`` samples.
    """
    import pandas as pd  # half a second that Home does not wait for

    moved = np.abs(ours - theirs)
    np.fill_diagonal(moved, 0)
    order = np.argsort(-moved, axis=None, kind="stable")[:most]
    order = order[moved.ravel()[order] > 0]
    true, predicted = np.unravel_index(order, moved.shape)
    columns = {"true": true, "predicted": predicted}
    return pd.DataFrame(
        columns | {"ours": ours[true, predicted], "theirs": theirs[true, predicted]}
    )
