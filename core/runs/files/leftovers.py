"""The files of runs on disk: their size, their logs, and their removal."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from core.regular_file import open_regular
from core.runs.files.artifacts import (
    BEST,
    CHECKPOINT,
    COPIES,
    EPOCHS,
    FINAL,
    LOG,
    PREDICTIONS,
    file_sizes,
)

# A backup copies them in this order, so that it has the epochs before its checkpoint.
RUN_FILES = (FINAL, BEST, PREDICTIONS, CHECKPOINT, EPOCHS, LOG, COPIES)
ID = re.compile(r"[0-9a-z]{1,32}")
LAST_BYTES = 65_536


def log_tail(root: Path, run_id: str, lines: int = 200) -> str:
    """The last lines of output of a run's worker; "" if there was none.

    Args:
        root: ``Settings.artifacts``.
        lines: Maximum number of lines; at most 65,536 bytes are returned in total.
    """
    text = last_bytes(_folder(root, run_id) / LOG, LAST_BYTES + 1)
    last_lines = text.decode("utf-8", errors="replace").splitlines()
    if len(text) > LAST_BYTES:
        last_lines = last_lines[1:]  # the first one is incomplete
    return "\n".join(last_lines[-lines:])


def last_bytes(log: Path, most: int) -> bytes:
    """The last bytes of a log, at most ``most``; empty unless it is a regular file and no link.

    Otherwise anyone able to write to a run's folder could link to other files and read them here.
    """
    try:
        with open_regular(log, follow=False) as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - most))
            return file.read(most)
    except OSError:
        return b""


def bytes_left(root: Path, run_ids: Collection[str]) -> int:
    """Total bytes of all files of some runs.

    Args:
        root: ``Settings.artifacts``.
    """
    sizes = [file_sizes(_folder(root, run_id)) for run_id in run_ids]
    return sum(size for folder in sizes for name, size in folder.items() if is_run_file(name))


def remove_leftovers(root: Path, run_ids: Collection[str]) -> list[str]:
    """Delete the files of runs that were deleted from the store.

    Only files that runs write are deleted; a folder that holds anything else stays, with that.

    Args:
        root: ``Settings.artifacts``.

    Returns:
        Names of the files that could not be deleted.
    """
    failed = []
    for run_id in run_ids:
        folder = _folder(root, run_id)
        for path in _files(folder):
            try:
                path.unlink(missing_ok=True)
            except OSError:
                failed.append(str(path))
        try:
            folder.rmdir()
        except OSError:  # it does not exist or is not empty
            continue
    return failed


def _folder(root: Path, run_id: str) -> Path:
    if not ID.fullmatch(run_id):
        raise ValueError(f"not a run id: {run_id!r}")
    return root / run_id


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if is_run_file(path.name) and path.is_file())


def is_run_file(name: str) -> bool:
    """Whether ``name`` is that of a file that runs write, or of one partially written."""
    parts = (f"{COPIES}.", *(f".{file}." for file in RUN_FILES))
    return name in RUN_FILES or name.startswith(parts)
