"""Windows over a series, specified in time and converted to rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.datasets.base import Samples, Splits
from core.i18n import gettext


def window_steps(preprocessing: Mapping[str, Any]) -> int:
    """Number of readings in one window: ``lookback`` days, read every ``step`` minutes."""
    return max(1, int(preprocessing["lookback"] * 1_440) // preprocessing["step"])


@dataclass(frozen=True)
class Window:
    """The rows that belong to a row r ("now"): readings before it and one target after it.

    Attributes:
        offsets: (steps,) int64 row numbers of the readings, counted from the window's first row.
        lookback: Number of rows from the window's first row to r; r itself is not read.
        delay: Number of rows from r to the target.
    """

    offsets: np.ndarray
    lookback: int
    delay: int

    def samples(self, series: np.ndarray, column: int, start: int, end: int) -> Samples:
        """The windows of the rows r from ``start`` to ``end`` (exclusive), in order.

        Args:
            series: (rows, columns) float32, not copied.
            column: The column whose later reading is the target.
            start: The first r; at least ``lookback``.
            end: The row after the last r; at most rows − ``delay``.
        """
        rows = np.arange(start, max(start, end))
        return Samples(
            inputs=series,
            targets=series[rows + self.delay, column],
            starts=rows - self.lookback,
            offsets=self.offsets,
        )


def window(preprocessing: Mapping[str, Any], interval: int) -> Window:
    """Convert ``lookback``, ``step`` and ``delay`` to a window over rows of one interval.

    A reading between two rows is taken from the earlier one; a step finer than the interval
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


def step_notes(preprocessing: Mapping[str, Any], interval: int) -> list[str]:
    """A sentence if the series is coarser than the recipe asks for; ``interval`` is in seconds."""
    if preprocessing["step"] * 60 >= interval:
        return []
    return [
        gettext(
            "The recipe asks for a reading every {step} minutes, but this data has one only "
            "every {minutes:g} minutes; those are used.",
            step=preprocessing["step"],
            minutes=interval / 60,
        )
    ]


def target_times(splits: Splits, preprocessing: Mapping[str, Any]) -> np.ndarray:
    """Times of the test samples' targets: (n,) int64 seconds, counted as in ``Splits.times``.

    Args:
        splits: The splits of a series.
        preprocessing: The settings they were loaded with.
    """
    cut = window(preprocessing, int(np.median(np.diff(splits.times))))
    return splits.times[splits.test.starts + cut.lookback + cut.delay]
