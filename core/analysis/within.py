"""A training curve through its points within epochs."""

from __future__ import annotations

import numpy as np


def through(
    ends: np.ndarray, values: np.ndarray, positions: np.ndarray, points: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A curve through its points, and through the mean of each epoch that has none.

    The mean over an epoch is not drawn along with its points: it lags behind them.

    Args:
        ends: (n,) ends of the epochs, 1.0 for the first.
        values: (n,) means over the epochs.
        positions: (p,) positions of the points, in epochs.
        points: (p,) values of the points; NaN for a missing one.

    Returns:
        (m,) float64 ascending positions, and (m,) float64 values.
    """
    known = np.isfinite(points)
    whole = ~np.isin(ends, np.ceil(positions[known]))
    x = np.concatenate([positions[known], ends[whole]]).astype(np.float64)
    order = np.argsort(x, kind="stable")
    return x[order], np.concatenate([points[known], values[whole]]).astype(np.float64)[order]
