"""What a bench is: fields that can be edited, and a sheet of matrices filled step by step.

A bench is data: its fields are declared as hyperparameters are, and one function computes its sheet
from their values. A page draws any sheet without knowing which bench it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.digits import significant
from core.hyperparameters import Hyperparameter
from core.i18n import gettext

Window = tuple[int, int, int, int]
"""Row and column of the first cell, height and width; the padding's cells count."""
Cell = tuple[str, int, int]
"""A panel, a row and a column."""

INK, GREEN, ORANGE, VIOLET = "ink", "green", "orange", "violet"
"""What a panel's numbers are tinted with: ink for what is given, else the colour of a family."""
MOST_TERMS = 12


@dataclass(frozen=True)
class Panel:
    """A matrix on a bench.

    Attributes:
        title: What it is, in a few words.
        cells: (rows, columns) of numbers or of texts.
        field: The field that is edited in it; "" if it is computed.
        rows: Labels of the first rows.
        columns: Labels of the first columns.
        border: Zeros around it: rows above and below, columns on the left and on the right.
        tone: One of the colours above.
        fills: Whether a cell is shown only once a step has filled it.
        unused: Rows that nothing reads.
    """

    title: str
    cells: np.ndarray
    field: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    border: tuple[int, int, int, int] = (0, 0, 0, 0)
    tone: str = INK
    fills: bool = False
    unused: tuple[int, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of a computation.

    Attributes:
        frames: Panel → what of it this step reads.
        line: The computation, written out.
        fills: The cells whose values it computes.
        terms: What is added up: each term as written, and its value.
        across: How many terms are side by side.
        marks: Cells that decide the result.
    """

    frames: Mapping[str, Window]
    line: str
    fills: tuple[Cell, ...] = ()
    terms: tuple[tuple[str, float], ...] = ()
    across: int = 1
    marks: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Line:
    """A curve over the steps of a sequence.

    Attributes:
        name: What it is, in a few words.
        values: One positive number per step.
        tone: One of the colours above.
    """

    name: str
    values: np.ndarray
    tone: str


@dataclass(frozen=True)
class Sheet:
    """What a bench shows for some values of its fields.

    Attributes:
        finding: What is to be seen, in one sentence.
        panels: Its matrices by name, in reading order.
        steps: Its computation; none if there is nothing to step through.
        products: A title for the terms of a step; "" if its steps have none.
        lines: Curves on a logarithmic axis.
        axes: What their axes show.
    """

    finding: str
    panels: Mapping[str, Panel] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    products: str = ""
    lines: tuple[Line, ...] = ()
    axes: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Bench:
    """An example that counts with its reader.

    Attributes:
        name: Its name in addresses.
        title: A message id.
        fields: What can be edited, with the source's values as defaults.
        compute: Values of all fields by name → the sheet; raises RequestError for values that do
            not fit each other.
    """

    name: str
    title: str
    fields: tuple[Hyperparameter, ...]
    compute: Callable[[Mapping[str, Any]], Sheet]

    def read(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """The values of all fields; those that are not given have their defaults.

        Raises:
            RequestError: A value is not allowed.
        """
        return {
            entry.name: entry.validate(texts.get(entry.name, entry.default))
            for entry in self.fields
        }

    def sheet(self, **values: Any) -> Sheet:
        """The sheet for some values, checked; the others are the source's.

        Raises:
            RequestError: A value is not allowed, or values do not fit each other.
        """
        return self.compute(self.read(values))


def written(value: float) -> str:
    """A number as it is written on a bench: whole ones exactly, others with four digits."""
    value = float(value)
    whole = value.is_integer() and abs(value) < 1e9
    text = f"{value:.0f}" if whole else significant(value, 4).replace(",", "")
    return "0" if text == "-0" else text.replace("-", "−")


def product(one: float, other: float) -> tuple[str, float]:
    """A term: two numbers and their product."""
    return f"{written(one)} × {written(other)}", float(one) * float(other)


def sum_line(terms: Iterable[float], total: float) -> str:
    """Terms and their sum, written out if there are few: ``"1 + 0 − 2 = −1"``."""
    values = list(terms)
    if len(values) > MOST_TERMS:
        return gettext(
            "The sum of {count} products is {total}.", count=len(values), total=written(total)
        )
    first, *others = values
    signed = (f" {'−' if value < 0 else '+'} {written(abs(value))}" for value in others)
    return f"{written(first)}{''.join(signed)} = {written(total)}"
