"""What a run gave, test sample by test sample: all that a verdict needs of it.

A run of people's own keeps its predictions, and the outcomes are made from them. A recorded run
ships only these: a bit a sample, or a series' mean error in each stretch of time.
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
"""From more than this on, a probability means class 1, as Keras' accuracy takes it."""


@dataclass(frozen=True, eq=False)
class Outcomes:
    """One run on a test set.

    Attributes:
        digest: Names the test set; see ``test_digest``.
        unit: ``points``, or the series' unit.
        values: (tested,) bool, which samples it got right; or (tested,) or (stretches,) float64,
            how far off it was in ``unit``.
        tested: Test samples.
    """

    digest: str
    unit: str
    values: np.ndarray
    tested: int

    def pack(self) -> dict[str, Any]:
        """Ready for JSON and small enough to ship: 4 kB for 25,000 samples."""
        kept: dict[str, Any] = {"digest": self.digest, "unit": self.unit, "tested": self.tested}
        if self.unit == POINTS:
            return kept | {"hits": base64.b64encode(np.packbits(self.values)).decode("ascii")}
        return kept | {"errors": [float(f"{v:.6g}") for v in stretches(self.values[None])[0]]}


def unpack(kept: Mapping[str, Any]) -> Outcomes:
    """What ``Outcomes.pack`` made."""
    tested = kept["tested"]
    if "errors" in kept:
        values = np.array(kept["errors"], np.float64)
    else:
        packed = np.frombuffer(base64.b64decode(kept["hits"]), np.uint8)
        values = np.unpackbits(packed, count=tested).astype(bool)
    return Outcomes(kept["digest"], kept["unit"], values, tested)


def of_classes(digest: str, targets: np.ndarray, predictions: np.ndarray) -> Outcomes:
    """Outcomes of (n,) probabilities of class 1 or (n, classes), against (n,) class numbers."""
    hits = predicted_classes(predictions) == targets
    return Outcomes(digest, POINTS, hits, len(hits))


def of_series(
    digest: str, targets: np.ndarray, predictions: np.ndarray, scale: float, unit: str
) -> Outcomes:
    """Outcomes of a series, in the order of time.

    Args:
        targets: (n,) float32 steps of the target.
        predictions: (n,) float32 the same.
        scale: How many ``unit`` one step is.
    """
    errors = np.abs(predictions.astype(np.float64) - targets.astype(np.float64)) * scale
    return Outcomes(digest, unit, errors, len(errors))


def group(seeds: Sequence[Outcomes], name: str) -> Scores:
    """A group's scores from the outcomes of its seeds.

    Raises:
        RequestError: There are none, or they were not tested on the same samples.
    """
    first = seeds[0] if seeds else None
    if first is None or any(one.digest != first.digest for one in seeds):
        raise RequestError(
            "The runs of {recipe} were not tested on the same samples, so they do not make one "
            "figure; compare runs on one test set.",
            recipe=name,
        )
    if first.unit == POINTS:
        return of_hits(np.stack([one.values for one in seeds]), name=name, digest=first.digest)
    table = np.concatenate([stretches(one.values[None]) for one in seeds])
    return of_errors(table, first.unit, name=name, digest=first.digest, tested=first.tested)


def predicted_classes(predictions: np.ndarray) -> np.ndarray:
    """(n,) int64 class numbers of (n,) probabilities of class 1, or of (n, classes)."""
    if predictions.ndim == 1:
        return (predictions > THRESHOLD).astype(np.int64)
    return predictions.argmax(axis=1)


def test_digest(dataset: str, targets: np.ndarray, times: np.ndarray | None = None) -> str:
    """Names a test set by what was true on it: recipes that cut their texts or windows otherwise
    still share it.

    Args:
        dataset: Its name.
        targets: (n,) class numbers, or floats.
        times: For a series, (n,) seconds of the targets.
    """
    found = hashlib.sha256(dataset.encode())
    kind = np.float32 if targets.dtype.kind == "f" else np.int32
    found.update(np.ascontiguousarray(targets, kind).view(np.uint8))
    if times is not None:
        found.update(np.ascontiguousarray(times, np.int64).view(np.uint8))
    return found.hexdigest()


test_digest.__test__ = False  # pytest collects what is called test…
