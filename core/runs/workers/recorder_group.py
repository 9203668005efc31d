"""Forwards the progress of a run to several recorders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.training.points import Point
from core.training.recorder import Facts, Recorder


class RecorderGroup(Recorder):
    """Forwards to several recorders, such as the store's and a progress bar's.

    Training stops when any of them asks to.
    """

    def __init__(self, *recorders: Any):
        self._recorders = recorders

    def phase(self, name: str) -> None:
        for recorder in self._recorders:
            recorder.phase(name)

    def described(self, facts: Facts) -> None:
        for recorder in self._recorders:
            recorder.described(facts)

    def progress(self, epoch: int, batch: int, batches: int, metrics: Mapping[str, float]) -> None:
        for recorder in self._recorders:
            recorder.progress(epoch, batch, batches, metrics)

    def points(self, points: Sequence[Point]) -> None:
        for recorder in self._recorders:
            recorder.points(points)

    def epochs(
        self, first: int, rows: Sequence[Mapping[str, float]], seconds: Sequence[float]
    ) -> None:
        for recorder in self._recorders:
            recorder.epochs(first, rows, seconds)

    def stopping(self) -> bool:
        return any(recorder.stopping() for recorder in self._recorders)
