"""The format of a backup: a zip of JSON lines and runs' files, with a manifest.

* ``manifest.json`` the kind of file, its version, and the rows, bytes and SHA-256 of every list;
* ``runs.jsonl``, ``epochs.jsonl``, ``metrics.jsonl``, since versions 4 and 5 of the store
  ``sweeps.jsonl`` and ``points.jsonl``, and since formats 2 and 3 ``views.jsonl`` and
  ``inputs.jsonl``: one JSON object per row with the columns' names, ordered by key; times are
  seconds since 1970 in UTC, infinity is ``{"$number": "inf"}``;
* ``files.jsonl`` one JSON object per file of a run: run, name, bytes, SHA-256, time modified;
* ``artifacts/RUN/NAME`` these files; since format 4 they may be ``epochs.npz``.

A backup with anything else in it is refused.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from core.runs.store import schema, strict_json

WHAT = "Recipe Lab backup"
FORMAT = 4
MANIFEST, FILES = "manifest.json", "files.jsonl"
CHUNK = 2**20
LINES_AT_ONCE = 1_000
LEVEL = 3  # of zlib: takes half the time of level 6, for 5 % more bytes


@dataclass(frozen=True)
class RunFile:
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
    """A row as a line of the backup: the same bytes for every database."""
    return strict_json.dumps(row).encode() + b"\n"


class Writer:
    """Writes the entries of a backup, one after another."""

    def __init__(self, file: BinaryIO):
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def rows(self, name: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Write rows as lines, and return their entry for the manifest."""
        digest, count, size, pending = hashlib.sha256(), 0, 0, []
        with self._zip.open(name, "w", force_zip64=True) as entry:

            def flush() -> int:
                block = b"".join(pending)
                pending.clear()
                digest.update(block)
                return entry.write(block)

            for row in rows:
                pending.append(line(row))
                count += 1
                if len(pending) == LINES_AT_ONCE:
                    size += flush()
            size += flush()
        return {"file": name, "rows": count, "bytes": size, "sha256": digest.hexdigest()}

    def file(self, run: str, path: Path, source: BinaryIO, modified: float) -> RunFile:
        """Write a run's file."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(f"artifacts/{run}/{path.name}", (1980, 1, 1, 0, 0, 0))
        info.external_attr = 0o644 << 16
        packed = path.suffix != ".npz"  # weights do not compress
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=True) as entry:
            while block := source.read(CHUNK):
                digest.update(block)
                size += entry.write(block)
        return RunFile(run, path.name, size, digest.hexdigest(), modified)

    def manifest(self, content: Mapping[str, Any]) -> None:
        head = {"what": WHAT, "format": FORMAT, "schema": schema.newest()}
        self._zip.writestr(MANIFEST, json.dumps(head | dict(content), indent=2))
