"""Checks of decoded arrays; each error names what was received and what would be right."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.datasets.decoded import Content, arrays_digest
from core.datasets.sequences import flatten
from core.errors import DatasetError


def require_shape(path: Path, name: str, received: tuple, right: tuple) -> None:
    """Require that the array ``name`` of a file has the shape ``right``.

    Raises:
        DatasetError: It has another shape.
    """
    if received != right:
        raise DatasetError(
            "{path} is refused and left unchanged: its array {array!r} has the shape {received}, "
            "but it must have {right}.",
            path=path,
            array=name,
            received=str(received),
            right=str(right),
        )


def require_numbers(path: Path, name: str, array: np.ndarray | list, right: str) -> np.ndarray:
    """Return ``array`` if its dtype is ``right``: "uint8", or "integer" for any integer dtype.

    Raises:
        DatasetError: It has another dtype.
    """
    kind = str(array.dtype) if isinstance(array, np.ndarray) else "object"
    if kind == right or (right == "integer" and kind.lstrip("u").startswith("int")):
        return array
    raise _wrong_dtype(path, name, kind, right)


def _wrong_dtype(path: Path, name: str, received: object, right: str) -> DatasetError:
    return DatasetError(
        "{path} is refused and left unchanged: its array {array!r} has the dtype {received}, but "
        "it must be {right}.",
        path=path,
        array=name,
        received=received,
        right=right,
    )


def texts(path: Path, name: str, elements: list | np.ndarray, count: int):
    """Flat tokens and offsets (see ``flatten``) of ``count`` texts of word numbers.

    Raises:
        DatasetError: There are more or fewer texts, or they are not lists of word numbers.
    """
    if isinstance(elements, np.ndarray):
        raise _wrong_dtype(path, name, elements.dtype, "object")
    require_shape(path, name, (len(elements),), (count,))
    try:
        return flatten(elements)
    except ValueError as error:
        raise DatasetError(
            "{path} is refused and left unchanged: its array {array!r} must have lists of word "
            "numbers from 0 on, but has something else ({received}).",
            path=path,
            array=name,
            received=error,
        ) from None


def labels(
    path: Path, name: str, array: np.ndarray | list, count: int, *, classes: int
) -> np.ndarray:
    """Return ``count`` class numbers as int32.

    Raises:
        DatasetError: They are not integers, not ``count``, or not all from 0 to ``classes`` - 1.
    """
    array = require_numbers(path, name, array, "integer")
    require_shape(path, name, array.shape, (count,))
    if not (array.min() >= 0 and array.max() < classes):
        raise DatasetError(
            "{path} is refused and left unchanged: the labels in {array!r} range from {low} to "
            "{high}, but they must be from 0 to {right}.",
            path=path,
            array=name,
            low=int(array.min()),
            high=int(array.max()),
            right=classes - 1,
        )
    return array.astype(np.int32)


def published(path: Path, arrays: dict[str, np.ndarray], right: str) -> Content:
    """The content with these arrays, which must be exactly the published ones.

    Args:
        path: The file they were decoded from.
        arrays: The arrays by name.
        right: Their digest; see ``arrays_digest``.

    Raises:
        DatasetError: The digests differ.
    """
    digest = arrays_digest(arrays)
    require_digest(path, digest, right)
    return Content(arrays, digest=digest)


def require_digest(path: Path, received: str, right: str) -> None:
    """Require that the content is exactly the published one.

    Raises:
        DatasetError: The digests differ.
    """
    if received != right:
        raise DatasetError(
            "{path} is refused and left unchanged: it has the right form, but its numbers differ "
            "from the published data (digest {received}…, expected {right}…).",
            path=path,
            received=received[:12],
            right=right[:12],
        )
