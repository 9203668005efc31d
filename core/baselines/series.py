"""Baselines for a series: tomorrow as now, and tomorrow as the mean of the last day."""

from __future__ import annotations

import numpy as np

from core.datasets import Splits
from core.datasets.windows import window

DAY = 86_400
PERSISTENCE, YESTERDAY = "persistence", "yesterday"


def guesses(splits: Splits, preprocessing: dict[str, object]) -> dict[str, np.ndarray]:
    """Guess the targets of a series' test samples from the readings in their windows.

    Returns:
        ``persistence`` (the last reading) and ``yesterday`` (the mean of the readings of the last
        24 hours): (n,) float32, scaled like the targets.
    """
    interval = int(np.median(np.diff(splits.times)))
    cut = window(preprocessing, interval)
    # the readings of the last day before "now", or at least the last one
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
