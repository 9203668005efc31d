"""Baselines of a series: tomorrow as now, and tomorrow as the last day was on average."""

from __future__ import annotations

import numpy as np

from core.datasets import Splits
from core.datasets.windows import window

DAY = 86_400
PERSISTENCE, YESTERDAY = "persistence", "yesterday"


def guesses(splits: Splits, preprocessing: dict[str, object]) -> dict[str, np.ndarray]:
    """Guesses for the test samples of a series, from what their windows hold.

    Returns:
        ``persistence`` (the last reading) and ``yesterday`` (the mean of the last 24 hours'
        readings): (n,) float32 steps of the target.
    """
    interval = int(np.median(np.diff(splits.times)))
    cut = window(preprocessing, interval)
    # readings of the last day before "now", at least the last one
    last_day = cut.offsets[(cut.lookback - cut.offsets) * interval <= DAY]
    last_day = last_day if len(last_day) else cut.offsets[-1:]
    series = splits.test.inputs[:, splits.target_column]
    starts = splits.test.starts
    total = np.zeros(len(starts), np.float64)
    for offset in last_day:
        total += series[starts + offset]
    return {
        PERSISTENCE: series[starts + cut.offsets[-1]].astype(np.float32),
        YESTERDAY: (total / len(last_day)).astype(np.float32),
    }
