"""Holding out a test share by class."""

from __future__ import annotations

import numpy as np


def stratified(
    targets: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Split sample numbers so that every class has the same share in the test.

    Args:
        targets: (n,) class numbers.
        share: Of each class that goes to the test, rounded; at least one sample stays on either
            side.
        rng: Draws which, and the order of both parts.

    Returns:
        train and test: sample numbers (int64), disjoint, together all.
    """
    test = []
    for label in np.unique(targets):
        members = rng.permutation(np.flatnonzero(targets == label))
        count = min(max(1, round(len(members) * share)), len(members) - 1)
        test.append(members[:count])
    held_out = rng.permutation(np.concatenate(test))
    rest = rng.permutation(np.setdiff1d(np.arange(len(targets)), held_out))
    return rest, held_out
