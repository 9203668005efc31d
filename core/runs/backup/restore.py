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
from core.runs.store.copying import KEYS, RawTables
from core.runs.store.validity import fault

ROWS_AT_ONCE = 1_000
Line = tuple[dict[str, Any], bytes]
"""A row, and its line in the backup."""
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
            done = store.copies.write(lambda raw: _Restore(raw, archive, refused).run(files))
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


class _Restore:
    """A restore within one transaction.

    Args:
        raw: The store's tables.
        archive: The backup.
        refused: Run id → why the run is not restored.
    """

    def __init__(self, raw: RawTables, archive: Archive, refused: Mapping[str, str]):
        self._raw, self._archive, self._refused = raw, archive, refused
        self._added: set[str] = set()
        self._existing: dict[str, Mapping[str, Any]] = {}
        self._done = Restored(refused=[f"run {it}: {reason}" for it, reason in refused.items()])

    def run(self, files: Mapping[str, Collection[str]]) -> Restored:
        """Add what the store does not have, and read it back.

        Args:
            files: Run id → names of its restored files.
        """
        done = self._done
        done.runs = self._add("runs", self._runs(files))
        done.existing = len(self._existing)
        self._compare_runs()
        done.epochs = self._add("epochs", self._rows_of_runs("epochs"))
        done.values = self._add("metrics", self._rows_of_runs("metrics"))
        self._add("points", self._rows_of_runs("points"))
        self._add("sweeps", self._sweeps())
        self._add("views", self._views())
        self._add("inputs", self._inputs())
        return done

    def _runs(self, files: Mapping[str, Collection[str]]) -> Iterator[Line]:
        existing = self._raw.ids("runs")
        for row, _ in self._archive.rows("runs"):
            if row["id"] in self._added or row["id"] in self._existing:
                raise self._archive.damaged(f"it has the run {row['id']} twice")
            if row["id"] in self._refused:
                continue
            if row["id"] in existing:
                compared = {name: row[name] for name in COMPARED if name in row}
                self._existing[row["id"]] = compared
                continue
            self._added.add(row["id"])
            self._done.interrupted += row["status"] in ACTIVE
            restored = _as_restored(row, files.get(row["id"], ()))
            yield restored, line(restored)

    def _rows_of_runs(self, name: str) -> Iterator[Line]:
        """The epochs, metric values or points of the added runs; existing runs are compared."""
        current, known = "", {}
        for row, text in self._archive.rows(name):
            run_id = row["run"]
            if run_id in self._added:
                yield row, text
            elif run_id not in self._existing and run_id not in self._refused:
                raise self._archive.damaged(f"{name} refers to a run that is not in it")
            elif name == "metrics" and run_id in self._existing:
                if run_id != current:
                    own_rows = self._raw.rows("metrics", run=run_id)
                    known = {(own["metric"], own["epoch"]): own["value"] for own in own_rows}
                    current = run_id
                if known.get((row["metric"], row["epoch"]), "none") != row["value"]:
                    what = f"{row['metric']} of epoch {row['epoch'] + 1}"
                    raise _differs(self._archive, run_id, what)

    def _sweeps(self) -> Iterator[Line]:
        """Sweeps that the store does not have; a running one is paused until someone resumes it."""
        existing = self._raw.ids("sweeps")
        for row, _ in self._archive.rows("sweeps"):
            if row["id"] not in existing:
                self._added.add(row["id"])
                row["status"] = PAUSED if row["status"] == RUNNING else row["status"]
                yield row, line(row)

    def _views(self) -> Iterator[Line]:
        """Saved views that the store does not have, except where their name is taken."""
        existing = self._raw.ids("views")
        names = {(own["page"], own["name"].casefold()) for own in self._raw.rows("views")}
        for row, text in self._archive.rows("views"):
            name = (row["page"], row["name"].casefold())
            if row["id"] not in existing and name not in names:
                names.add(name)
                self._added.add(row["id"])
                yield row, text

    def _inputs(self) -> Iterator[Line]:
        """Kept inputs that the store does not have."""
        existing = self._raw.ids("inputs")
        for row, text in self._archive.rows("inputs"):
            if row["id"] not in existing:
                self._added.add(row["id"])
                yield row, text

    def _add(self, name: str, candidates: Iterator[Line]) -> int:
        """Insert the valid rows in batches, read them back, and return their number."""
        key, columns = KEYS[name][0], []
        digest, count, batch = hashlib.sha256(), 0, []
        for row, text in candidates:
            if reason := fault(name, row):
                self._done.refused.append(f"{name} of {row[key]}: {reason}")
                continue
            columns = columns or list(row)
            digest.update(text)
            batch.append(row)
            count += 1
            if len(batch) == ROWS_AT_ONCE:
                self._raw.add(name, batch)
                batch.clear()
        if batch:
            self._raw.add(name, batch)
        if self._added:
            self._verify(name, columns, digest.digest())
        return count

    def _verify(self, name: str, columns: Collection[str], expected: bytes) -> None:
        """Read back what was added to a table, and compare digests."""
        digest, key = hashlib.sha256(), KEYS[name][0]
        for row in self._raw.rows(name, columns):
            if row[key] in self._added:
                digest.update(line(row))
        if digest.digest() != expected:
            raise StoreError(
                "What was written from {path} did not read back unchanged ({name}); nothing was "
                "restored.",
                path=self._archive.path,
                name=name,
            )

    def _compare_runs(self) -> None:
        """Compare the backup's runs with those in the store; a StoreError if one differs."""
        if not self._existing:
            return
        for own_row in self._raw.rows("runs"):
            backup_row = self._existing.get(own_row["id"])
            if backup_row is None:
                continue
            names = [*FIXED]
            if len(own_row["extended"]) == len(backup_row.get("extended", [])):
                names += FIXED_UNTIL_EXTENDED if backup_row["test"] else FIXED_UNTIL_EXTENDED[:1]
            for name in names:
                if name in backup_row and backup_row[name] != own_row[name]:
                    raise _differs(self._archive, own_row["id"], name)


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


def _differs(archive: Archive, run_id: str, what: str) -> StoreError:
    return StoreError(
        "The run {run_id} is in the store and in {path}, but differs ({what}); restore into a "
        "separate store, set by RECIPE_LAB_HOME or RECIPE_LAB_STORE. Nothing was restored.",
        run_id=run_id,
        path=archive.path,
        what=what,
    )
