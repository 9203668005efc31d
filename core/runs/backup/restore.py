"""Restore a backup: add the runs a store does not have, all of them or none."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Connection, column, select, table
from sqlalchemy.exc import IntegrityError

from core.errors import StoreError
from core.i18n import mark
from core.runs.backup.files import remove, write_files
from core.runs.backup.format import KEYS, TABLES, line
from core.runs.backup.read import Archive
from core.runs.backup.write import rows
from core.runs.files.artifacts import CHECKPOINT
from core.runs.run import INTERRUPTED, OPEN, PAUSED, RUNNING
from core.runs.store import Store, tables
from core.runs.store.database import next_version
from core.runs.store.validity import fault

ROWS_AT_ONCE = 1_000
WAS_ACTIVE = mark("It was {status} when its store was backed up; everything up to then is kept.")
# Columns that never change during a run's life.
FIXED = ("recipe_id", "dataset", "task", "family", "seed", "origin", "created", "retry_of")
# Columns that change only when a run is extended.
FIXED_UNTIL_EXTENDED = ("recipe_key", "test")
COMPARED = (*FIXED, *FIXED_UNTIL_EXTENDED, "extended")


@dataclass
class Restored:
    """What a restore did.

    Attributes:
        runs, epochs, values: Numbers of runs, epochs and metric values added.
        files: Number of files written.
        existing: Number of runs in the backup that the store already had, which are not changed.
        interrupted: Number of added runs that had not ended.
        refused: The invalid rows, and why: ``run ID: reason``.
    """

    runs: int = 0
    epochs: int = 0
    values: int = 0
    files: int = 0
    existing: int = 0
    interrupted: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass
class _Plan:
    """The state of a restore; ``existing`` has the compared columns by run id."""

    added: dict[str, bool] = field(default_factory=dict)
    existing: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    digests: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)


def restore(store: Store, root: Path, path: Path, *, artifacts: bool = True) -> Restored:
    """Add the runs of a backup that the store does not have.

    Every byte of the file is checked against its digests before anything is written, and what was
    written is read back and checked before it is committed. Other writers of the store wait
    meanwhile. Invalid rows are skipped.

    Args:
        root: ``Settings.artifacts``.
        artifacts: Whether to write runs' files too.

    Raises:
        StoreError: The file is damaged or newer, a run in it differs from the store's of the same
            id, or something could not be written. Store and files are then unchanged.
    """
    with Archive(path) as archive:
        archive.verify()
        with store.reading() as connection:
            existing = set(connection.execute(select(tables.runs.c.id)).scalars())
        refused = {
            row["id"]: reason
            for row, _ in archive.rows("runs")
            if row["id"] not in existing and (reason := fault("runs", row))
        }
        written: list[Path] = []
        try:
            files = (
                write_files(archive, root, existing | refused.keys(), written) if artifacts else {}
            )
            done = store.write(
                lambda connection: _insert(store, connection, archive, files, refused)
            )
        except KeyboardInterrupt:
            with suppress(StoreError):  # files that stay are deleted by `remove_unowned`
                remove(_without_a_run(store, written))
            raise
        except BaseException as error:
            remove(written)
            if isinstance(error, OverflowError | UnicodeError | IntegrityError):
                raise archive.damaged(error) from None
            raise
        done.files = len(written)
        return done


def _without_a_run(store: Store, written: Collection[Path]) -> list[Path]:
    """The files whose run is not in the store; it may have been committed despite the interrupt."""
    with store.reading() as connection:
        existing = set(connection.execute(select(tables.runs.c.id)).scalars())
    return [path for path in written if path.parent.name not in existing]


def _insert(
    store: Store,
    connection: Connection,
    archive: Archive,
    files: Mapping[str, Collection[str]],
    refused: Mapping[str, str],
) -> Restored:
    plan, done = _Plan(refused=refused), Restored()
    done.refused = [f"run {run_id}: {reason}" for run_id, reason in refused.items()]
    version = next_version(connection)
    existing = set(connection.execute(select(tables.runs.c.id)).scalars())

    def runs() -> Iterator[tuple[dict[str, Any], bytes]]:
        for row, _ in archive.rows("runs"):
            if row["id"] in plan.added or row["id"] in plan.existing:
                raise archive.damaged(f"it has the run {row['id']} twice")
            if row["id"] in refused:
                continue
            if row["id"] in existing:
                plan.existing[row["id"]] = {name: row[name] for name in COMPARED if name in row}
                continue
            plan.added[row["id"]] = True
            done.interrupted += row["status"] in OPEN
            restored = _as_restored(row, files.get(row["id"], ()))
            yield restored, line(restored)

    done.runs = _add(store, connection, "runs", runs(), plan, changed=version)
    done.existing = len(plan.existing)
    _compare_runs(connection, archive, plan)
    epochs, values = _added_epochs(archive, plan), _added_values(connection, archive, plan)
    done.epochs = _add(store, connection, "epochs", _valid_rows("epochs", epochs, done), plan)
    done.values = _add(store, connection, "metrics", _valid_rows("metrics", values, done), plan)
    sweeps = _valid_rows("sweeps", _sweeps(connection, archive, plan), done)
    _add(store, connection, "sweeps", sweeps, plan, changed=version)
    for name in TABLES:
        _verify(connection, archive, name, plan)
    return done


def _valid_rows(
    name: str, candidates: Iterator[tuple[dict[str, Any], bytes]], done: Restored
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The valid rows; the others are added to ``done.refused``."""
    for row, text in candidates:
        if reason := fault(name, row):
            done.refused.append(f"{name} of {row[KEYS[name][0]]}: {reason}")
        else:
            yield row, text


