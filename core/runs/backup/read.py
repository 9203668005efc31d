"""Reads the file of a backup, and trusts nothing in it that was not checked."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import NoneType
from typing import Any, BinaryIO

from sqlalchemy import JSON, BigInteger, Boolean, Column, Double, Integer, String

from core.errors import RequestError, StoreError
from core.npz import DAMAGED_ARCHIVE
from core.regular_file import open_regular
from core.runs.backup.format import CAME, CHUNK, FORMAT, KEYS, MANIFEST, TABLES, WHAT, Kept
from core.runs.files.leftovers import ID, RUN_FILES
from core.runs.store import schema, strict_json, tables

LONGEST_LINE = 16 * 2**20


class Archive:
    """A backup to read; a context manager.

    Args:
        path: The file.

    Raises:
        RequestError: There is no such file.
        StoreError: It cannot be read, is damaged, cut off, something else, or of a newer version.
            So does every method.
    """

    def __init__(self, path: Path):
        self.path = path
        with self._told():
            self._file = open_regular(path)
        try:
            with self._told():
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
        """Of the store it was made of."""
        return self.manifest["schema"]

    def verify(self) -> None:
        """Read every byte, and hold it against the manifest's counts and digests."""
        with self._told():
            lists = [*self.manifest["tables"].values(), self.manifest["files"]]
            entries = {MANIFEST, *(entry["file"] for entry in lists)}
            for entry in lists:
                rows = sum(1 for _ in self._lines(entry))
                self._same(entry["file"], rows, entry["rows"])
            for kept in self.files():
                entries.add(kept.entry)
                with self._zip.open(kept.entry) as source:
                    copy(source, None, kept)
            for name in self._zip.namelist():
                if name not in entries:
                    raise ValueError(f"{name} does not belong into it")

    def rows(self, name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
        """A table's rows, each of the right columns and kinds, and the line each was.

        None of a table that the backup's store did not have yet.
        """
        if name not in self.manifest["tables"]:
            return
        table = TABLES[name]
        wanted = {column.name: _kinds(column) for column in table.c}
        newer = {column.name for column in table.c if _came_later(column)}
        first: Any = None
        key, run = KEYS[name][0], ""
        with self._told():
            for text in self._lines(self.manifest["tables"][name]):
                row = strict_json.loads(text)
                first = first or row.keys()
                if row.keys() != first:
                    raise ValueError(f"{name} has rows of several kinds")
                if row.keys() != wanted.keys():
                    if row.keys() - wanted.keys() or wanted.keys() - row.keys() - newer:
                        raise ValueError(f"{name} has other columns")
                    if self.version >= schema.newest():
                        raise ValueError(f"{name} lacks columns")
                for column, value in row.items():
                    if type(value) not in wanted[column]:
                        raise ValueError(f"{name} has {value!r:.40} for {column}")
                if row[key] != run and not ID.fullmatch(row[key]):
                    raise ValueError(f"{name} names an impossible run")
                run = row[key]
                yield row, text

    def files(self) -> Iterator[Kept]:
        """The runs' files in it, none of which could be written anywhere but where it belongs."""
        with self._told():
            for text in self._lines(self.manifest["files"]):
                kept = Kept(**json.loads(text))
                if not ID.fullmatch(kept.run) or kept.name not in RUN_FILES:
                    raise ValueError(f"{kept.entry} does not belong into it")
                if not all(
                    isinstance(number, int | float) for number in (kept.modified, kept.bytes)
                ):
                    raise ValueError("files.jsonl has other kinds")
                yield kept

    @contextmanager
    def open(self, kept: Kept) -> Iterator[BinaryIO]:
        with self._told(), self._zip.open(kept.entry) as source:
            yield source

    def damaged(self, reason: object) -> StoreError:
        return StoreError(
            "The file {path} is damaged or no backup of Recipe Lab ({reason}); nothing was "
            "restored.",
            path=self.path,
            reason=reason,
        )

    def _manifest(self) -> dict[str, Any]:
        names = self._zip.namelist()
        if len(set(names)) != len(names):
            raise ValueError("it has two entries of one name")
        with self._zip.open(MANIFEST) as entry:
            found = json.loads(entry.read(LONGEST_LINE))
        if found["what"] != WHAT:
            raise ValueError("it is something else")
        if found["format"] > FORMAT or found["schema"] > schema.newest():
            raise StoreError(
                "The backup {path} was made by a newer Recipe Lab (its version is {found}, this "
                "one knows {known}); update Recipe Lab. Nothing was restored.",
                path=self.path,
                found=f"{found['format']}.{found['schema']}",
                known=f"{FORMAT}.{schema.newest()}",
            )
        there = found["tables"].keys()
        needed = {name for name in TABLES if CAME.get(name, 1) <= found["schema"]}
        if there - TABLES.keys() or needed - there:
            raise ValueError("it has other tables")
        return found

    def _lines(self, entry: Mapping[str, Any]) -> Iterator[bytes]:
        """The lines of a list, whose bytes and digest are right once the last one is out."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry["file"]) as packed, io.BufferedReader(packed, CHUNK) as source:
            while text := source.readline(LONGEST_LINE):
                digest.update(text)
                size += len(text)
                if not text.endswith(b"\n") or size > entry["bytes"]:
                    raise ValueError(f"{entry['file']} is not what it was")
                yield text
        self._same(entry["file"], size, entry["bytes"])
        self._same(entry["file"], digest.hexdigest(), entry["sha256"])

    def _same(self, name: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise ValueError(f"{name} has {found} where the manifest says {wanted}")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, NotADirectoryError):
            raise RequestError("There is no file {path} to restore.", path=self.path) from None
        except _DAMAGED as error:
            raise self.damaged(error) from None


_DAMAGED = (*DAMAGED_ARCHIVE, OSError, ValueError, TypeError, AttributeError, MemoryError)


def copy(source: BinaryIO, target: BinaryIO | None, kept: Kept) -> None:
    """Copy a file of a backup, and hold it against what the backup says of it.

    Raises:
        ValueError: It is another file.
        StoreError: The target could not be written, its disk full for example.
    """
    digest, size = hashlib.sha256(), 0
    while block := source.read(CHUNK):
        digest.update(block)
        size += len(block)
        if size > kept.bytes:
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
    if (size, digest.hexdigest()) != (kept.bytes, kept.sha256):
        raise ValueError(f"{kept.entry} is not what it was")


def _kinds(column: Column) -> set[type]:
    kinds: dict[type, set[type]] = {
        Boolean: {bool},
        BigInteger: {int},
        Integer: {int},
        Double: {float, int},
        JSON: {dict, list},
        String: {str},
    }
    found = next(kinds[kind] for kind in kinds if isinstance(column.type, kind))
    return found | ({NoneType} if column.nullable else set())


def _came_later(column: Column) -> bool:
    """Whether an older store may lack it: migrations give what they add a default."""
    return (
        column.nullable
        or tables.metadata.tables[column.table.name].c[column.name].server_default is not None
    )
