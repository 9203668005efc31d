"""Writes what a training run tells into the store, without the training ever waiting for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.errors import RecipeLabError, StoreError
from core.logs import event
from core.runs.run import now
from core.runs.store import Store
from core.runs.store.leases import LEASE_SECONDS
from core.training.recorder import Facts

TICK_SECONDS = 0.2
# How long a run trains on while its store fails, before it ends itself.
STORE_PATIENCE_SECONDS = 120.0

log = logging.getLogger(__name__)


class StoreRecorder:
    """A Recorder with a thread of its own that writes, renews the lease and asks for stop.

    A store that fails for a while (locked, its disk full, its server restarting) is waited for,
    and nothing is lost meanwhile. Whatever ends that thread shows in ``error`` and makes
    ``stopping`` true, so that a run whose epochs reach nobody does not train on. Use it as a
    context manager: leaving it writes the rest.

    Args:
        store: Where to.
        run_id: The run.
        holder: Who holds it; must have claimed it.
        leaving: Set when the process is about to end and the run shall stop where it is.
        patience: How many seconds a store that fails is waited for.

    Attributes:
        error: What stopped the recording, if anything did.
        lost: True once somebody else ended the run or took it.
        pausing: It was asked to stop in order to go on later.
        differs: 0-based epoch from which a resumed run computed other values than are in the
            store; None where it computed the same.
    """

    def __init__(
        self,
        store: Store,
        run_id: str,
        holder: str,
        *,
        lease_seconds: float = LEASE_SECONDS,
        leaving: threading.Event | None = None,
        patience: float = STORE_PATIENCE_SECONDS,
    ):
        self.error: RecipeLabError | None = None
        self.lost = False
        self.pausing = False
        self.differs: int | None = None
        self._leaving = leaving or threading.Event()
        self._known = _Known(store, run_id)
        self._failing_since: float | None = None
        self._patience = patience
        self._store, self._run_id, self._holder = store, run_id, holder
        self._lease_seconds = lease_seconds
        self._renewed = time.monotonic()
        self._lock = threading.Lock()
        self._rows: list[Mapping[str, float]] = []
        self._seconds: list[float] = []
        self._first = 0
        self._ended_at: datetime | None = None
        self._progress: dict[str, Any] = {}
        self._progress_changed = False
        self._description: dict[str, Any] = {}
        self._stop = False
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name=f"record {run_id}", daemon=True)

    def __enter__(self) -> StoreRecorder:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        self._wake.set()
        self._thread.join()

    # what the training thread calls

    def phase(self, name: str) -> None:
        with self._lock:
            self._progress = self._progress | {"phase": name}
            self._progress_changed = True

    def described(self, facts: Facts) -> None:
        with self._lock:
            self._description = asdict(facts) | {"notes": list(facts.notes)}

    def progress(self, epoch: int, batch: int, batches: int, metrics: Mapping[str, float]) -> None:
        content = {"epoch": epoch, "batch": batch, "batches": batches, "metrics": dict(metrics)}
        with self._lock:
            self._progress = self._progress | content
            self._progress_changed = True

    def epochs(
        self, first: int, rows: Sequence[Mapping[str, float]], seconds: Sequence[float]
    ) -> None:
        at = self._known.as_before(first, rows)
        if at < len(rows):
            if self._known.forget(first + at) and self.differs is None:
                self.differs = first + at
            with self._lock:
                if not self._rows:
                    self._first = first + at
                self._rows += [dict(row) for row in rows[at:]]
                self._seconds += seconds[at:]
                self._ended_at = now()
        if first == 0:  # somebody waits for the first point
            self._wake.set()

    def stopping(self) -> bool:
        return self._stop or self._leaving.is_set()

    # what the writing thread does

    def _work(self) -> None:
        try:
            while not self._closing:
                self._patiently(self._tick)
                self._wake.wait(TICK_SECONDS)
                self._wake.clear()
            while not self._patiently(self._flush):
                time.sleep(TICK_SECONDS)
        except StoreError as error:
            self._fail(error)
        except BaseException as error:
            log.exception("recording of run %s ended", self._run_id)
            self._fail(
                StoreError(
                    "The run could not be recorded ({kind}: {reason}).",
                    kind=type(error).__name__,
                    reason=str(error),
                )
            )

    def _patiently(self, task: Callable[[], None]) -> bool:
        """Do ``task``; False where the store failed and is worth waiting for."""
        try:
            task()
        except StoreError:
            if self._failing_since is None:
                self._failing_since = time.monotonic()
                event(log, "store trouble", logging.WARNING, "It is tried again.", run=self._run_id)
            if time.monotonic() - self._failing_since > self._patience:
                raise
            return False
        self._failing_since = None
        return True

    def _fail(self, error: RecipeLabError) -> None:
        self.error = error
        self._stop = True

    def _tick(self) -> None:
        self._flush()
        if time.monotonic() - self._renewed > self._lease_seconds / 5:
            lease = self._store.renew(self._run_id, self._holder, self._lease_seconds)
            self._renewed = time.monotonic()
        else:
            lease = self._store.lease(self._run_id, self._holder)
        if not lease.held:
            self.lost = True
        if lease.pause_requested:
            self.pausing = not lease.stop_requested
        if self.lost or lease.stop_requested or lease.pause_requested:
            self._stop = True

    def _flush(self) -> None:
        with self._lock:
            first, rows, seconds, ended_at = self._first, self._rows, self._seconds, self._ended_at
            description, self._description = self._description, {}
            progress = self._progress if self._progress_changed else None
            self._rows, self._seconds, self._progress_changed = [], [], False
        try:
            self._write(description, first, rows, seconds, ended_at, progress)
        except StoreError:
            self._put_back(description, first, rows, seconds)
            raise

    def _put_back(
        self, description: dict[str, Any], first: int, rows: list[Any], seconds: list[float]
    ) -> None:
        with self._lock:
            self._description = description | self._description
            if rows:
                self._first = first
            self._rows, self._seconds = rows + self._rows, seconds + self._seconds
            self._progress_changed = True

    def _write(
        self,
        description: dict[str, Any],
        first: int,
        rows: list[Any],
        seconds: list[float],
        ended_at: datetime | None,
        progress: dict[str, Any] | None,
    ) -> None:
        run = {"run_id": self._run_id, "holder": self._holder}
        held = True
        if description:
            held &= self._store.describe(**run, **description)
        if rows:
            held &= self._store.append_epochs(
                **run, first=first, rows=rows, seconds=seconds, ended_at=ended_at
            )
        if progress is not None:
            held &= self._store.update_progress(**run, progress=progress)
        if not held:
            self.lost = self._stop = True


class _Known:
    """The epochs a resumed run had before: those it computes again are not written again."""

    def __init__(self, store: Store, run_id: str):
        history = store.history(run_id)
        self._rows = {
            epoch: {name: values[at] for name, values in history.metrics.items()}
            for at, epoch in enumerate(history.epochs)
        }

    def as_before(self, first: int, rows: Sequence[Mapping[str, float]]) -> int:
        """How many of ``rows``, the epochs from ``first`` on, are there to the last bit."""
        for at, row in enumerate(rows):
            if not _same(row, self._rows.get(first + at)):
                return at
        return len(rows)

    def forget(self, epoch: int) -> bool:
        """Expect nothing from ``epoch`` on any more; whether something was there."""
        there = epoch in self._rows
        self._rows = {at: row for at, row in self._rows.items() if at < epoch}
        return there


def _same(row: Mapping[str, float], known: Mapping[str, float] | None) -> bool:
    return known is not None and all(
        known.get(name) == value or (value != value and known.get(name) != known.get(name))
        for name, value in row.items()
    )


class Together:
    """Tells several recorders, the store's and a progress bar's; stops when one of them asks."""

    def __init__(self, *recorders: Any):
        self._all = recorders

    def phase(self, name: str) -> None:
        for one in self._all:
            one.phase(name)

    def described(self, facts: Facts) -> None:
        for one in self._all:
            one.described(facts)

    def progress(self, epoch: int, batch: int, batches: int, metrics: Mapping[str, float]) -> None:
        for one in self._all:
            one.progress(epoch, batch, batches, metrics)

    def epochs(
        self, first: int, rows: Sequence[Mapping[str, float]], seconds: Sequence[float]
    ) -> None:
        for one in self._all:
            one.epochs(first, rows, seconds)

    def stopping(self) -> bool:
        return any(one.stopping() for one in self._all)
