"""The files of a backup's runs, written beside those that are there, never over one of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from core.errors import StoreError
from core.regular_file import open_regular
from core.runs.backup.format import Kept
from core.runs.backup.read import Archive, copy


def write_files(
    archive: Archive, root: Path, there: Collection[str], made: list[Path]
) -> dict[str, list[str]]:
    """Write the files of runs that are not there; returns their names by run."""
    kept: dict[str, list[str]] = {}
    for entry in archive.files():
        if entry.run in there:
            continue
        path = root / entry.run / entry.name
        try:
            if _is_there(archive, path, entry):
                with suppress(OSError):
                    os.utime(path.parent)  # nobody may take it for left behind meanwhile
            else:
                made.append(path)  # before it is made: whatever interrupts this, it is removed
                path.parent.mkdir(parents=True, exist_ok=True)
                _write_file(archive, path, entry)
        except OSError as error:
            raise StoreError(
                "The file {path} could not be written ({reason}); nothing was restored.",
                path=path,
                reason=error.strerror or error,
            ) from None
        kept.setdefault(entry.run, []).append(entry.name)
    return kept


def _is_there(archive: Archive, path: Path, entry: Kept) -> bool:
    try:
        with open_regular(path) as file:
            copy(file, None, entry)
    except FileNotFoundError:
        return False
    except ValueError:
        raise StoreError(
            "There is another file {path} already, which {archive} would have replaced; move it "
            "away. Nothing was restored.",
            path=path,
            archive=archive.path,
        ) from None
    return True


def _write_file(archive: Archive, path: Path, entry: Kept) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with archive.open(entry) as source, part.open("xb") as target:
            copy(source, target, entry)
        os.utime(part, (entry.modified, entry.modified))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def remove(made: Collection[Path]) -> None:
    """Take away files that were written, and the folders they leave empty."""
    for path in made:
        with suppress(OSError):
            path.unlink(missing_ok=True)
            path.parent.rmdir()
