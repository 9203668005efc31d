"""Whether higher or lower is better, for each metric."""

from __future__ import annotations

import numpy as np

HIGHER_IS_BETTER = {"accuracy": True, "mae": False, "loss": False}


def frontier(cost: np.ndarray, values: np.ndarray, metric: str) -> np.ndarray:
    """Pareto frontier: points for which no other costs at most as much and is at least as good.

    Args:
        cost: (n,), lower is better; points with NaN are never on the frontier.
        values: (n,) of ``metric``; points with NaN are never on the frontier.

    Returns:
        int64 indices by ascending cost.
    """
    gain = values if HIGHER_IS_BETTER[metric] else -values
    known = np.flatnonzero(np.isfinite(cost) & np.isfinite(gain))
    order = known[np.lexsort((-gain[known], cost[known]))]
    indices, best_so_far = [], -np.inf
    for index in order:
        if gain[index] > best_so_far:
            indices.append(index)
            best_so_far = gain[index]
    return np.array(indices, np.int64)
