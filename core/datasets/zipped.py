"""Opens a text file, or the text file in a zip archive, as publishers distribute them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.npz import DAMAGED_ARCHIVE

UNREADABLE = (*DAMAGED_ARCHIVE, ValueError)
"""What opening and reading raise for a file that is damaged or of another kind."""

# Other methods may need gigabytes of memory for a few bytes.
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def open_text(path: Path, name: str, limit: int) -> Iterator[IO[bytes]]:
    """Open a file, or the only member of a zip file whose name matches ``name``.

    Args:
        path: The file; only read.
        name: A regular expression for the full name in the zip file.
        limit: The most bytes the text may have.

    Raises:
        ValueError: The text is longer, or the zip file has no such member or several.
        zipfile.BadZipFile: It is damaged; or another of ``UNREADABLE``, here or while reading.
    """
    if not zipfile.is_zipfile(path):
        if path.suffix == ".zip":
            raise zipfile.BadZipFile("not a complete zip file")
        _require_size(path.stat().st_size, limit)
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        members = [entry for entry in archive.infolist() if re.fullmatch(name, entry.filename)]
        if len(members) != 1:
            raise ValueError(", ".join(archive.namelist()[:5]) or "an empty zip file")
        _require_size(members[0].file_size, limit)
        if members[0].compress_type not in COMPRESSIONS:
            raise NotImplementedError(f"compression {members[0].compress_type}")
        with archive.open(members[0]) as stream:
            yield stream


def _require_size(size: int, limit: int) -> None:
    if size > limit:
        raise ValueError(f"{size:,} bytes, at most {limit:,} are allowed")
