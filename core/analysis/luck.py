"""What luck alone does: where one more seed of a recipe would fall."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.verdict.tails import student
from core.verdict.verdict import LEAN


@dataclass(frozen=True)
class Luck:
    """A prediction interval for the test figure of one more seed.

    Attributes:
        mean: Mean over the recipe's seeds.
        margin: Half the interval's width, in the unit of the figures.
        seeds: Number of seeds it is estimated from.
        level: Share of further seeds that fall inside.
    """

    mean: float
    margin: float
    seeds: int
    level: float

    @property
    def low(self) -> float:
        return self.mean - self.margin

    @property
    def high(self) -> float:
        return self.mean + self.margin

    def covers(self, figure: float) -> bool:
        """Whether one more seed may well give this figure."""
        return self.low <= figure <= self.high


def luck(figures: Sequence[float], *, step: float = 0.0, level: float = LEAN) -> Luck | None:
    """Predict one more seed: Student's t times the scatter of the seeds and of their mean.

    Args:
        figures: (n,) test figures, one per seed.
        step: What one test sample is worth. The scatter is at least that: seeds that happen to
            agree are no certainty.
        level: Share of further seeds that should fall inside.

    Returns:
        None with fewer than two seeds, which say nothing about luck.
    """
    count = len(figures)
    if count < 2:
        return None
    scatter = max(statistics.stdev(figures), step)
    tail = float(student(np.array([count - 1.0]), 1 - level)[0])
    margin = tail * scatter * math.sqrt(1 + 1 / count)
    return Luck(statistics.fmean(figures), margin, count, level)
