"""The guess "tomorrow as now": what every model of a series has to beat."""

from __future__ import annotations

import numpy as np

from core.datasets.base import Samples, Splits


def persistence(samples: Samples, target_column: int) -> float:
    """Mean absolute error of guessing that the target stays as it was last read.

    Args:
        samples: Windows over a series, or plain samples of shape (steps, columns).
        target_column: The input column that the target is a later reading of.

    Returns:
        In the targets' own unit: for z-scored series, standard deviations.
    """
    if samples.starts is None:
        last = samples.inputs[:, -1, target_column]
    else:
        last = samples.inputs[samples.starts + samples.offsets[-1], target_column]
    return float(np.mean(np.abs(samples.targets.astype(np.float64) - last)))


def baselines(splits: Splits) -> dict[str, float]:
    """``persistence_val`` (where the source has a validation split) and ``persistence_test``.

    Empty for what is no series.
    """
    if splits.target_column is None:
        return {}
    found = {"persistence_test": persistence(splits.test, splits.target_column)}
    if splits.validation is not None:
        found["persistence_val"] = persistence(splits.validation, splits.target_column)
    return found
