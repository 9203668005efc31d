"""What commands print on stdout: JSON, one value a line, and tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence


def print_json(value: object) -> None:
    """Print a value as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def print_table(
    columns: Mapping[str, str], rows: Iterable[Sequence[object]], indent: str = ""
) -> None:
    """Print rows below a heading; a column is as wide as its longest cell.

    Args:
        columns: Heading → ``<`` or ``>``, for the side it is aligned to, and its smallest width.
        rows: A cell per column.
        indent: Printed before each line.
    """
    lines = [list(columns), *([str(cell) for cell in row] for row in rows)]
    longest = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    formats = [
        f"{form[0]}{max(width, int(form[1:]))}"
        for form, width in zip(columns.values(), longest, strict=True)
    ]
    for line in lines:
        cells = (format(cell, form) for cell, form in zip(line, formats, strict=True))
        print(f"{indent}{'  '.join(cells)}".rstrip())
