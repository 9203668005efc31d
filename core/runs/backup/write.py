"""Everything a store holds, and what its runs keep in files, into one file; see ``archive``."""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, Select, collate, select

from core.errors import RequestError, StoreError
from core.regular_file import NotRegularError, open_regular
from core.runs.backup.format import FILES, KEYS, TABLES, Kept, Writer
from core.runs.backup.read import Archive
from core.runs.files.artifacts import CHECKPOINT, DAY, LOG
from core.runs.files.leftovers import RUN_FILES
from core.runs.run import now, plain
from core.runs.store import Store
from core.runs.store.validity import fault
from core.training.checkpoint import checkpoint_epoch

ROWS_AT_ONCE = 2_000
PART = re.compile(r"\..+\.(\d+)\.part")


@dataclass(frozen=True)
class Summary:
    """What is in a backup; ``left_out`` runs and sweeps are not, whose rows are unreadable."""

    runs: int
    epochs: int
    values: int
    files: int
    bytes: int
    left_out: int = 0


def back_up(store: Store, root: Path, path: Path, *, artifacts: bool = True) -> Summary:
    """Write a backup: the store as it is at one moment, then its runs' files.

    The file appears when it is complete and was read back. Runs may go on meanwhile.

    Args:
        root: ``Settings.artifacts``.
        path: The new file.
        artifacts: Whether runs' files are in it.

    Raises:
        RequestError: There is a file of that name already; it is left as it is.
        StoreError: The store failed, or the file could not be written; nothing is left behind.
    """
    if path.exists():
        raise RequestError(
            "There is a file {path} already; a backup never takes another's place.", path=path
        )
    _remove_parts(path.parent)
    part = path.with_name(f".{path.name}{_ending(os.getpid())}")
    try:
        with part.open("xb") as file:
            summary = _write(store, root, file, artifacts)
            file.flush()
            os.fsync(file.fileno())
        with Archive(part) as archive:
            archive.verify()
        _put(part, path)
    except OSError as error:
        raise StoreError(
            "The backup {path} could not be written ({reason}); nothing of it was left behind.",
            path=path,
            reason=error.strerror or error,
        ) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Summary(**summary, bytes=path.stat().st_size)


def rows(
    connection: Connection, name: str, columns: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    """A table's rows as they are backed up, in the order of their keys, a few at a time."""
    table = TABLES[name]
    chosen = [column for column in table.c if not columns or column.name in columns]
    query = _ordered(connection, select(*chosen), name)
    names = [column.name for column in chosen]
    for row in connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)):
        yield dict(zip(names, row, strict=True))


def _ordered(connection: Connection, query: Select, name: str) -> Select:
    keys = [TABLES[name].c[key] for key in KEYS[name]]
    if connection.dialect.name == "postgresql":  # by bytes, whatever language it speaks
        keys = [key if key.name == "epoch" else collate(key, "C") for key in keys]
    return query.order_by(*keys)


def _write(store: Store, root: Path, file: Any, artifacts: bool) -> dict[str, int]:
    listed: dict[str, Any] = {}
    reached: dict[str, int] = {}
    left_out: set[str] = set()
    with Writer(file) as writer:
        with store.reading() as connection:
            for name in TABLES:
                found = _readable(name, rows(connection, name), left_out)
                if name == "runs":
                    found = _noticed(found, reached)
                listed[name] = writer.rows(f"{name}.jsonl", found)
        kept = list(_files(writer, root, reached)) if artifacts else []
        files = writer.rows(FILES, map(asdict, kept))
        made = {"made": plain(now()), "host": platform.node(), "artifacts": artifacts}
        writer.manifest({**made, "tables": listed, "files": files})
    return {
        "runs": listed["runs"]["rows"],
        "epochs": listed["epochs"]["rows"],
        "values": listed["metrics"]["rows"],
        "files": len(kept),
        "left_out": len(left_out),
    }


def _readable(name: str, found: Iterator[Mapping], left_out: set[str]) -> Iterator[Mapping]:
    """The rows that a restore takes; what belongs to a run that is left out is, too."""
    key = KEYS[name][0]
    for row in found:
        if row[key] in left_out:
            continue
        if not fault(name, row):
            yield row
        elif key == "id":
            left_out.add(row[key])


def _noticed(found: Iterator[Mapping], reached: dict[str, int]) -> Iterator[Mapping]:
    """The rows, noting of each run how many epochs it has."""
    for row in found:
        reached[row["id"]] = row["epochs_done"]
        yield row


def _files(writer: Writer, root: Path, reached: Mapping[str, int]) -> Iterator[Kept]:
    for run_id, epochs in reached.items():
        folder = root / run_id
        for path in [folder / name for name in RUN_FILES] if folder.is_dir() else []:
            # a log that is a link is not followed, as where it is shown
            with (
                suppress(FileNotFoundError, NotRegularError),
                open_regular(path, follow=path.name != LOG) as source,
            ):
                # one that is further on than the epochs in the backup would leave a gap
                if path.name == CHECKPOINT and checkpoint_epoch(source) > epochs:
                    continue
                yield writer.file(run_id, path, source, os.fstat(source.fileno()).st_mtime)


def _ending(pid: int) -> str:
    """What the name of a backup ends with that this machine's process ``pid`` writes."""
    return f".{platform.node()}.{pid}.part"


def _remove_parts(folder: Path) -> None:
    """Delete what killed backups left half written; one that is being written stays."""
    for part in folder.glob(".*.part"):
        with suppress(OSError):
            named = PART.fullmatch(part.name)
            pid = int(named[1]) if named and _is_backup(part) else 0
            dead = part.name.endswith(_ending(pid)) and not psutil.pid_exists(pid)
            # another machine's processes cannot be looked for
            if pid and (dead or time.time() - part.stat().st_mtime > DAY):
                part.unlink()


def _is_backup(part: Path) -> bool:
    """Whether a file begins as every backup does, or has no byte yet."""
    first = f"{next(iter(TABLES))}.jsonl".encode()
    with part.open("rb") as file:
        head = file.read(30 + len(first))  # a zip's first entry: 30 bytes, then its name
    return not head or (head.startswith(b"PK\3\4") and head.endswith(first))


def _put(part: Path, path: Path) -> None:
    """Give the file its name, never another file's."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no links
        if path.exists():
            raise FileExistsError(17, "a file of that name came meanwhile") from None
        os.rename(part, path)
