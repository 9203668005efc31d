"""A series as pages draw it: in its own unit, with the rows that belong to a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.analysis.data_view import DataView
from core.datasets.windows import Window, window


@dataclass(frozen=True)
class WindowRows:
    """The rows of one window.

    Attributes:
        read: (steps,) int64 rows the model reads.
        now: The row at which the prediction is made; the model does not read it.
        target: The row whose value is predicted.
    """

    read: np.ndarray
    now: int
    target: int


@dataclass(frozen=True)
class SeriesView:
    """The target's series.

    Attributes:
        values: (rows,) float32 in ``unit``.
        unit: Its unit, such as "°C".
        times: (rows,) int64 seconds.
        dated: Whether the times count from 1970 and so are dates.
        interval: Seconds between two rows.
        starts: Split name → (windows,) first row of each window.
        window: Which rows belong to a window.
    """

    values: np.ndarray
    unit: str
    times: np.ndarray
    dated: bool
    interval: int
    starts: Mapping[str, np.ndarray]
    window: Window

    def rows(self, split: str, number: int) -> WindowRows:
        """Return the rows of a split's window, by the window's number."""
        start = int(self.starts[split][number])
        now = start + self.window.lookback
        return WindowRows(start + self.window.offsets, now, now + self.window.delay)

    def bands(self) -> dict[str, tuple[int, int]]:
        """Each split's first and last row, from its first input to its last target."""
        span = self.window.lookback + self.window.delay
        return {
            split: (int(starts[0]), int(starts[-1]) + span) for split, starts in self.starts.items()
        }

    def nearest(self, split: str, time: float) -> int:
        """The number of the split's window whose first input is nearest to ``time``."""
        return int(np.abs(self.times[self.starts[split]] - time).argmin())


def series_view(view: DataView) -> SeriesView:
    """Return the series that a dataset's windows are cut from."""
    loaded = view.loaded
    column = loaded.target_column
    series = view.splits["train"].inputs
    interval = int(np.median(np.diff(loaded.times)))
    return SeriesView(
        values=series[:, column] * np.float32(loaded.scale) + np.float32(loaded.centre),
        unit=loaded.unit,
        times=loaded.times,
        dated=not view.dataset.generated,
        interval=interval,
        starts={split: samples.starts for split, samples in view.splits.items()},
        window=window(view.preprocessing, interval),
    )
