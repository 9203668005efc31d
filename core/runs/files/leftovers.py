"""What a run leaves on disk beside the store: how much it is, its log, and its removal."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from core.regular_file import open_regular
from core.runs.files.artifacts import BEST, CHECKPOINT, COPIES, FINAL, LOG, PREDICTIONS

OURS = (FINAL, BEST, PREDICTIONS, CHECKPOINT, LOG, COPIES)
ID = re.compile(r"[0-9a-z]{1,32}")
LAST_BYTES = 65_536


def log_tail(root: Path, run_id: str, lines: int = 200) -> str:
    """The last lines that a run's worker printed; "" where it printed nothing.

    Args:
        root: ``Settings.artifacts``.
        lines: At most; of very long ones fewer, 65,536 bytes in all.
    """
    text = last_bytes(_folder(root, run_id) / LOG, LAST_BYTES + 1)
    found = text.decode("utf-8", errors="replace").splitlines()
    if len(text) > LAST_BYTES:
        found = found[1:]  # cut somewhere within
    return "\n".join(found[-lines:])


def last_bytes(log: Path, most: int) -> bytes:
    """The end of a log, at most so many bytes; none of what is no regular file, or a link to one.

    Whoever can write to a run's folder must not have other files shown by linking to them.
    """
    try:
        with open_regular(log, follow=False) as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - most))
            return file.read(most)
    except OSError:
        return b""


def bytes_left(root: Path, run_ids: Collection[str]) -> int:
    """Bytes of weights, predictions and logs of some runs.

    Args:
        root: ``Settings.artifacts``.
    """
    return sum(_size(path) for run_id in run_ids for path in _files(_folder(root, run_id)))


def remove_leftovers(root: Path, run_ids: Collection[str]) -> list[str]:
    """Delete what runs that are gone from the store kept on disk.

    Only files that a run writes are deleted: a folder that somebody put anything else into stays,
    with that.

    Args:
        root: ``Settings.artifacts``.

    Returns:
        Names of the files that could not be deleted.
    """
    kept = []
    for run_id in run_ids:
        folder = _folder(root, run_id)
        for path in _files(folder):
            try:
                path.unlink(missing_ok=True)
            except OSError:
                kept.append(str(path))
        try:
            folder.rmdir()
        except OSError:  # it is not there, or not empty
            continue
    return kept


def _folder(root: Path, run_id: str) -> Path:
    if not ID.fullmatch(run_id):
        raise ValueError(f"no run's id: {run_id!r}")
    return root / run_id


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if is_ours(path.name) and path.is_file())


def is_ours(name: str) -> bool:
    """Whether a run writes files of that name, or has them so while they are half written."""
    parts = (f"{COPIES}.", *(f".{one}." for one in OURS))
    return name in OURS or name.startswith(parts)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
