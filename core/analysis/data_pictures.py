"""Pictures as the whole numbers they were, before they became shares of 1."""

from __future__ import annotations

import numpy as np

from core.analysis.data_view import DataView

LEVELS = {"mnist": 255, "digits": 16}
"""The darkest ink of each dataset; a dataset that is not here is shown in hundredths."""


def levels(name: str) -> int:
    """The highest pixel of a dataset's pictures."""
    return LEVELS.get(name, 100)


def pixels(view: DataView, split: str, numbers: np.ndarray) -> np.ndarray:
    """Pictures as (n, rows, columns) uint8 from 0 to ``levels``.

    Args:
        numbers: (n,) sample numbers.
    """
    shares = view.splits[split].take(numbers)
    return np.rint(shares * levels(view.dataset.name)).astype(np.uint8)


def gallery(view: DataView, split: str, each: int, begin: int = 0) -> list[np.ndarray]:
    """For each class up to ``each`` of its pictures, from its number ``begin`` on."""
    rows = []
    for label in range(view.dataset.classes):
        numbers = view.of_class(split, label)
        first = begin % max(1, len(numbers))
        rows.append(pixels(view, split, numbers[first : first + each]))
    return rows
