"""A text that may lie in a zip file, as publishers pack theirs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.npz import DAMAGED_ARCHIVE

UNREADABLE = (*DAMAGED_ARCHIVE, ValueError)
"""What opening and reading raise for a file that is damaged or another."""

# Others may take gigabytes of memory for a few bytes.
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def open_text(path: Path, name: str, limit: int) -> Iterator[IO[bytes]]:
    """Open a file, or the one file of a zip file whose name the pattern ``name`` matches.

    Args:
        path: Only read.
        name: A regular expression for the whole name in the zip file.
        limit: The most bytes the text may have.

    Raises:
        ValueError: It is longer, or the zip file has none such or several.
        zipfile.BadZipFile: It is damaged; or another of ``UNREADABLE``, here or while reading.
    """
    if not zipfile.is_zipfile(path):
        if path.suffix == ".zip":
            raise zipfile.BadZipFile("not a zip file, or a part of one")
        _require(path.stat().st_size, limit)
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        texts = [entry for entry in archive.infolist() if re.fullmatch(name, entry.filename)]
        if len(texts) != 1:
            raise ValueError(", ".join(archive.namelist()[:5]) or "an empty zip file")
        _require(texts[0].file_size, limit)
        if texts[0].compress_type not in COMPRESSIONS:
            raise NotImplementedError(f"compression {texts[0].compress_type}")
        with archive.open(texts[0]) as stream:
            yield stream


def _require(size: int, limit: int) -> None:
    if size > limit:
        raise ValueError(f"{size:,} bytes, at most {limit:,} are read")
