"""The run manager: a persisted queue, slots, and a background thread that launches runs."""

from __future__ import annotations

import atexit
import logging
import math
import threading
import time
from dataclasses import dataclass
from typing import Any

from core.errors import RecipeLabError
from core.recipes import Recipe
from core.runs.files.artifacts import LOG
from core.runs.queue.limits import fits_now, needed, refuse
from core.runs.queue.resuming import resume_interrupted
from core.runs.queue.slots import free_slots
from core.runs.run import FAILED, RUNNING, STOPPED, Run
from core.runs.store import Store
from core.runs.store.keeping import HOURLY, start_cleanup
from core.runs.store.leases import LEASE_SECONDS
from core.runs.workers import Executor, Job, build_executor
from core.runs.workers.endings import Endings
from core.runs.workers.execute import new_holder
from core.settings import Settings

TICK_SECONDS = 0.2
STOP_SECONDS = 0.7
KEEP_SECONDS = 30.0
CLOSE_SECONDS = 1.5
FIRST_KEEPING_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass
class Worker:
    """A run this manager launched and whose worker has not ended yet.

    Attributes:
        holder: Who the worker acts as.
        need: Bytes of memory it may grow to.
        kill_at: When patience with a stop ends, by the monotonic clock; None while nobody asked.
        keeping: Its run has ended, and it is given time to write its checkpoint.
    """

    holder: str
    need: int
    kill_at: float | None = None
    keeping: bool = False


