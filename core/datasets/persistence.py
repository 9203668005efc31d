"""The guess "tomorrow as now", which every model of a series has to beat."""

from __future__ import annotations

import numpy as np

from core.datasets.base import Samples, Splits


def persistence(samples: Samples, target_column: int) -> float:
    """Mean absolute error of guessing that the target equals its last reading.

    Args:
        samples: Windows over a series, or plain samples of shape (steps, columns).
        target_column: The input column of which the target is a later reading.

    Returns:
        The error in the unit of the targets: standard deviations for a z-scored series.
    """
    if samples.starts is None:
        last = samples.inputs[:, -1, target_column]
    else:
        last = samples.inputs[samples.starts + samples.offsets[-1], target_column]
    return float(np.mean(np.abs(samples.targets.astype(np.float64) - last)))


def baselines(splits: Splits) -> dict[str, float]:
    """``persistence_test``, and ``persistence_val`` if the source has a validation split.

    Empty for data that is not a series.
    """
    if splits.target_column is None:
        return {}
    parts = {"test": splits.test, "val": splits.validation}
    return {
        f"persistence_{name}": persistence(samples, splits.target_column)
        for name, samples in parts.items()
        if samples is not None
    }
