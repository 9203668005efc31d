"""Images as the integer pixels they had before they were scaled to [0, 1]."""

from __future__ import annotations

import numpy as np

from core.analysis.data_view import DataView

LEVELS = {"mnist": 255, "digits": 16}
"""The highest pixel value of each dataset; any other dataset is shown in hundredths."""


def levels(name: str) -> int:
    """The highest pixel value of a dataset's images."""
    return LEVELS.get(name, 100)


def pixels(view: DataView, split: str, numbers: np.ndarray) -> np.ndarray:
    """(n, rows, columns) uint8 images with pixels from 0 to ``levels``.

    Args:
        numbers: (n,) indices of samples in the split.
    """
    shares = view.splits[split].take(numbers)
    return np.rint(shares * levels(view.dataset.name)).astype(np.uint8)


def gallery(view: DataView, split: str, each: int, begin: int = 0) -> list[np.ndarray]:
    """For each class, up to ``each`` of its images, starting at its image number ``begin``."""
    rows = []
    for label in range(view.dataset.classes):
        numbers = view.of_class(split, label)
        first = begin % max(1, len(numbers))
        rows.append(pixels(view, split, numbers[first : first + each]))
    return rows
