"""Where two groups of runs differ, test sample by test sample: who is right, and how clearly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analysis.confusions import Tested, stored_predictions
from core.analysis.predictions import TestSet, predicted_classes, probability_of
from core.errors import RequestError
from core.settings import Settings
from core.verdict.outcomes import test_digest, unpack

ONLY_FIRST, ONLY_SECOND, BOTH, NEITHER = "first", "second", "both", "neither"
CELLS = (ONLY_FIRST, ONLY_SECOND, BOTH, NEITHER)
UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Seeds:
    """What the seeds of a group answered to each test sample.

    Of reference runs only ``right`` is known: their predictions do not ship.

    Attributes:
        ids: The runs, one per seed.
        right: (seeds, n) bool.
        answers: (seeds, n) int16 predicted classes; UNKNOWN where not known.
        chances: (seeds, n) float32 probabilities of these classes; NaN where not known.
        margins: (seeds, n) float32 probability of the true class minus that of the most probable
            other one; 0 where not known.
    """

    ids: tuple[str, ...]
    right: np.ndarray
    answers: np.ndarray
    chances: np.ndarray
    margins: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def margin(self) -> np.ndarray:
        """(n,) float32: the mean margin over the seeds."""
        return self.margins.mean(axis=0)

    def agreed(self, *, every: bool) -> tuple[np.ndarray, np.ndarray]:
        """The samples that the group gets right and those it gets wrong, (n,) bool each: in every
        seed, or in more than half of them. The seeds disagree on those in neither."""
        needed = len(self) if every else len(self) // 2 + 1
        count = self.right.sum(axis=0)
        return count >= needed, len(self) - count >= needed

    def answer(self, sample: int) -> tuple[int, int, float]:
        """What most seeds answer to a sample, how many of them do, and their mean probability.

        Of answers that equally many give, it is a wrong one: no majority is right.
        """
        answers, right = self.answers[:, sample], self.right[:, sample]
        classes, counts = np.unique(answers, return_counts=True)
        wrong = [not right[answers == number].any() for number in classes]
        most = int(classes[np.lexsort((wrong, counts))[-1]])
        agreeing = answers == most
        return most, int(agreeing.sum()), float(self.chances[agreeing, sample].mean())


def read_seeds(runs: Iterable[Tested], truth: TestSet, settings: Settings) -> Seeds:
    """Read a group's stored predictions.

    Runs whose predictions are no longer stored, or are of other data, are left out.

    Args:
        runs: One per seed, all tested on ``truth``.

    Raises:
        RequestError: None of the runs has predictions.
        StoreError: The place where predictions are shared cannot be reached.
    """
    ids, parts = [], []
    for run_id, predictions in stored_predictions(runs, truth, settings):
        ids.append(run_id)
        parts.append(_answered(truth.targets, predictions))
    if not ids:
        raise RequestError(
            "None of these runs has test predictions of this data any more; train one again."
        )
    right, answers, chances, margins = map(np.stack, zip(*parts, strict=True))
    return Seeds(tuple(ids), right, answers, chances, margins)


def recorded_seeds(
    dataset: str, runs: Iterable[Mapping[str, Any]], truth: TestSet, name: str
) -> Seeds | None:
    """What reference runs got right; None if they do not say, or were tested on other samples.

    Args:
        runs: As ``core.analysis.board.recorded_runs`` returns them.
        name: What stands for their ids, with the seed's number.
    """
    digest = test_digest(dataset, truth.targets, truth.times)
    shipped = {run["seed"]: unpack(run["outcomes"]) for run in runs if "outcomes" in run}
    shipped = {seed: it for seed, it in shipped.items() if it.digest == digest}
    if not shipped:
        return None
    right = np.stack([it.values for it in shipped.values()])
    answers = np.where(right, truth.targets, UNKNOWN).astype(np.int16)
    chances = np.full(right.shape, np.nan, np.float32)
    ids = tuple(f"{name}:{seed}" for seed in shipped)
    return Seeds(ids, right, answers, chances, np.zeros(right.shape, np.float32))


def _answered(targets: np.ndarray, predictions: np.ndarray) -> tuple[np.ndarray, ...]:
    """``right``, ``answers``, ``chances`` and ``margins`` of one run, (n,) each."""
    answers = predicted_classes(predictions)
    chances = probability_of(answers, predictions)
    true = probability_of(targets, predictions)
    if predictions.ndim == 1:
        other = 1 - true
    else:
        others = predictions.copy()
        others[np.arange(len(targets)), targets] = -np.inf
        other = others.max(axis=1)
    return (
        answers == targets,
        answers.astype(np.int16),
        chances.astype(np.float32),
        (true - other).astype(np.float32),
    )


@dataclass(frozen=True, eq=False)
class Difference:
    """The test samples by which of two groups gets them right.

    Attributes:
        cells: Name in CELLS → (m,) int64 0-based numbers of samples. Those that one group alone
            gets right come with the largest lead in margin first, the others with the least
            margin first.
        unsure: How many samples are in no cell, because the seeds of a group disagree on them.
    """

    cells: Mapping[str, np.ndarray]
    unsure: int


def difference(first: Seeds, second: Seeds, *, every: bool = True) -> Difference:
    """Sort the test samples into four cells.

    Args:
        first: A group.
        second: Another one, tested on the same samples.
        every: Whether a group gets a sample right, or wrong, only if every seed does; otherwise
            more than half of the seeds suffice.
    """
    (right, wrong), (right_too, wrong_too) = first.agreed(every=every), second.agreed(every=every)
    lead, total = first.margin - second.margin, first.margin + second.margin
    cells = {
        ONLY_FIRST: _sorted(right & wrong_too, -lead),
        ONLY_SECOND: _sorted(wrong & right_too, lead),
        BOTH: _sorted(right & right_too, total),
        NEITHER: _sorted(wrong & wrong_too, total),
    }
    return Difference(cells, first.right.shape[1] - sum(map(len, cells.values())))


def missed_by_all(groups: Sequence[Seeds]) -> np.ndarray:
    """(m,) int64: the samples that every seed of every group gets wrong, the surest mistake first.

    Args:
        groups: At least one, all tested on the same samples.
    """
    right = np.concatenate([group.right for group in groups]).any(axis=0)
    return _sorted(~right, np.sum([group.margin for group in groups], axis=0))


def _sorted(chosen: np.ndarray, key: np.ndarray) -> np.ndarray:
    samples = np.flatnonzero(chosen)
    return samples[np.argsort(key[samples], kind="stable")]
