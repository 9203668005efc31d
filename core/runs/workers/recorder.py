"""Writes the progress of a training run into the store without ever blocking the training."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from core.errors import RecipeLabError, StoreError
from core.logs import event
from core.runs.run import now
from core.runs.store import Store
from core.runs.store.leases import LEASE_SECONDS
from core.training.points import Point
from core.training.recorder import Facts, Recorder

TICK_SECONDS = 0.2
# How long a run keeps training while its store fails, before it ends itself.
STORE_PATIENCE_SECONDS = 120.0

log = logging.getLogger(__name__)


@dataclass
class _Pending:
    """What is not in the store yet.

    Attributes:
        first: 0-based epoch of the first of ``rows``.
        ended_at: When the last of them ended.
        points: The points within epochs that came before or after them.
        progress: Whether the progress has changed.
    """

    description: dict[str, Any] = field(default_factory=dict)
    first: int = 0
    rows: list[Mapping[str, float]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    ended_at: datetime | None = None
    points: list[Point] = field(default_factory=list)
    progress: bool = False

    def before(self, later: _Pending) -> _Pending:
        """This and what came later, as one."""
        return _Pending(
            self.description | later.description,
            self.first if self.rows else later.first,
            self.rows + later.rows,
            self.seconds + later.seconds,
            later.ended_at or self.ended_at,
            self.points + later.points,
            self.progress or later.progress,
        )


class StoreRecorder(Recorder):
    """A Recorder whose own thread writes, renews the lease and passes on requests to stop.

    If the store fails for a while (locked, disk full, server restarting), the recorder retries and
    loses nothing. Any error that ends its thread is kept in ``error`` and makes ``stopping`` true,
    so that a run whose epochs cannot be saved does not keep training. Use it as a context manager:
    leaving it writes what remains.

    Args:
        store: The run store.
        run_id: The run.
        holder: Name under which the run has been claimed.
        lease_seconds: How long the lease lasts unless renewed.
        leaving: Set when the process is about to end and the run must stop.
        patience: Seconds to keep retrying while the store fails.

    Attributes:
        leaving: As given, or an event that is never set.
        error: The error that ended the recording, if any.
        lost: True once somebody else has ended or claimed the run.
        pausing: True if it was asked to stop in order to be resumed later.
        differs_from: 0-based epoch from which a resumed run computed values that differ from those
            in the store; None if there is no such epoch.
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
        self.differs_from: int | None = None
        self.leaving = leaving or threading.Event()
        self._stored = _StoredEpochs(store, run_id)
        self._failing_since: float | None = None
        self._patience = patience
        self._store, self._run_id, self._holder = store, run_id, holder
        self._lease_seconds = lease_seconds
        self._renewed = time.monotonic()
        self._lock = threading.Lock()
        self._pending = _Pending()
        self._progress: dict[str, Any] = {}
        self._written: dict[str, Any] = {}
        self._stop = False
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(
            target=self._write_loop, name=f"record {run_id}", daemon=True
        )

    def __enter__(self) -> StoreRecorder:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            # Its manager then gives it time to save its files, even if it was asked to stop.
            self._progress = self._progress | {"ending": self._holder}
            self._pending.progress = True
        self._closing = True
        self._wake.set()
        self._thread.join()

    # Called by the training thread.

    def phase(self, name: str) -> None:
        with self._lock:
            self._progress = self._progress | {"phase": name}
            self._pending.progress = True

    def described(self, facts: Facts) -> None:
        with self._lock:
            self._pending.description = asdict(facts) | {"notes": list(facts.notes)}

    def progress(self, epoch: int, batch: int, batches: int, metrics: Mapping[str, float]) -> None:
        content = {"epoch": epoch, "batch": batch, "batches": batches, "metrics": dict(metrics)}
        with self._lock:
            self._progress = self._progress | content
            self._pending.progress = True

    def points(self, points: Sequence[Point]) -> None:
        with self._lock:
            self._pending.points += points
            self._pending.progress = True
        if not self._written:  # write at once: somebody is waiting for the first point
            self._wake.set()

    def epochs(
        self, first: int, rows: Sequence[Mapping[str, float]], seconds: Sequence[float]
    ) -> None:
        unchanged = self._stored.count_unchanged(first, rows)
        if unchanged < len(rows):
            start = first + unchanged
            if self._stored.discard_from(start) and self.differs_from is None:
                self.differs_from = start
            with self._lock:
                if not self._pending.rows:
                    self._pending.first = start
                self._pending.rows += [dict(row) for row in rows[unchanged:]]
                self._pending.seconds += seconds[unchanged:]
                self._pending.ended_at = now()
        if first == 0:  # likewise
            self._wake.set()

    def stopping(self) -> bool:
        return self._stop or self.leaving.is_set()

    # The writing thread.

    def _write_loop(self) -> None:
        try:
            while not self._closing:
                self._retry_later(self._tick)
                self._wake.wait(TICK_SECONDS)
                self._wake.clear()
            while not self._retry_later(self._flush):
                time.sleep(TICK_SECONDS)
        except StoreError as error:
            self._fail(error)
        except BaseException as error:
            log.exception("recording of run %s failed", self._run_id)
            self._fail(
                StoreError(
                    "The run could not be recorded ({kind}: {reason}).",
                    kind=type(error).__name__,
                    reason=str(error),
                )
            )

    def _retry_later(self, task: Callable[[], None]) -> bool:
        """Call ``task``; False if the store failed and it should be tried again."""
        try:
            task()
        except StoreError:
            if self._failing_since is None:
                self._failing_since = time.monotonic()
                event(log, "store trouble", logging.WARNING, "Trying again.", run=self._run_id)
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
            lease = self._store.leases.renew(self._run_id, self._holder, self._lease_seconds)
            self._renewed = time.monotonic()
        else:
            lease = self._store.leases.get(self._run_id, self._holder)
        if not lease.held:
            self.lost = True
        if lease.pause_requested:
            self.pausing = not lease.stop_requested
        if self.lost or lease.stop_requested or lease.pause_requested:
            self._stop = True

    def _flush(self) -> None:
        with self._lock:
            pending, self._pending = self._pending, _Pending()
        try:
            self._write(pending)
        except StoreError:
            with self._lock:
                self._pending = pending.before(self._pending)
            raise

    def _write(self, pending: _Pending) -> None:
        run = {"run_id": self._run_id, "holder": self._holder}
        owned = True
        if pending.description:
            owned &= self._store.runs.describe(**run, **pending.description)
        if pending.rows:
            owned &= self._store.histories.append(
                **run,
                first=pending.first,
                rows=pending.rows,
                seconds=pending.seconds,
                ended_at=pending.ended_at,
            )
        if pending.points:
            owned &= self._store.histories.add_points(**run, points=pending.points)
            self._written = {"point": pending.points[-1].position}
        if pending.progress:
            progress = self._progress | self._written
            owned &= self._store.runs.update_progress(**run, progress=progress)
        if not owned:
            self.lost = self._stop = True


class _StoredEpochs:
    """Epochs a resumed run already has in the store, which need not be written again."""

    def __init__(self, store: Store, run_id: str):
        history = store.histories.get(run_id)
        self._rows = {
            epoch: {name: values[index] for name, values in history.metrics.items()}
            for index, epoch in enumerate(history.epochs)
        }

    def count_unchanged(self, first: int, rows: Sequence[Mapping[str, float]]) -> int:
        """How many of ``rows``, the epochs from ``first`` on, equal the stored ones bit for bit."""
        for index, row in enumerate(rows):
            if not _same(row, self._rows.get(first + index)):
                return index
        return len(rows)

    def discard_from(self, epoch: int) -> bool:
        """Drop the stored epochs from ``epoch`` on; returns whether there were any."""
        existed = epoch in self._rows
        self._rows = {number: row for number, row in self._rows.items() if number < epoch}
        return existed


def _same(row: Mapping[str, float], stored: Mapping[str, float] | None) -> bool:
    return stored is not None and all(
        stored.get(name) == value or (value != value and stored.get(name) != stored.get(name))
        for name, value in row.items()
    )
