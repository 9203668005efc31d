"""Holds out a test split, stratified by class."""

from __future__ import annotations

import numpy as np


def stratified(
    targets: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Split sample numbers so that the same share of every class is in the test split.

    Args:
        targets: (n,) class numbers.
        share: Fraction of each class for the test split; the number of samples is rounded, but
            each class has at least one in either split.
        rng: Draws the samples, and the order of both splits.

    Returns:
        train and test: int64 sample numbers, disjoint and together complete.
    """
    test = []
    for label in np.unique(targets):
        members = rng.permutation(np.flatnonzero(targets == label))
        test.append(members[: held_out(len(members), share)])
    chosen = rng.permutation(np.concatenate(test))
    rest = rng.permutation(np.setdiff1d(np.arange(len(targets)), chosen))
    return rest, chosen


def held_out(members: int, share: float) -> int:
    """Number of test samples of a class with ``members`` samples."""
    return min(max(1, round(members * share)), members - 1)
