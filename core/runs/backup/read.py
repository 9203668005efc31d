"""Read a backup, and trust nothing in it before it is checked."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import RequestError, StoreError
from core.npz import DAMAGED_ARCHIVE
from core.regular_file import open_regular
from core.runs.backup.format import CHUNK, FORMAT, MANIFEST, WHAT, RunFile
from core.runs.files.leftovers import ID, RUN_FILES
from core.runs.store import schema, strict_json
from core.runs.store.copying import (
    ADDED_IN,
    ADDED_IN_FORMAT,
    KEYS,
    TABLES,
    column_types,
    optional_columns,
)

LONGEST_LINE = 16 * 2**20


class Archive:
    """A backup to read; a context manager.

    Args:
        path: The backup's file.

    Raises:
        RequestError: There is no such file.
        StoreError: The file cannot be read, is damaged, truncated or no backup, or is of a newer
            version. Every method may raise it.
    """

    def __init__(self, path: Path):
        self.path = path
        with self._report_damage():
            self._file = open_regular(path)
        try:
            with self._report_damage():
                self._zip = zipfile.ZipFile(self._file)
                self.manifest = self._manifest()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def version(self) -> int:
        """The schema version of the store that was backed up."""
        return self.manifest["schema"]

    def verify(self) -> None:
        """Read every byte, and check it against the manifest's counts and digests."""
        with self._report_damage():
            lists = [*self.manifest["tables"].values(), self.manifest["files"]]
            entries = {MANIFEST, *(entry["file"] for entry in lists)}
            for entry in lists:
                rows = sum(1 for _ in self._lines(entry))
                self._check_equal(entry["file"], rows, entry["rows"])
            for file in self.files():
                entries.add(file.entry)
                with self._zip.open(file.entry) as source:
                    copy(source, None, file)
            for name in self._zip.namelist():
                if name not in entries:
                    raise ValueError(f"{name} is not part of a backup")

    def rows(self, name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
        """The rows of a table, with columns and types checked, each with its line in the backup.

        No rows for a table that the backup's store did not have yet.
        """
        if name not in self.manifest["tables"]:
            return
        expected, optional = column_types(name), optional_columns(name)
        first: Any = None
        key, run = KEYS[name][0], ""
        with self._report_damage():
            for line in self._lines(self.manifest["tables"][name]):
                row = strict_json.loads(line)
                first = first or row.keys()
                if row.keys() != first:
                    raise ValueError(f"{name} has rows with different columns")
                if row.keys() != expected.keys():
                    if row.keys() - expected.keys() or expected.keys() - row.keys() - optional:
                        raise ValueError(f"{name} has unexpected columns")
                    if self.version >= schema.newest():
                        raise ValueError(f"{name} lacks columns")
                for column, value in row.items():
                    if type(value) not in expected[column]:
                        raise ValueError(f"{name} has {value!r:.40} for {column}")
                if row[key] != run and not ID.fullmatch(row[key]):
                    raise ValueError(f"{name} has an invalid id")
                run = row[key]
                yield row, line

    def files(self) -> Iterator[RunFile]:
        """The runs' files in the backup, with ids and names checked to be safe as paths."""
        with self._report_damage():
            for line in self._lines(self.manifest["files"]):
                file = RunFile(**json.loads(line))
                if not ID.fullmatch(file.run) or file.name not in RUN_FILES:
                    raise ValueError(f"{file.entry} is not part of a backup")
                if not all(
                    isinstance(number, int | float) for number in (file.modified, file.bytes)
                ):
                    raise ValueError("files.jsonl has values of other types")
                yield file

    @contextmanager
    def open(self, file: RunFile) -> Iterator[BinaryIO]:
        with self._report_damage(), self._zip.open(file.entry) as source:
            yield source

    def damaged(self, reason: object) -> StoreError:
        return StoreError(
            "The file {path} is damaged or no Recipe Lab backup ({reason}); nothing was restored.",
            path=self.path,
            reason=reason,
        )

    def _manifest(self) -> dict[str, Any]:
        names = self._zip.namelist()
        if len(set(names)) != len(names):
            raise ValueError("it has two entries of the same name")
        with self._zip.open(MANIFEST) as entry:
            manifest = json.loads(entry.read(LONGEST_LINE))
        if manifest["what"] != WHAT:
            raise ValueError("it is not a backup")
        if manifest["format"] > FORMAT or manifest["schema"] > schema.newest():
            raise StoreError(
                "The backup {path} was created by a newer Recipe Lab (its version is {found}, this "
                "one supports {known}); update Recipe Lab. Nothing was restored.",
                path=self.path,
                found=f"{manifest['format']}.{manifest['schema']}",
                known=f"{FORMAT}.{schema.newest()}",
            )
        names = manifest["tables"].keys()
        required = {name for name in TABLES if ADDED_IN.get(name, 1) <= manifest["schema"]}
        required -= {name for name, since in ADDED_IN_FORMAT.items() if manifest["format"] < since}
        if names - TABLES.keys() or required - names:
            raise ValueError("it has unexpected tables")
        return manifest

    def _lines(self, entry: Mapping[str, Any]) -> Iterator[bytes]:
        """The lines of a list; its size and digest are checked after the last one."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry["file"]) as raw, io.BufferedReader(raw, CHUNK) as source:
            while line := source.readline(LONGEST_LINE):
                digest.update(line)
                size += len(line)
                if not line.endswith(b"\n") or size > entry["bytes"]:
                    raise ValueError(f"{entry['file']} was changed")
                yield line
        self._check_equal(entry["file"], size, entry["bytes"])
        self._check_equal(entry["file"], digest.hexdigest(), entry["sha256"])

    def _check_equal(self, name: str, actual: object, expected: object) -> None:
        if actual != expected:
            raise ValueError(f"{name} has {actual}, but the manifest says {expected}")

    @contextmanager
    def _report_damage(self) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, NotADirectoryError):
            raise RequestError("There is no file {path} to restore.", path=self.path) from None
        except _DAMAGED as error:
            raise self.damaged(error) from None


_DAMAGED = (*DAMAGED_ARCHIVE, OSError, ValueError, TypeError, AttributeError, MemoryError)


def copy(source: BinaryIO, target: BinaryIO | None, file: RunFile) -> None:
    """Copy a run's file, if there is a target, and check its size and digest.

    Raises:
        ValueError: The source differs from ``file``.
        StoreError: The target could not be written, for example because the disk is full.
    """
    digest, size = hashlib.sha256(), 0
    while block := source.read(CHUNK):
        digest.update(block)
        size += len(block)
        if size > file.bytes:
            break
        try:
            if target:
                target.write(block)
        except OSError as error:
            raise StoreError(
                "The file {path} could not be written ({reason}); nothing was restored.",
                path=target.name,
                reason=error.strerror or error,
            ) from None
    if (size, digest.hexdigest()) != (file.bytes, file.sha256):
        raise ValueError(f"{file.entry} was changed")
