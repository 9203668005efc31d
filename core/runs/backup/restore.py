"""A backup into a store: what is there stays, what is not there is added, all of it or nothing."""

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
WAS_OPEN = mark("It was {status} when its store was backed up; what it had is kept.")
# What a run is from its beginning to its end, whatever happens to it.
BORN = ("recipe_id", "dataset", "task", "family", "seed", "origin", "created", "retry_of")
# What a run is until it is extended.
REACHED = ("recipe_key", "test")
COMPARED = (*BORN, *REACHED, "extended")


@dataclass
class Restored:
    """What a restore did.

    Attributes:
        runs: Added.
        epochs, values: Of these.
        files: Written.
        there: Runs of the backup that the store had; they stay as they are in the store.
        interrupted: Of those added, how many had not ended.
        refused: Rows that are not what they must be, and why: ``run ID: reason``.
    """

    runs: int = 0
    epochs: int = 0
    values: int = 0
    files: int = 0
    there: int = 0
    interrupted: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass
class _Plan:
    """What is known once the runs are read."""

    added: dict[str, bool] = field(default_factory=dict)
    there: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    digests: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)


def restore(store: Store, root: Path, path: Path, *, artifacts: bool = True) -> Restored:
    """Add the runs of a backup that the store does not have.

    Every byte of the file is read and held against its digests before anything is written, and
    what was written is read back and held against them before it counts. The store's other users
    wait meanwhile, with their writes. Rows that are not what they must be are left out.

    Args:
        root: ``Settings.artifacts``.
        artifacts: Whether runs' files are written too.

    Raises:
        StoreError: The file is damaged or newer, a run in it differs from the store's of the same
            id, or something could not be written. Then store and files are as they were.
    """
    with Archive(path) as archive:
        archive.verify()
        with store.reading() as connection:
            there = set(connection.execute(select(tables.runs.c.id)).scalars())
        refused = {
            row["id"]: reason
            for row, _ in archive.rows("runs")
            if row["id"] not in there and (reason := fault("runs", row))
        }
        made: list[Path] = []
        try:
            kept = write_files(archive, root, there | refused.keys(), made) if artifacts else {}
            done = store.write(
                lambda connection: _insert(store, connection, archive, kept, refused)
            )
        except KeyboardInterrupt:
            with suppress(StoreError):  # then they stay, until `remove_unowned`
                remove(_without_a_run(store, made))
            raise
        except BaseException as error:
            remove(made)
            if isinstance(error, OverflowError | UnicodeError | IntegrityError):
                raise archive.damaged(error) from None
            raise
        done.files = len(made)
        return done


def _without_a_run(store: Store, made: Collection[Path]) -> list[Path]:
    """Those of the files whose run is not in the store: it may have been committed by now."""
    with store.reading() as connection:
        there = set(connection.execute(select(tables.runs.c.id)).scalars())
    return [path for path in made if path.parent.name not in there]


def _insert(
    store: Store,
    connection: Connection,
    archive: Archive,
    kept: Mapping[str, Collection[str]],
    refused: Mapping[str, str],
) -> Restored:
    plan, done = _Plan(refused=refused), Restored()
    done.refused = [f"run {run_id}: {reason}" for run_id, reason in refused.items()]
    version = next_version(connection)
    there = set(connection.execute(select(tables.runs.c.id)).scalars())

    def runs() -> Iterator[tuple[dict[str, Any], bytes]]:
        for row, _ in archive.rows("runs"):
            if row["id"] in plan.added or row["id"] in plan.there:
                raise archive.damaged(f"it has the run {row['id']} twice")
            if row["id"] in refused:
                continue
            if row["id"] in there:
                plan.there[row["id"]] = {name: row[name] for name in COMPARED if name in row}
                continue
            plan.added[row["id"]] = True
            done.interrupted += row["status"] in OPEN
            restored = _as_restored(row, kept.get(row["id"], ()))
            yield restored, line(restored)

    done.runs = _add(store, connection, "runs", runs(), plan, changed=version)
    done.there = len(plan.there)
    _compare_runs(connection, archive, plan)
    epochs, values = _of_added(archive, plan), _values(connection, archive, plan)
    done.epochs = _add(store, connection, "epochs", _fit("epochs", epochs, done), plan)
    done.values = _add(store, connection, "metrics", _fit("metrics", values, done), plan)
    sweeps = _fit("sweeps", _sweeps(connection, archive, plan), done)
    _add(store, connection, "sweeps", sweeps, plan, changed=version)
    for name in TABLES:
        _verify(connection, archive, name, plan)
    return done


