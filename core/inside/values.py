"""Values from a CSV file as a model of numbers or of a series reads them."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence

import numpy as np

from core.datasets import Splits
from core.errors import RequestError
from core.inside.inputs import VALUES, Input, Steps, Whole, require_reads, splits_of
from core.recipes import Recipe
from core.settings import Settings

MOST_CHARACTERS, MOST_ROWS = 10_000_000, 10_000


def read_values(recipe: Recipe, text: str, settings: Settings) -> Input:
    """Read values in their own units, as the dataset's source has them.

    A line with the columns' names may come first; the columns may then be in any order.

    Args:
        recipe: A recipe of numbers (one row, a column per feature), or of a series (a row per
            reading, the latest last).
        text: The content of a CSV file.
        settings: The installation, which locates the data that gives means and scales.

    Raises:
        RequestError: The recipe reads no values, one of them is no finite number, or there are
            more or fewer than it reads.
        DatasetError: The dataset is missing or refused.
    """
    splits, values = _read(recipe, text, settings)
    shape = splits.train.shape
    right = shape if len(shape) > 1 else (1, *shape)
    if values.shape != right:
        raise RequestError(
            "{recipe} reads {rows} × {columns} values, got {received_rows} × {received_columns} "
            "(rows × columns).",
            recipe=recipe.id,
            rows=right[0],
            columns=right[1],
            received_rows=values.shape[0],
            received_columns=values.shape[1],
        )
    return values_input(prepared(values, splits).reshape(shape), splits)


def read_rows(recipe: Recipe, text: str, settings: Settings) -> np.ndarray:
    """Read many rows of features, each an input.

    Args:
        recipe: A recipe of numbers.
        text: The content of a CSV file, as for ``read_values``.
        settings: The installation, which locates the data that gives means and scales.

    Returns:
        (rows, features) float32, as the model reads them.

    Raises:
        RequestError: As for ``read_values``, or there are more than 10,000 rows.
        DatasetError: The dataset is missing or refused.
    """
    splits, values = _read(recipe, text, settings)
    right = splits.train.shape
    if len(right) != 1 or values.shape[1] != right[0] or len(values) > MOST_ROWS:
        raise RequestError(
            "{recipe} reads up to {most:,} rows of {right} values, got {received:,} of {columns}.",
            recipe=recipe.id,
            most=MOST_ROWS,
            right=" × ".join(map(str, right)),
            received=len(values),
            columns=values.shape[1],
        )
    return prepared(values, splits)


def prepared(values: np.ndarray, splits: Splits) -> np.ndarray:
    """Values (…, columns) in their own units as the model reads them, float32.

    Raises:
        RequestError: A value is not finite, or too large.
    """
    if splits.input_mean is not None:
        values = (values - splits.input_mean) / splits.input_std
    with np.errstate(over="ignore"):
        result = values.astype(np.float32)
    if not np.isfinite(result).all():
        raise RequestError("The values must be finite numbers that are not too large.")
    return result


def _read(recipe: Recipe, text: str, settings: Settings) -> tuple[Splits, np.ndarray]:
    require_reads(recipe, VALUES)
    if len(text) > MOST_CHARACTERS:
        raise RequestError(
            "A file of values may have at most {most:,} characters, got {received:,}.",
            most=MOST_CHARACTERS,
            received=len(text),
        )
    splits = splits_of(recipe, settings)
    return splits, _ordered(*_table(text), splits)


def values_input(values: np.ndarray, splits: Splits, **more: object) -> Input:
    """An input of (features,) or (readings, columns) float32, as the dataset prepares them.

    A feature that is unknown has its mean over the training samples; a reading is as the one
    before it, and the first stays.
    """
    if values.ndim == 1:
        changed = np.repeat(values[None], len(values), axis=0)
        np.fill_diagonal(changed, splits.train.inputs.mean(axis=0))
        names = splits.columns or tuple(str(number) for number in range(1, len(values) + 1))
        return Input(values=values[None], changes=Whole(changed), parts=names, **more)
    before = values[np.maximum(np.arange(len(values)) - 1, 0)]
    return Input(
        values=values[None],
        changes=Steps(np.arange(len(values)), before),
        scale=splits.scale or 1.0,
        centre=splits.centre,
        unit=splits.unit,
        **more,
    )


def _table(text: str) -> tuple[list[str], np.ndarray]:
    """The names in the first line, if it has names, and the numbers: (rows, columns) float64."""
    rows = [row for row in csv.reader(text.removeprefix("\ufeff").splitlines()) if any(row)]
    names = [cell.strip() for cell in rows.pop(0)] if rows and not _is_number(rows[0][0]) else []
    if not rows:
        raise RequestError("The file has no values.")
    columns = len(rows[0])
    for number, row in enumerate(rows, start=1):
        if len(row) != columns:
            raise RequestError(
                "Row {row} has {received} values, the first has {right}.",
                row=number,
                received=len(row),
                right=columns,
            )
        for cell in row:
            if not (_is_number(cell) and math.isfinite(float(cell))):
                raise RequestError(
                    "Row {row} has {cell!r}, which is not a finite number.", row=number, cell=cell
                )
    return names, np.array([[float(cell) for cell in row] for row in rows])


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _ordered(names: Sequence[str], values: np.ndarray, splits: Splits) -> np.ndarray:
    if not names or not splits.columns:
        return values
    missing = [name for name in splits.columns if name not in names]
    if missing or len(names) != values.shape[1]:
        raise RequestError(
            "The first line must name the columns {columns}, got {names}.",
            columns=", ".join(splits.columns),
            names=", ".join(names),
        )
    return values[:, [names.index(name) for name in splits.columns]]