def _sweeps(
    connection: Connection, archive: Archive, plan: _Plan
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Sweeps that the store does not have; a running one is paused until someone resumes it."""
    existing = set(connection.execute(select(tables.sweeps.c.id)).scalars())
    for row, _ in archive.rows("sweeps"):
        if row["id"] not in existing:
            plan.added[row["id"]] = True
            row["status"] = PAUSED if row["status"] == RUNNING else row["status"]
            yield row, line(row)


def _as_restored(row: dict[str, Any], files: Collection[str]) -> dict[str, Any]:
    """A run's row as it is restored: without a holder, and with only the restored files."""
    if not files:
        row["artifacts_bytes"] = 0
    if CHECKPOINT not in files and "checkpoint" in row:
        row["checkpoint"] = {}
    if row["status"] not in OPEN:
        return row
    idle = {"holder": "", "lease_until": None, "stop_requested": False, "pause_requested": False}
    row |= {name: value for name, value in idle.items() if name in row}
    return row | {
        "failure": {"message": WAS_ACTIVE, "values": {"status": row["status"]}},
        "finished": row["finished"] or row["started"] or row["created"],
        "status": INTERRUPTED,
    }


def _added_epochs(archive: Archive, plan: _Plan) -> Iterator[tuple[dict[str, Any], bytes]]:
    for row, text in archive.rows("epochs"):
        if row["run"] in plan.added:
            yield row, text
        elif row["run"] not in plan.existing and row["run"] not in plan.refused:
            raise archive.damaged("epochs refers to a run that is not in it")


def _added_values(
    connection: Connection, archive: Archive, plan: _Plan
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Values of the runs to add; a StoreError if those of an existing run differ."""
    metrics, current, known = tables.metrics, "", {}
    for row, text in archive.rows("metrics"):
        run_id = row["run"]
        if run_id in plan.added:
            yield row, text
        elif run_id in plan.refused:
            continue
        elif run_id not in plan.existing:
            raise archive.damaged("metrics refers to a run that is not in it")
        else:
            if run_id != current:
                query = select(metrics.c.metric, metrics.c.epoch, metrics.c.value)
                result = connection.execute(query.where(metrics.c.run == run_id))
                current, known = run_id, {(metric, epoch): value for metric, epoch, value in result}
            if known.get((row["metric"], row["epoch"]), "none") != row["value"]:
                raise _differs(archive, run_id, f"{row['metric']} of epoch {row['epoch'] + 1}")


def _add(
    store: Store,
    connection: Connection,
    name: str,
    candidates: Iterator[tuple[dict[str, Any], bytes]],
    plan: _Plan,
    **extra: Any,
) -> int:
    """Insert rows in batches; return their number, and record their digest in ``plan``."""
    digest, count, batch = hashlib.sha256(), 0, []
    for row, text in candidates:
        if not count:  # a backup of an older version has fewer columns
            plan.columns[name] = list(row)
            columns = [column(item.name, item.type) for item in TABLES[name].c if item.name in row]
            into = table(name, *columns, *(column(item, BigInteger) for item in extra))
        digest.update(text)
        batch.append(row | extra)
        count += 1
        if len(batch) == ROWS_AT_ONCE:
            store.add_rows(connection, into, batch)
            batch.clear()
    if batch:
        store.add_rows(connection, into, batch)
    plan.digests[name] = digest.hexdigest()
    return count


def _compare_runs(connection: Connection, archive: Archive, plan: _Plan) -> None:
    """Compare the backup's runs with those in the store; a StoreError if one differs."""
    if not plan.existing:
        return
    for own_row in rows(connection, "runs"):
        backup_row = plan.existing.get(own_row["id"])
        if backup_row is None:
            continue
        names = [*FIXED]
        if len(own_row["extended"]) == len(backup_row.get("extended", [])):
            names += FIXED_UNTIL_EXTENDED if backup_row["test"] else FIXED_UNTIL_EXTENDED[:1]
        for name in names:
            if name in backup_row and backup_row[name] != own_row[name]:
                raise _differs(archive, own_row["id"], name)


def _verify(connection: Connection, archive: Archive, name: str, plan: _Plan) -> None:
    """Read back what was added, and compare digests."""
    digest = hashlib.sha256()
    if plan.added:
        for row in rows(connection, name, plan.columns.get(name, ())):
            if row[KEYS[name][0]] in plan.added:
                digest.update(line(row))
        if digest.hexdigest() != plan.digests[name]:
            raise StoreError(
                "What was written from {path} did not read back unchanged ({name}); nothing was "
                "restored.",
                path=archive.path,
                name=name,
            )


def _differs(archive: Archive, run_id: str, what: str) -> StoreError:
    return StoreError(
        "The run {run_id} is in the store and in {path}, but differs ({what}); restore into a "
        "separate store, set by RECIPE_LAB_HOME or RECIPE_LAB_STORE. Nothing was restored.",
        run_id=run_id,
        path=archive.path,
        what=what,
    )