def _fit(
    name: str, found: Iterator[tuple[dict[str, Any], bytes]], done: Restored
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The rows that are what they must be; the others are noted."""
    for row, text in found:
        if reason := fault(name, row):
            done.refused.append(f"{name} of {row[KEYS[name][0]]}: {reason}")
        else:
            yield row, text


def _sweeps(
    connection: Connection, archive: Archive, plan: _Plan
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Sweeps that are not there; one that went on waits until somebody lets it go on here."""
    there = set(connection.execute(select(tables.sweeps.c.id)).scalars())
    for row, _ in archive.rows("sweeps"):
        if row["id"] not in there:
            plan.added[row["id"]] = True
            row["status"] = PAUSED if row["status"] == RUNNING else row["status"]
            yield row, line(row)


def _as_restored(row: dict[str, Any], kept: Collection[str]) -> dict[str, Any]:
    """A run as it comes back: nobody executes it, and it has the files that were restored."""
    if not kept:
        row["artifacts_bytes"] = 0
    if CHECKPOINT not in kept and "checkpoint" in row:
        row["checkpoint"] = {}
    if row["status"] not in OPEN:
        return row
    quiet = {"holder": "", "lease_until": None, "stop_requested": False, "pause_requested": False}
    row |= {name: value for name, value in quiet.items() if name in row}
    return row | {
        "failure": {"message": WAS_OPEN, "values": {"status": row["status"]}},
        "finished": row["finished"] or row["started"] or row["created"],
        "status": INTERRUPTED,
    }


def _of_added(archive: Archive, plan: _Plan) -> Iterator[tuple[dict[str, Any], bytes]]:
    for row, text in archive.rows("epochs"):
        if row["run"] in plan.added:
            yield row, text
        elif row["run"] not in plan.there and row["run"] not in plan.refused:
            raise archive.damaged("epochs names a run that is not in it")


def _values(
    connection: Connection, archive: Archive, plan: _Plan
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Values of runs to add; those of runs that are there must be there too."""
    metrics, at, known = tables.metrics, "", {}
    for row, text in archive.rows("metrics"):
        run_id = row["run"]
        if run_id in plan.added:
            yield row, text
        elif run_id in plan.refused:
            continue
        elif run_id not in plan.there:
            raise archive.damaged("metrics names a run that is not in it")
        else:
            if run_id != at:
                query = select(metrics.c.metric, metrics.c.epoch, metrics.c.value)
                found = connection.execute(query.where(metrics.c.run == run_id))
                at, known = run_id, {(metric, epoch): value for metric, epoch, value in found}
            if known.get((row["metric"], row["epoch"]), "none") != row["value"]:
                raise _differs(archive, run_id, f"{row['metric']} of epoch {row['epoch'] + 1}")


def _add(
    store: Store,
    connection: Connection,
    name: str,
    found: Iterator[tuple[dict[str, Any], bytes]],
    plan: _Plan,
    **more: Any,
) -> int:
    """Insert rows, some at a time; returns how many, and keeps their digest."""
    digest, count, part = hashlib.sha256(), 0, []
    for row, text in found:
        if not count:  # of an older version it has fewer columns
            plan.columns[name] = list(row)
            columns = [column(item.name, item.type) for item in TABLES[name].c if item.name in row]
            into = table(name, *columns, *(column(item, BigInteger) for item in more))
        digest.update(text)
        part.append(row | more)
        count += 1
        if len(part) == ROWS_AT_ONCE:
            store.add_rows(connection, into, part)
            part.clear()
    if part:
        store.add_rows(connection, into, part)
    plan.digests[name] = digest.hexdigest()
    return count


def _compare_runs(connection: Connection, archive: Archive, plan: _Plan) -> None:
    """Hold runs that the store has against those of the backup."""
    if not plan.there:
        return
    for mine in rows(connection, "runs"):
        theirs = plan.there.get(mine["id"])
        if theirs is None:
            continue
        names = [*BORN]
        if len(mine["extended"]) == len(theirs.get("extended", [])):
            names += REACHED if theirs["test"] else REACHED[:1]
        for name in names:
            if name in theirs and theirs[name] != mine[name]:
                raise _differs(archive, mine["id"], name)


def _verify(connection: Connection, archive: Archive, name: str, plan: _Plan) -> None:
    """Read back what was added."""
    digest = hashlib.sha256()
    if plan.added:
        for row in rows(connection, name, plan.columns.get(name, ())):
            if row[KEYS[name][0]] in plan.added:
                digest.update(line(row))
        if digest.hexdigest() != plan.digests[name]:
            raise StoreError(
                "What was restored from {path} did not read back as it was written ({name}); "
                "nothing was restored.",
                path=archive.path,
                name=name,
            )


def _differs(archive: Archive, run_id: str, what: str) -> StoreError:
    return StoreError(
        "The run {run_id} is in the store and in {path}, but differs ({what}); restore into a "
        "store of its own, by RECIPE_LAB_HOME or RECIPE_LAB_STORE. Nothing was restored.",
        run_id=run_id,
        path=archive.path,
        what=what,
    )
