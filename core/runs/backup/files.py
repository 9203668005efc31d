"""Write the run files of a backup next to the existing ones, never over one of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from core.errors import StoreError
from core.regular_file import open_regular
from core.runs.backup.format import RunFile
from core.runs.backup.read import Archive, copy


def write_files(
    archive: Archive, root: Path, skip: Collection[str], written: list[Path]
) -> dict[str, list[str]]:
    """Write the files of a backup.

    Args:
        skip: Ids of runs whose files are not written.
        written: Receives the path of each file before it is written.

    Returns:
        Run id → names of its files, whether written now or present already.
    """
    names: dict[str, list[str]] = {}
    for entry in archive.files():
        if entry.run in skip:
            continue
        path = root / entry.run / entry.name
        try:
            if _exists(archive, path, entry):
                with suppress(OSError):
                    os.utime(path.parent)  # so that it is not deleted as a leftover meanwhile
            else:
                written.append(path)  # first, so that it is removed after any interruption
                path.parent.mkdir(parents=True, exist_ok=True)
                _write_file(archive, path, entry)
        except OSError as error:
            raise StoreError(
                "The file {path} could not be written ({reason}); nothing was restored.",
                path=path,
                reason=error.strerror or error,
            ) from None
        names.setdefault(entry.run, []).append(entry.name)
    return names


def _exists(archive: Archive, path: Path, entry: RunFile) -> bool:
    """Whether the very same file exists already.

    Raises:
        StoreError: A different file exists at its path.
    """
    try:
        with open_regular(path) as file:
            copy(file, None, entry)
    except FileNotFoundError:
        return False
    except ValueError:
        raise StoreError(
            "The file {path} differs from the one in {archive}; move it away and try again. "
            "Nothing was restored.",
            path=path,
            archive=archive.path,
        ) from None
    return True


def _write_file(archive: Archive, path: Path, entry: RunFile) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with archive.open(entry) as source, part.open("xb") as target:
            copy(source, target, entry)
        os.utime(part, (entry.modified, entry.modified))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def remove(written: Collection[Path]) -> None:
    """Remove files that were written, and the folders this leaves empty."""
    for path in written:
        with suppress(OSError):
            path.unlink(missing_ok=True)
            path.parent.rmdir()
