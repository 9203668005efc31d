"""What commands print on stdout: JSON, one value a line, and tables; and files they write."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from core.errors import RecipeLabError, RequestError


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


def silence_native_stderr() -> None:
    """Reserve stderr for Python, as no setting silences all lines of TensorFlow's C++ code.

    Does nothing if TF_CPP_MIN_LOG_LEVEL is set: then somebody wants to read them.
    """
    if "TF_CPP_MIN_LOG_LEVEL" in os.environ:
        return
    sys.stderr.flush()
    python = os.fdopen(os.dup(2), "w", buffering=1, encoding=sys.stderr.encoding, errors="replace")
    with open(os.devnull, "wb") as null:
        os.dup2(null.fileno(), 2)
    sys.stderr = python


def require_new(path: Path, suffix: str) -> None:
    """Refuse to write a file over another one that is not empty, or under another kind of name.

    Raises:
        RequestError: The name does not end with ``suffix``, or there is such a file.
        RecipeLabError: Its folder does not exist.
    """
    if path.suffix != suffix:
        raise RequestError(
            "The file's name must end with {suffix}, got {path}.", suffix=suffix, path=path
        )
    if path.exists() and (not path.is_file() or path.stat().st_size):
        raise RequestError("{path} already exists; choose another name.", path=path)
    if not path.parent.is_dir():
        raise RecipeLabError("The folder {folder} does not exist.", folder=path.parent)