class RunManager:
    """Launches queued runs into free slots, stops them, and says how those ended that cannot.

    Several managers, in one server or many, may share a store: a run is claimed by one of them.
    A run belongs to the store, not to the manager: it is queued, and stopped, whether or not
    this manager is started.

    Args:
        store: The run store.
        settings: The installation's settings.
        executor: What executes runs; the one the settings name if not given.
        train: ``module:function`` that trains instead of ours.

    Attributes:
        waiting_for_memory: Ids of runs whose turn it is, but that do not fit beside the others.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        executor: Executor | None = None,
        *,
        train: str = "",
        lease_seconds: float = LEASE_SECONDS,
    ):
        self.store, self.settings = store, settings
        self._executor = executor or build_executor(settings)
        self.train, self._lease_seconds = train, lease_seconds
        self._workers: dict[str, Worker] = {}
        self._endings = Endings(store)
        self._wake, self._closing = threading.Event(), False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._seen, self._next_expiry = (-1, None), 0.0
        self._next_keeping = time.monotonic() + FIRST_KEEPING_SECONDS
        self.waiting_for_memory: set[str] = set()

    @property
    def warm(self) -> str:
        """``cold``, ``warming`` or ``warm``: whether a run begins within about a second."""
        return self._executor.warm

    def state(self) -> dict[str, Any]:
        """Whether the workers are ``warm``, run id → process of those, runs ``short`` of memory."""
        short = sorted(self.waiting_for_memory)
        return {"warm": self.warm, "workers": self._executor.pids(), "short": short}

    def start(self) -> None:
        """Begin to launch runs; the executor warms up meanwhile. Again does nothing."""
        with self._lock:
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._work, name="run manager", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def close(self) -> None:
        """End the running runs as interrupted, with what they have; the queue stays."""
        with self._lock:
            if self._closing or self._thread is None:
                return
            self._closing = True
        atexit.unregister(self.close)
        self._wake.set()
        self._thread.join(CLOSE_SECONDS)
        try:
            self._executor.close()
            self._end_all()
        except Exception:
            log.exception("runs could not be ended; their leases will run out")

    def submit(
        self, recipe: Recipe, seed: int, *, origin: str = "dashboard", person: str = ""
    ) -> Run:
        """Queue a run; it begins when a slot is free.

        Raises:
            RequestError: The seed is not a whole number from 0 to 2**31 - 1, or this machine
                cannot hold the run (``core.runs.queue.limits``).
        """
        refuse(recipe, self.settings, self._executor.pids().values())
        run = self.store.create(recipe, seed, origin=origin, person=person)
        self._wake.set()
        return run

    def pause(self, run_id: str) -> str:
        """Pause a run: one that waits at once, one that trains after its present piece.

        Raises:
            RequestError: There is no such run, or it has ended.
        """
        return self._told(self.store.request_pause(run_id))

    def resume(self, run_id: str) -> str:
        """Have a paused, stopped or interrupted run go on from its checkpoint.

        Raises:
            RequestError: There is no such run, or it cannot go on.
        """
        return self._told(self.store.resume(run_id))

    def extend(self, run_id: str, epochs: int) -> str:
        """Have a completed run go on for ``epochs`` more; see ``Store.extend``.

        Raises:
            RequestError: There is no such run, or it cannot be extended.
        """
        return self._told(self.store.extend(run_id, epochs))

    def retry(self, run_id: str, *, origin: str = "dashboard", person: str = "") -> Run:
        """Queue a new run of the same recipe and seed.

        Raises:
            RequestError: There is no such run, or it has not ended.
        """
        run = self.store.retry(run_id, origin=origin, person=person)
        self._wake.set()
        return run

    def stop(self, run_id: str) -> str:
        """Stop a run: a queued one at once, a running one within a second.

        Returns:
            The status it has now.

        Raises:
            RequestError: There is no such run.
        """
        return self._told(self.store.request_stop(run_id))

    def _told(self, status: str) -> str:
        self._wake.set()
        return status

    # what the background thread does

    def _work(self) -> None:
        started = False
        while not self._closing:
            try:
                if not started:
                    self._executor.start(self._wake.set)
                    started = True
                self._step()
            except Exception:
                log.exception("the run manager goes on after an error")
            self._wake.wait(self._pause())
            self._wake.clear()

    def _pause(self) -> float:
        kills = [worker.kill_at for worker in self._workers.values() if worker.kill_at]
        return max(0.01, min([TICK_SECONDS, *(at - time.monotonic() for at in kills)]))

    def _step(self) -> None:
        exits = self._executor.exits()
        for ended in exits:
            worker = self._workers.pop(ended.run_id, None)
            if worker:
                self.store.log_event("worker ended", ended.run_id, code=ended.code)
                log_file = self.settings.artifacts / ended.run_id / LOG
                self._endings.note_exit(ended, worker.holder, log_file)
        self._endings.write()
        seen = (self.store.version(), self._executor.room())
        late = time.monotonic() > self._next_expiry
        if seen != self._seen or exits or late:
            self._note_stops()
            self._launch_queued()
            self._seen = seen
        self._enforce_stops()
        if late:
            alive = {worker.holder for worker in self._workers.values()}
            self.store.expire_leases(alive, apart=self._lease_seconds)
            if self.settings.resume == "auto":
                resume_interrupted(self.store)
            self._next_expiry = time.monotonic() + self._lease_seconds / 3
        if time.monotonic() > self._next_keeping:
            start_cleanup(self.store, self.settings)
            self._next_keeping = time.monotonic() + HOURLY

    def _launch_queued(self) -> None:
        busy, pids = len(self._workers), self._executor.pids().values()
        free = free_slots(self.settings.slots, busy, pids, self._executor.room())
        if free < 1:
            return
        # a run that goes on waits for the worker that still keeps what it had before
        waiting = self.store.next_queued(free + busy, limit=self.settings.person_limit)
        self.waiting_for_memory = set()
        for run in [run for run in waiting if run.id not in self._workers][:free]:
            if not fits_now(run, self._growing(), self.settings):
                self.waiting_for_memory.add(run.id)
                if self._workers:
                    break  # it keeps its turn: they end, and leave it their memory
                continue
            holder, name = new_holder(), self._executor.name
            if self.store.claim(run.id, holder, self._lease_seconds, executor=name):
                self.store.log_event("claimed", run.id)
                self._launch(run.id, holder, needed(run))

    def _growing(self) -> list[tuple[int, int]]:
        pids = self._executor.pids()
        return [(pids.get(run_id, 0), worker.need) for run_id, worker in self._workers.items()]

    def _launch(self, run_id: str, holder: str, need: int) -> None:
        self._workers[run_id] = Worker(holder, need)
        job = Job(
            run_id=run_id,
            holder=holder,
            store=self.store.url,
            settings=self.settings,
            train=self.train,
            lease_seconds=self._lease_seconds,
            memory=need,
        )
        try:
            self._executor.launch(job)
        except RecipeLabError as error:
            del self._workers[run_id]
            self._endings.note(run_id, holder, FAILED, error)

    def _note_stops(self) -> None:
        if not self._workers:
            return
        for run in self.store.list(status=RUNNING):
            worker = self._workers.get(run.id)
            if run.stop_requested and worker and worker.kill_at is None:
                worker.kill_at = time.monotonic() + STOP_SECONDS

    def _enforce_stops(self) -> None:
        for run_id, worker in self._workers.items():
            if worker.kill_at and time.monotonic() >= worker.kill_at:
                if not worker.keeping and self.store.get(run_id).ended:
                    worker.kill_at = time.monotonic() + KEEP_SECONDS
                    worker.keeping = True
                    continue
                self._executor.kill(run_id)
                self._endings.note(run_id, worker.holder, STOPPED)
                worker.kill_at = math.inf  # once is enough

    def _end_all(self) -> None:
        """Give the workers a moment to end their runs themselves, with their last epochs."""
        deadline = time.monotonic() + CLOSE_SECONDS
        while time.monotonic() < deadline and any(
            not self.store.get(run_id).ended for run_id in self._workers
        ):
            time.sleep(0.05)
        holders = {run_id: worker.holder for run_id, worker in self._workers.items()}
        self._endings.lose(holders, CLOSE_SECONDS)
