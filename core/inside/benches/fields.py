"""What can be edited on a bench: small matrices and texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.hyperparameters import Hyperparameter
from core.i18n import gettext

MOST_ROWS, MOST_COLUMNS, LARGEST = 12, 12, 1_000_000
_SHOWN = 80
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Matrix(Hyperparameter):
    """A small matrix of finite numbers, as text: ``"1,0;0,1"``. ``matrix`` reads it.

    Attributes:
        most_rows: How many rows it may have.
        most_columns: How many columns it may have.
        largest: No number may be larger than this, or smaller than its negative.
    """

    most_rows: int = MOST_ROWS
    most_columns: int = MOST_COLUMNS
    largest: float = LARGEST

    def validate(self, value: Any) -> str:
        text = str(value).replace("−", "-")
        rows = [row.split(",") for row in text.split(";")]
        cells = [[cell.strip() for cell in row] for row in rows]
        if (
            len(cells) > self.most_rows
            or not 1 <= len(cells[0]) <= self.most_columns
            or any(len(row) != len(cells[0]) for row in cells)
            or not all(self._is_number(cell) for row in cells for cell in row)
        ):
            raise self._refuse(text[:_SHOWN])
        return ";".join(",".join(row) for row in cells)

    def _is_number(self, text: str) -> bool:
        return bool(_NUMBER.fullmatch(text)) and abs(float(text)) <= self.largest

    def rule(self) -> str:
        if self.most_rows == 1:
            return gettext(
                "a row of at most {columns} numbers between −{largest:,} and {largest:,}",
                columns=self.most_columns,
                largest=self.largest,
            )
        return gettext(
            "a matrix of at most {rows} × {columns} numbers between −{largest:,} and {largest:,}",
            rows=self.most_rows,
            columns=self.most_columns,
            largest=self.largest,
        )


@dataclass(frozen=True, kw_only=True)
class Words(Hyperparameter):
    """A short text; each of its lines is a text of its own.

    Attributes:
        most: How many characters it may have.
    """

    most: int = 200

    def validate(self, value: Any) -> str:
        text = str(value)
        if len(text) > self.most or not text.strip():
            raise self._refuse(text[:_SHOWN])
        return text

    def rule(self) -> str:
        return gettext("a text of at most {most} characters", most=self.most)


def matrix(text: str) -> np.ndarray:
    """The numbers of a validated Matrix: (rows, columns) float64."""
    return np.array([[float(cell) for cell in row.split(",")] for row in text.split(";")])


def matrix_text(values: np.ndarray) -> str:
    """A matrix as text: (rows, columns) → ``"1,0;0,1"``."""
    return ";".join(",".join(f"{value:g}" for value in row) for row in values.tolist())
