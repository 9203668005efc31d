"""A run's results sample by sample: all that a verdict needs from it.

A user's own run stores its predictions, and its outcomes are computed from them. A recorded run
ships only the outcomes: one bit per sample, or a series' mean error in each stretch of time.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.errors import RequestError
from core.verdict.scores import POINTS, Scores, of_errors, of_hits, stretches

THRESHOLD = 0.5
"""A probability above this means class 1, as in Keras' accuracy."""


@dataclass(frozen=True, eq=False)
class Outcomes:
    """One run's results on a test set.

    Attributes:
        digest: Identifies the test set; see ``test_digest``.
        unit: ``points``, or the series' unit.
        values: (tested,) bool, whether each sample was right; or (tested,) or (stretches,)
            float64, the absolute errors in ``unit``.
        tested: Number of test samples.
    """

    digest: str
    unit: str
    values: np.ndarray
    tested: int

    def pack(self) -> dict[str, Any]:
        """As a dictionary ready for JSON, small enough to ship: 4 kB for 25,000 samples."""
        packed: dict[str, Any] = {"digest": self.digest, "unit": self.unit, "tested": self.tested}
        if self.unit == POINTS:
            return packed | {"hits": base64.b64encode(np.packbits(self.values)).decode("ascii")}
        return packed | {"errors": [float(f"{v:.6g}") for v in stretches(self.values[None])[0]]}


def unpack(packed: Mapping[str, Any]) -> Outcomes:
    """Restore what ``Outcomes.pack`` returned."""
    tested = packed["tested"]
    if "errors" in packed:
        values = np.array(packed["errors"], np.float64)
    else:
        hits = np.frombuffer(base64.b64decode(packed["hits"]), np.uint8)
        values = np.unpackbits(hits, count=tested).astype(bool)
    return Outcomes(packed["digest"], packed["unit"], values, tested)


def of_classes(digest: str, targets: np.ndarray, predictions: np.ndarray) -> Outcomes:
    """Outcomes of predictions of classes.

    Args:
        digest: Identifies the test set.
        targets: (n,) class numbers.
        predictions: (n,) probabilities of class 1, or (n, classes) probabilities.
    """
    hits = predicted_classes(predictions) == targets
    return Outcomes(digest, POINTS, hits, len(hits))


def of_series(
    digest: str, targets: np.ndarray, predictions: np.ndarray, scale: float, unit: str
) -> Outcomes:
    """Outcomes of a series, in order of time.

    Args:
        targets: (n,) float32, scaled.
        predictions: (n,) float32, scaled likewise.
        scale: Size of one scaled step in ``unit``.
    """
    errors = np.abs(predictions.astype(np.float64) - targets.astype(np.float64)) * scale
    return Outcomes(digest, unit, errors, len(errors))


def group(seeds: Sequence[Outcomes], name: str) -> Scores:
    """Return a group's scores from the outcomes of its seeds.

    Raises:
        RequestError: There are no outcomes, or they are not from the same test samples.
    """
    first = seeds[0] if seeds else None
    if first is None or any(one.digest != first.digest for one in seeds):
        raise RequestError(
            "The runs of {recipe} were not tested on the same samples, so they cannot be averaged; "
            "compare runs that share a test set.",
            recipe=name,
        )
    if first.unit == POINTS:
        return of_hits(np.stack([one.values for one in seeds]), name=name, digest=first.digest)
    table = np.concatenate([stretches(one.values[None]) for one in seeds])
    return of_errors(table, first.unit, name=name, digest=first.digest, tested=first.tested)


def predicted_classes(predictions: np.ndarray) -> np.ndarray:
    """(n,) int64 classes of (n,) probabilities of class 1, or of (n, classes) probabilities."""
    if predictions.ndim == 1:
        return (predictions > THRESHOLD).astype(np.int64)
    return predictions.argmax(axis=1)


def test_digest(dataset: str, targets: np.ndarray, times: np.ndarray | None = None) -> str:
    """Identify a test set by its targets.

    Recipes that truncate texts or cut windows differently therefore still share it.

    Args:
        dataset: Name of the dataset.
        targets: (n,) class numbers, or floats.
        times: For a series, (n,) times of the targets in seconds.
    """
    digest = hashlib.sha256(dataset.encode())
    dtype = np.float32 if targets.dtype.kind == "f" else np.int32
    digest.update(np.ascontiguousarray(targets, dtype).view(np.uint8))
    if times is not None:
        digest.update(np.ascontiguousarray(times, np.int64).view(np.uint8))
    return digest.hexdigest()


test_digest.__test__ = False  # not a test, so pytest must not collect it
