"""Restore a backup: add the runs a store does not have, all of them or none."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import StoreError
from core.i18n import mark
from core.runs.backup.files import remove, write_files
from core.runs.backup.format import line
from core.runs.backup.read import Archive
from core.runs.files.artifacts import CHECKPOINT
from core.runs.run import ACTIVE, INTERRUPTED, PAUSED, RUNNING
from core.runs.store import Store
from core.runs.store.copying import KEYS, TABLES, RawTables
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
        existing = store.runs.ids()
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
            done = store.copies.write(lambda raw: _insert(raw, archive, files, refused))
        except KeyboardInterrupt:
            with suppress(StoreError):  # files that stay are deleted by `remove_unowned`
                remove(_without_a_run(store, written))
            raise
        except BaseException as error:
            remove(written)
            if isinstance(error, OverflowError | ValueError):
                raise archive.damaged(error) from None
            raise
        done.files = len(written)
        return done


def _without_a_run(store: Store, written: Collection[Path]) -> list[Path]:
    """The files whose run is not in the store; it may have been committed despite the interrupt."""
    existing = store.runs.ids()
    return [path for path in written if path.parent.name not in existing]


def _insert(
    raw: RawTables,
    archive: Archive,
    files: Mapping[str, Collection[str]],
    refused: Mapping[str, str],
) -> Restored:
    plan, done = _Plan(refused=refused), Restored()
    done.refused = [f"run {run_id}: {reason}" for run_id, reason in refused.items()]
    existing = raw.ids("runs")

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
            done.interrupted += row["status"] in ACTIVE
            restored = _as_restored(row, files.get(row["id"], ()))
            yield restored, line(restored)

    done.runs = _add(raw, "runs", runs(), plan)
    done.existing = len(plan.existing)
    _compare_runs(raw, archive, plan)
    epochs, values = _added_epochs(archive, plan), _added_values(raw, archive, plan)
    done.epochs = _add(raw, "epochs", _valid_rows("epochs", epochs, done), plan)
    done.values = _add(raw, "metrics", _valid_rows("metrics", values, done), plan)
    sweeps = _valid_rows("sweeps", _sweeps(raw, archive, plan), done)
    _add(raw, "sweeps", sweeps, plan)
    for name in TABLES:
        _verify(raw, archive, name, plan)
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
    raw: RawTables, archive: Archive, plan: _Plan
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Sweeps that the store does not have; a running one is paused until someone resumes it."""
    existing = raw.ids("sweeps")
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
    if row["status"] not in ACTIVE:
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
    raw: RawTables, archive: Archive, plan: _Plan
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Values of the runs to add; a StoreError if those of an existing run differ."""
    current, known = "", {}
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
                own_rows = raw.rows("metrics", run=run_id)
                known = {(own["metric"], own["epoch"]): own["value"] for own in own_rows}
                current = run_id
            if known.get((row["metric"], row["epoch"]), "none") != row["value"]:
                raise _differs(archive, run_id, f"{row['metric']} of epoch {row['epoch'] + 1}")


def _add(
    raw: RawTables,
    name: str,
    candidates: Iterator[tuple[dict[str, Any], bytes]],
    plan: _Plan,
) -> int:
    """Insert rows in batches; return their number, and record their digest in ``plan``."""
    digest, count, batch = hashlib.sha256(), 0, []
    for row, text in candidates:
        plan.columns.setdefault(name, list(row))
        digest.update(text)
        batch.append(row)
        count += 1
        if len(batch) == ROWS_AT_ONCE:
            raw.add(name, batch)
            batch.clear()
    if batch:
        raw.add(name, batch)
    plan.digests[name] = digest.hexdigest()
    return count


def _compare_runs(raw: RawTables, archive: Archive, plan: _Plan) -> None:
    """Compare the backup's runs with those in the store; a StoreError if one differs."""
    if not plan.existing:
        return
    for own_row in raw.rows("runs"):
        backup_row = plan.existing.get(own_row["id"])
        if backup_row is None:
            continue
        names = [*FIXED]
        if len(own_row["extended"]) == len(backup_row.get("extended", [])):
            names += FIXED_UNTIL_EXTENDED if backup_row["test"] else FIXED_UNTIL_EXTENDED[:1]
        for name in names:
            if name in backup_row and backup_row[name] != own_row[name]:
                raise _differs(archive, own_row["id"], name)


def _verify(raw: RawTables, archive: Archive, name: str, plan: _Plan) -> None:
    """Read back what was added, and compare digests."""
    digest = hashlib.sha256()
    if plan.added:
        for row in raw.rows(name, plan.columns.get(name, ())):
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
