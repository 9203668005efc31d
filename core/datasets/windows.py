"""Windows over a series, stated in time and cut in rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.datasets.base import Samples, Splits


def window_steps(preprocessing: Mapping[str, Any]) -> int:
    """Readings in one window: lookback days, read every step minutes."""
    return max(1, int(preprocessing["lookback"] * 1_440) // preprocessing["step"])


@dataclass(frozen=True)
class Window:
    """What belongs to a row r ("now"): readings before it and one target after it.

    Attributes:
        offsets: (steps,) int64 rows of the readings, counted from the window's first row.
        lookback: Rows from the window's first row to r; r itself is not read.
        delay: Rows from r to the target.
    """

    offsets: np.ndarray
    lookback: int
    delay: int

    def samples(self, series: np.ndarray, column: int, start: int, end: int) -> Samples:
        """The windows of the rows ``start`` to ``end`` (exclusive), in order.

        Args:
            series: (rows, columns) float32, not copied.
            column: The column whose later reading is the target.
            start: First row r; at least ``lookback``.
            end: Row after the last; at most rows − ``delay``.
        """
        rows = np.arange(start, max(start, end))
        return Samples(
            inputs=series,
            targets=series[rows + self.delay, column],
            starts=rows - self.lookback,
            offsets=self.offsets,
        )


def window(preprocessing: Mapping[str, Any], interval: int) -> Window:
    """The window that ``lookback``, ``step`` and ``delay`` mean on rows of one interval.

    A reading between two rows is taken from the row before it; a step finer than the rows
    becomes one row.

    Args:
        preprocessing: lookback in days, step in minutes, delay in hours.
        interval: Seconds between two rows.
    """
    span = int(preprocessing["lookback"] * 1_440) * 60
    step = max(preprocessing["step"] * 60, interval)
    steps = max(1, span // step)
    readings = (np.arange(steps, dtype=np.int64) * step - span) // interval
    readings = np.minimum(readings, -1)
    lookback = -int(readings[0])
    delay = max(1, round(preprocessing["delay"] * 3_600 / interval))
    return Window(readings + lookback, lookback, delay)


def target_times(splits: Splits, preprocessing: Mapping[str, Any]) -> np.ndarray:
    """(n,) int64 seconds of the test samples' targets, counted as ``Splits.times`` counts.

    Args:
        splits: Of a series.
        preprocessing: What it was loaded with.
    """
    cut = window(preprocessing, int(np.median(np.diff(splits.times))))
    return splits.times[splits.test.starts + cut.lookback + cut.delay]
