"""The file of a backup: a zip of JSON lines and of runs' files, with a manifest that counts all.

* ``manifest.json`` what it is, its version, and of every other list its rows, bytes and SHA-256;
* ``runs.jsonl``, ``epochs.jsonl``, ``metrics.jsonl`` and, since version 4 of the store,
  ``sweeps.jsonl``: a JSON object a row, under the columns' names, ordered by their keys; times are
  seconds since 1970 in UTC, infinity ``{"$number": "inf"}``;
* ``files.jsonl`` a JSON object a file of a run: run, name, bytes, SHA-256, when it was changed;
* ``artifacts/RUN/NAME`` these files.

Whatever else is in such a file is refused: nobody knows where it would go.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Column, Double, MetaData, Table

from core.runs.store import schema, strict_json, tables

WHAT = "Recipe Lab backup"
FORMAT = 1
MANIFEST, FILES = "manifest.json", "files.jsonl"
# ``changed`` counts the changes of one store.
LEFT_OUT = {"changed"}
CHUNK = 2**20
LINES_AT_ONCE = 1_000
LEVEL = 3  # of zlib: half the time of 6, and a twentieth more bytes


def _raw(table: Table) -> Table:
    """The table as its numbers lie in the database, for what is copied to the last bit."""
    kinds = {tables.Instant: Double}
    columns = [
        Column(column.name, kinds.get(type(column.type), column.type), nullable=column.nullable)
        for column in table.c
        if column.name not in LEFT_OUT
    ]
    return Table(table.name, MetaData(), *columns)


# In the order in which they can be written: what belongs to a run after it.
TABLES = {
    table.name: _raw(table) for table in (tables.runs, tables.epochs, tables.metrics, tables.sweeps)
}
# Table → the store's version that first had it, of those that were not there from the beginning.
CAME = {tables.sweeps.name: 4}
# What each table's rows are told apart and ordered by.
KEYS = {
    "runs": ("id",),
    "epochs": ("run", "epoch"),
    "metrics": ("run", "metric", "epoch"),
    "sweeps": ("id",),
}


@dataclass(frozen=True)
class Kept:
    """A run's file in a backup; ``modified`` is in seconds since 1970."""

    run: str
    name: str
    bytes: int
    sha256: str
    modified: float

    @property
    def entry(self) -> str:
        return f"artifacts/{self.run}/{self.name}"


def line(row: Mapping[str, Any]) -> bytes:
    """A row as it is written, the same bytes whatever database it is from."""
    return strict_json.dumps(row).encode() + b"\n"


class Writer:
    """Writes a backup's entries one after the other."""

    def __init__(self, file: BinaryIO):
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def rows(self, name: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Write rows as lines; returns what the manifest says of them."""
        digest, count, size, waiting = hashlib.sha256(), 0, 0, []
        with self._zip.open(name, "w", force_zip64=True) as entry:

            def flush() -> int:
                block = b"".join(waiting)
                waiting.clear()
                digest.update(block)
                return entry.write(block)

            for row in rows:
                waiting.append(line(row))
                count += 1
                if len(waiting) == LINES_AT_ONCE:
                    size += flush()
            size += flush()
        return {"file": name, "rows": count, "bytes": size, "sha256": digest.hexdigest()}

    def file(self, run: str, path: Path, source: BinaryIO, modified: float) -> Kept:
        """Write a run's file as it is now."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(f"artifacts/{run}/{path.name}", (1980, 1, 1, 0, 0, 0))
        info.external_attr = 0o644 << 16
        packed = path.suffix != ".npz"  # weights do not get smaller
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=True) as entry:
            while block := source.read(CHUNK):
                digest.update(block)
                size += entry.write(block)
        return Kept(run, path.name, size, digest.hexdigest(), modified)

    def manifest(self, content: Mapping[str, Any]) -> None:
        head = {"what": WHAT, "format": FORMAT, "schema": schema.newest()}
        self._zip.writestr(MANIFEST, json.dumps(head | dict(content), indent=2))
