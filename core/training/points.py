"""Points: training loss and metric within an epoch, always at the same batches.

A long epoch would otherwise show nothing until it ends. Points are at fixed batches and not at
fixed times, so one seed has the same points on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

PARTS = 20
"""Points per epoch, not counting the first, which comes after half a part."""
LEAST_BATCHES = 2 * PARTS
"""Fewer batches than this are too few to divide an epoch."""
MOST_EPOCHS = 50
"""Epochs with points. In a chart of more, they would be closer than its pixels."""


@dataclass(frozen=True)
class Point:
    """Training loss and metric over a part of an epoch.

    Attributes:
        position: Where the part ends, in epochs since the run began: 0.05 is after a twentieth of
            the first epoch.
        metrics: ``loss`` and the metric: the means over the samples of all batches since the
            previous point, or since the beginning of the epoch.
    """

    position: float
    metrics: Mapping[str, float]


def point_batches(epoch: int, batches: int) -> tuple[int, ...]:
    """After how many of its ``batches`` the 0-based ``epoch`` has points, ascending.

    They are at a fortieth and at each twentieth of the epoch, rounded down.
    """
    if batches < LEAST_BATCHES or epoch >= MOST_EPOCHS:
        return ()
    return (batches // (2 * PARTS), *(batches * part // PARTS for part in range(1, PARTS + 1)))


class Points:
    """The points of a run, made out of the running sums of its epochs.

    Args:
        names: ``loss`` and the metric.

    Attributes:
        all: Every point so far.
        sums: The running sums at the last point of the current epoch: loss, metric, samples; None
            if not known, and the epoch then has no further points.
    """

    def __init__(self, names: Sequence[str]):
        self._names = names
        self.all: list[Point] = []
        self.sums: list[float] | None = None

    def rows(self) -> list[list[float]]:
        """Position, loss and metric of every point, for a checkpoint."""
        return [[point.position, *point.metrics.values()] for point in self.all]

    def restore(self, rows: Sequence[Sequence[float]], sums: Sequence[float]) -> None:
        """Restore what a checkpoint has of ``rows()`` and ``sums``."""
        self.sums = list(sums) or None
        self.all = [
            Point(position, dict(zip(self._names, values, strict=True)))
            for position, *values in rows
        ]

    def begin(self, epoch: int, batches: int, done: int) -> None:
        """Begin the 0-based ``epoch``, or resume it after ``done`` of its ``batches``."""
        if not done:
            self.sums = [0.0, 0.0, 0.0]
        self._epoch, self._batches, self._done = epoch, batches, done
        ends = point_batches(epoch, batches) if self.sums else ()
        self._ends = [end for end in ends if end > done]

    def add(self, sums: np.ndarray) -> list[Point]:
        """Add the points within the next batches and return them; only finite ones count.

        Args:
            sums: (steps, 3) float32 running sums since the epoch began, after each of these
                batches: loss and metric summed over samples, and the number of samples.
        """
        fresh, before = [], self._done
        self._done += len(sums)
        while self._ends and self._ends[0] <= self._done:
            end = self._ends.pop(0)
            current = [float(value) for value in sums[end - before - 1]]
            *part, count = (now - last for now, last in zip(current, self.sums, strict=True))
            self.sums = current
            if all(map(math.isfinite, part)):
                metrics = {name: it / count for name, it in zip(self._names, part, strict=True)}
                fresh.append(Point(self._epoch + end / self._batches, metrics))
        self.all += fresh
        return fresh
