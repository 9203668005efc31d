"""Holds out a test split, stratified by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.datasets.base import Sizes


def stratified(
    targets: np.ndarray, preprocessing: Mapping[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Split sample numbers so that the same share of every class is in the test split.

    Args:
        targets: (n,) class numbers.
        preprocessing: ``test_split``, the fraction of each class for the test split (the number
            of samples is rounded, but each class has at least one in either split), and
            ``data_seed``, which draws the samples and the order of both splits.

    Returns:
        train and test: int64 sample numbers, disjoint and together complete.
    """
    rng, test = np.random.default_rng(preprocessing["data_seed"]), []
    for label in np.unique(targets):
        members = rng.permutation(np.flatnonzero(targets == label))
        test.append(members[: _held_out(len(members), preprocessing["test_split"])])
    chosen = rng.permutation(np.concatenate(test))
    rest = rng.permutation(np.setdiff1d(np.arange(len(targets)), chosen))
    return rest, chosen


def stratified_sizes(classes: Sequence[int], preprocessing: Mapping[str, Any]) -> Sizes:
    """The sizes of ``stratified`` splits of this number of samples of each class."""
    test = sum(_held_out(members, preprocessing["test_split"]) for members in classes)
    return Sizes(sum(classes) - test, test)


def _held_out(members: int, share: float) -> int:
    return min(max(1, round(members * share)), members - 1)
