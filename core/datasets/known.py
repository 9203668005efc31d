"""Checks on decoded arrays: each names what was received and what would be right."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.datasets.sequences import flatten
from core.errors import DatasetError


def require_shape(path: Path, name: str, received: tuple, right: tuple) -> None:
    """Refuse a file whose array ``name`` has another shape.

    Raises:
        DatasetError: It has.
    """
    if received != right:
        raise DatasetError(
            "{path} is refused, and left as it is: its array {array!r} has the shape {received}, "
            "it must have {right}.",
            path=path,
            array=name,
            received=str(received),
            right=str(right),
        )


def require_numbers(path: Path, name: str, array: np.ndarray | list, right: str) -> np.ndarray:
    """``array``, if it is an array of a dtype ``right`` describes: "integer" or "uint8"."""
    kind = str(array.dtype) if isinstance(array, np.ndarray) else "object"
    if kind == right or (right == "integer" and kind.lstrip("u").startswith("int")):
        return array
    raise DatasetError(
        "{path} is refused, and left as it is: its array {array!r} has the dtype {received}, it "
        "must be {right}.",
        path=path,
        array=name,
        received=kind,
        right=right,
    )


def texts(path: Path, name: str, elements: list | np.ndarray, count: int):
    """Flat tokens and offsets of ``count`` texts of word numbers."""
    if isinstance(elements, np.ndarray):
        raise DatasetError(
            "{path} is refused, and left as it is: its array {array!r} has the dtype {received}, "
            "it must be {right}.",
            path=path,
            array=name,
            received=elements.dtype,
            right="object",
        )
    require_shape(path, name, (len(elements),), (count,))
    try:
        return flatten(elements)
    except ValueError as error:
        raise DatasetError(
            "{path} is refused, and left as it is: its array {array!r} must hold lists of whole "
            "word numbers from 0 on, it holds something else ({received}).",
            path=path,
            array=name,
            received=error,
        ) from None


def labels(
    path: Path, name: str, array: np.ndarray | list, count: int, *, classes: int
) -> np.ndarray:
    """``count`` class numbers as int32."""
    array = require_numbers(path, name, array, "integer")
    require_shape(path, name, array.shape, (count,))
    if not (array.min() >= 0 and array.max() < classes):
        raise DatasetError(
            "{path} is refused, and left as it is: the labels in {array!r} go from {low} to "
            "{high}, they must go from 0 to {right}.",
            path=path,
            array=name,
            low=int(array.min()),
            high=int(array.max()),
            right=classes - 1,
        )
    return array.astype(np.int32)


def require_digest(path: Path, received: str, right: str) -> None:
    """The content must be the published one, number by number."""
    if received != right:
        raise DatasetError(
            "{path} is refused, and left as it is: it has the right form but other numbers than "
            "the published data (digest {received}… where {right}… is right).",
            path=path,
            received=received[:12],
            right=right[:12],
        )
