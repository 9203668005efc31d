"""Write everything in a store and the files of its runs into one file; see ``format``."""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from core.errors import RequestError, StoreError
from core.regular_file import NotRegularError, open_regular
from core.runs.backup.format import FILES, RunFile, Writer
from core.runs.backup.read import Archive
from core.runs.files.artifacts import CHECKPOINT, DAY, LOG
from core.runs.files.leftovers import RUN_FILES
from core.runs.run import now, plain
from core.runs.store import Store
from core.runs.store.copying import KEYS, TABLES
from core.runs.store.validity import fault
from core.training.checkpoint import checkpoint_epoch

PART = re.compile(r"\..+\.(\d+)\.part")


@dataclass(frozen=True)
class Summary:
    """The content of a backup; ``left_out`` counts the runs and sweeps with unreadable rows."""

    runs: int
    epochs: int
    values: int
    files: int
    bytes: int
    left_out: int = 0


def back_up(store: Store, root: Path, path: Path, *, artifacts: bool = True) -> Summary:
    """Write a backup: a snapshot of the store, then its runs' files.

    The file appears once it is complete and verified. Runs may continue meanwhile.

    Args:
        root: ``Settings.artifacts``.
        path: The file to create.
        artifacts: Whether to include runs' files.

    Raises:
        RequestError: The file already exists; it is not changed.
        StoreError: The store failed, or the file could not be written; no partial file remains.
    """
    if path.exists():
        raise RequestError(
            "The file {path} already exists; a backup never replaces a file.", path=path
        )
    _remove_parts(path.parent)
    part = path.with_name(f".{path.name}{_part_suffix(os.getpid())}")
    try:
        with part.open("xb") as file:
            summary = _write(store, root, file, artifacts)
            file.flush()
            os.fsync(file.fileno())
        with Archive(part) as archive:
            archive.verify()
        _give_name(part, path)
    except OSError as error:
        raise StoreError(
            "The backup {path} could not be written ({reason}); no partial file was left.",
            path=path,
            reason=error.strerror or error,
        ) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Summary(**summary, bytes=path.stat().st_size)


def _write(store: Store, root: Path, file: Any, artifacts: bool) -> dict[str, int]:
    tables: dict[str, Any] = {}
    left_out: set[str] = set()
    with Writer(file) as writer:
        with store.copies.reading() as raw:
            for name in TABLES:
                table_rows = _readable(name, raw.rows(name), left_out)
                tables[name] = writer.rows(f"{name}.jsonl", table_rows)
            epochs_done = {
                row["id"]: row["epochs_done"]
                for row in raw.rows("runs", ("id", "epochs_done"))
                if row["id"] not in left_out
            }
        files = list(_files(writer, root, epochs_done)) if artifacts else []
        file_list = writer.rows(FILES, map(asdict, files))
        made = {"made": plain(now()), "host": platform.node(), "artifacts": artifacts}
        writer.manifest({**made, "tables": tables, "files": file_list})
    return {
        "runs": tables["runs"]["rows"],
        "epochs": tables["epochs"]["rows"],
        "values": tables["metrics"]["rows"],
        "files": len(files),
        "left_out": len(left_out),
    }


def _readable(name: str, table_rows: Iterator[Mapping], left_out: set[str]) -> Iterator[Mapping]:
    """The rows that a restore accepts; the ids of other runs are added to ``left_out``."""
    key = KEYS[name][0]
    for row in table_rows:
        if row[key] in left_out:
            continue
        if not fault(name, row):
            yield row
        elif key == "id":
            left_out.add(row[key])


def _files(writer: Writer, root: Path, epochs_done: Mapping[str, int]) -> Iterator[RunFile]:
    for run_id, epochs in epochs_done.items():
        folder = root / run_id
        for path in [folder / name for name in RUN_FILES] if folder.is_dir() else []:
            # a log that is a link is not followed, as in ``leftovers.last_bytes``
            with (
                suppress(FileNotFoundError, NotRegularError),
                open_regular(path, follow=path.name != LOG) as source,
            ):
                # a checkpoint later than the epochs in the backup would leave a gap
                if path.name == CHECKPOINT and checkpoint_epoch(source) > epochs:
                    continue
                yield writer.file(run_id, path, source, os.fstat(source.fileno()).st_mtime)


def _part_suffix(pid: int) -> str:
    """The end of the name of a partial backup written by this machine's process ``pid``."""
    return f".{platform.node()}.{pid}.part"


def _remove_parts(folder: Path) -> None:
    """Delete partial backups of killed processes; one that is being written stays."""
    for part in folder.glob(".*.part"):
        with suppress(OSError):
            named = PART.fullmatch(part.name)
            pid = int(named[1]) if named and _is_backup(part) else 0
            dead = part.name.endswith(_part_suffix(pid)) and not psutil.pid_exists(pid)
            # processes of another machine cannot be checked
            if pid and (dead or time.time() - part.stat().st_mtime > DAY):
                part.unlink()


def _is_backup(part: Path) -> bool:
    """Whether a file starts like a backup or is empty."""
    first = f"{next(iter(TABLES))}.jsonl".encode()
    with part.open("rb") as file:
        head = file.read(30 + len(first))  # a zip's first entry: 30 bytes, then its name
    return not head or (head.startswith(b"PK\3\4") and head.endswith(first))


def _give_name(part: Path, path: Path) -> None:
    """Rename a complete backup, without ever replacing a file."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # the file system has no hard links
        if path.exists():
            raise FileExistsError(17, "a file of that name was created meanwhile") from None
        os.rename(part, path)
