"""Which way each metric is better, said once."""

from __future__ import annotations

import numpy as np

HIGHER_IS_BETTER = {"accuracy": True, "mae": False, "loss": False}


def best(values: np.ndarray, metric: str) -> int | None:
    """The index of the best value; None where none is a number."""
    if not np.isfinite(values).any():
        return None
    return int(np.nanargmax(values) if HIGHER_IS_BETTER[metric] else np.nanargmin(values))


def frontier(cost: np.ndarray, values: np.ndarray, metric: str) -> np.ndarray:
    """What nothing else beats: no other point costs at most as much and is at least as good.

    Args:
        cost: (n,) less is better; NaN is never on it.
        values: (n,) of ``metric``; NaN is never on it.

    Returns:
        Indices by ascending cost.
    """
    gain = values if HIGHER_IS_BETTER[metric] else -values
    known = np.flatnonzero(np.isfinite(cost) & np.isfinite(gain))
    order = known[np.lexsort((-gain[known], cost[known]))]
    kept, best_so_far = [], -np.inf
    for at in order:
        if gain[at] > best_so_far:
            kept.append(at)
            best_so_far = gain[at]
    return np.array(kept, np.int64)
