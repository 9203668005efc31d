"""Writes what a training run tells into the store, without the training ever waiting for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.errors import RecipeLabError, StoreError
from core.runs.leases import LEASE_SECONDS
from core.runs.run import now
from core.runs.store import Store
from core.training.recorder import Facts

TICK_SECONDS = 0.2

log = logging.getLogger(__name__)


class StoreRecorder:
    """A Recorder with a thread of its own that writes, renews the lease and asks for stop.

    Whatever ends that thread shows in ``error`` and makes ``stopping`` true, so that a run whose
    epochs reach nobody does not train on. Use it as a context manager: leaving it writes the
    rest.

    Args:
        store: Where to.
        run_id: The run.
        holder: Who holds it; must have claimed it.

    Attributes:
        error: What stopped the recording, if anything did.
        lost: True once somebody else ended the run or took it.
    """

    def __init__(
        self, store: Store, run_id: str, holder: str, *, lease_seconds: float = LEASE_SECONDS
    ):
        self.error: RecipeLabError | None = None
        self.lost = False
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
        with self._lock:
            if not self._rows:
                self._first = first
            self._rows += [dict(row) for row in rows]
            self._seconds += seconds
            self._ended_at = now()
        if first == 0:  # somebody waits for the first point
            self._wake.set()

    def stopping(self) -> bool:
        return self._stop

    # what the writing thread does

    def _work(self) -> None:
        try:
            while not self._closing:
                self._tick()
                self._wake.wait(TICK_SECONDS)
                self._wake.clear()
            self._flush()
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
        if self.lost or lease.stop_requested:
            self._stop = True

    def _flush(self) -> None:
        with self._lock:
            first, rows, seconds, ended_at = self._first, self._rows, self._seconds, self._ended_at
            description, self._description = self._description, {}
            progress = self._progress if self._progress_changed else None
            self._rows, self._seconds, self._progress_changed = [], [], False
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


class Both:
    """Tells two recorders, such as the store's and a progress bar's; stops when either asks."""

    def __init__(self, first: Any, second: Any):
        self._all = (first, second)

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
