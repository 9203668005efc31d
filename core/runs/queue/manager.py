"""The run manager: a persistent queue, slots, and a background thread that launches runs."""

from __future__ import annotations

import atexit
import logging
import math
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.errors import RecipeLabError, RequestError
from core.recipes import Recipe, recipe_from_dict
from core.runs.files.artifacts import LOG
from core.runs.queue.limits import fits_now, needed, refuse
from core.runs.queue.rehearsals import Rehearsals
from core.runs.queue.resuming import resume_interrupted
from core.runs.queue.slots import free_slots
from core.runs.run import FAILED, RUNNING, STOPPED, Run
from core.runs.store import Store
from core.runs.store.database import Change
from core.runs.store.leases import LEASE_SECONDS
from core.runs.store.retention import HOURLY, start_cleanup
from core.runs.workers import Executor, Job, build_executor
from core.runs.workers.endings import Endings
from core.runs.workers.execute import new_holder
from core.settings import Settings
from core.training.prepared import worth_keeping

TICK_SECONDS = 0.2
KILL_AFTER_SECONDS = 0.7
SAVE_SECONDS = 30.0
CLOSE_SECONDS = 1.5
FIRST_CLEANUP_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass
class Worker:
    """A run launched by this manager whose worker has not ended yet.

    Attributes:
        holder: Name under which the worker holds the run's lease.
        need: Bytes of memory it may grow to.
        kill_at: Monotonic time at which it is killed; None if no stop was requested.
        saving: Its run ends or has ended, and it is given time to write its files.
    """

    holder: str
    need: int
    kill_at: float | None = None
    saving: bool = False


class RunManager:
    """Launches queued runs into free slots, stops them, and records how lost workers ended.

    Several managers, in one server or many, may share a store: exactly one of them claims a run.
    Runs belong to the store, not to the manager: they can be queued and stopped whether or not
    this manager has been started.

    Args:
        store: The run store.
        settings: The installation's settings.
        executor: What executes runs; by default the executor named in the settings.
        train: ``module:function`` to train with; by default our own.

    Attributes:
        waiting_for_memory: Ids of runs whose turn it is but that do not fit into memory yet.
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
        self._last_state, self._next_expiry = (-1, None), 0.0
        self._next_cleanup = time.monotonic() + FIRST_CLEANUP_SECONDS
        self._rehearsals = Rehearsals(self._executor, self._job)
        self.waiting_for_memory: set[str] = set()

    @property
    def warm(self) -> str:
        """``cold``, ``warming`` or ``warm``: a warm one starts a run within about a second."""
        return self._executor.warm

    def state(self) -> dict[str, Any]:
        """``warm``, ``workers`` (run id → process id) and ``short``, runs waiting for memory."""
        short = sorted(self.waiting_for_memory)
        return {"warm": self.warm, "workers": self._executor.pids(), "short": short}

    def start(self) -> None:
        """Start launching runs while the executor warms up; later calls do nothing."""
        with self._lock:
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._loop, name="run manager", daemon=True)
                self.store.database.listeners.append(self._notice)
                self._thread.start()
                atexit.register(self.close)

    def close(self) -> None:
        """End the running runs as interrupted, keeping their epochs; the queue stays as it is."""
        with self._lock:
            if self._closing or self._thread is None:
                return
            self._closing = True
        atexit.unregister(self.close)
        self.store.database.listeners.remove(self._notice)
        self._wake.set()
        self._thread.join(CLOSE_SECONDS)
        try:
            self._executor.close()
            self._end_all()
        except Exception:
            log.exception("could not end all runs; their leases will expire")

    def submit(
        self, recipe: Recipe, seed: int, *, origin: str = "dashboard", person: str = ""
    ) -> Run:
        """Queue a run; it starts when a slot is free.

        Raises:
            RequestError: The seed is not a whole number from 0 to 2**31 - 1, or the run does not
                fit on this machine (``core.runs.queue.limits``).
        """
        refuse(recipe, self.settings, self.pids())
        return self.store.runs.create(recipe, seed, origin=origin, person=person)

    def rehearse(self, recipes: Iterable[Recipe]) -> None:
        """Let workers prepare recipes that may be run next, unless something runs."""
        if not self._workers:
            self._rehearsals.plan(recipes)

    def pids(self) -> list[int]:
        """Processes whose memory is free again before a queued run starts."""
        return [*self._executor.pids().values(), *self._executor.idle_pids()]

    def _notice(self, change: Change) -> None:
        """Look at once at what this process changed: a run was queued, or asked to stop."""
        self._wake.set()

    # The background thread.

    def _loop(self) -> None:
        started = False
        while not self._closing:
            try:
                if not started:
                    self._executor.start(self._wake.set)
                    started = True
                self._step()
            except Exception:
                log.exception("the run manager continues after an error")
            self._wake.wait(self._seconds_to_wait())
            self._wake.clear()

    def _seconds_to_wait(self) -> float:
        kills = [worker.kill_at for worker in self._workers.values() if worker.kill_at]
        return max(0.01, min([TICK_SECONDS, *(kill_at - time.monotonic() for kill_at in kills)]))

    def _step(self) -> None:
        exits = self._executor.exits()
        for ended in exits:
            worker = self._workers.pop(ended.run_id, None)
            if worker:
                self.store.journal.log("worker ended", ended.run_id, code=ended.code)
                log_file = self.settings.artifacts / ended.run_id / LOG
                self._endings.note_exit(ended, worker.holder, log_file)
        self._endings.write()
        state = (self.store.database.version(), self._executor.room())
        late = time.monotonic() > self._next_expiry
        if state != self._last_state or exits or late:
            self._note_stops()
            self._launch_queued()
            self._last_state = state
        self._enforce_stops()
        if not self._workers:
            self._rehearsals.step()
        if late:
            alive = {worker.holder for worker in self._workers.values()}
            self.store.leases.expire(alive, apart=self._lease_seconds)
            if self.settings.resume == "auto":
                resume_interrupted(self.store)
            self._next_expiry = time.monotonic() + self._lease_seconds / 3
        if time.monotonic() > self._next_cleanup:
            start_cleanup(self.store, self.settings)
            self._next_cleanup = time.monotonic() + HOURLY

    def _launch_queued(self) -> None:
        busy, pids = len(self._workers), self._executor.pids().values()
        free = free_slots(self.settings.slots, busy, pids, self._executor.room())
        if free < 1:
            if busy < self.settings.slots:  # memory is short
                self._executor.release()
            return
        # A resumed run waits for its previous worker, which may still be writing its checkpoint.
        waiting = self.store.queue.next(free + busy, limit=self.settings.person_limit)
        self.waiting_for_memory = set()
        for run in [run for run in waiting if run.id not in self._workers][:free]:
            if not fits_now(run, self._memory_by_worker(), self.settings):
                self.waiting_for_memory.add(run.id)
                if self._executor.release():  # look again once they have ended
                    self._next_expiry = 0.0
                if self._workers:
                    break  # it keeps its turn until running runs end and free their memory
                continue
            holder, name = new_holder(), self._executor.name
            if self.store.leases.claim(run.id, holder, self._lease_seconds, executor=name):
                self.store.journal.log("claimed", run.id)
                self._launch(run, holder)

    def _memory_by_worker(self) -> list[tuple[int, int]]:
        pids = self._executor.pids()
        return [(pids.get(run_id, 0), worker.need) for run_id, worker in self._workers.items()]

    def _launch(self, run: Run, holder: str) -> None:
        required = needed(run)
        self._workers[run.id] = Worker(holder, required)
        try:
            recipe = recipe_from_dict(run.recipe)
        except RequestError:  # written by another version; its worker reports that
            recipe = None
        try:
            self._executor.launch(self._job(recipe, run.id, holder, required))
        except RecipeLabError as error:
            del self._workers[run.id]
            self._endings.note(run.id, holder, FAILED, error)

    def _job(
        self, recipe: Recipe | None, run_id: str = "", holder: str = "", memory: int = 0
    ) -> Job:
        waits = self.settings.standby and not self.train and recipe and worth_keeping(recipe)
        return Job(
            run_id=run_id,
            holder=holder,
            store=self.store.database.url,
            settings=self.settings,
            train=self.train,
            lease_seconds=self._lease_seconds,
            memory=memory,
            prepared=recipe.key_without_epochs if waits else "",
        )

    def _note_stops(self) -> None:
        if not self._workers:
            return
        for run in self.store.runs.list(status=RUNNING):
            worker = self._workers.get(run.id)
            if run.stop_requested and worker and worker.kill_at is None:
                worker.kill_at = time.monotonic() + KILL_AFTER_SECONDS

    def _enforce_stops(self) -> None:
        for run_id, worker in self._workers.items():
            if worker.kill_at and time.monotonic() >= worker.kill_at:
                if not worker.saving and self._ends_itself(run_id, worker.holder):
                    worker.kill_at = time.monotonic() + SAVE_SECONDS
                    worker.saving = True
                    continue
                self._executor.kill(run_id)
                self._endings.note(run_id, worker.holder, STOPPED)
                worker.kill_at = math.inf  # kill only once

    def _ends_itself(self, run_id: str, holder: str) -> bool:
        run = self.store.runs.get(run_id)
        return run.ended or run.progress.get("ending") == holder

    def _end_all(self) -> None:
        """Give the workers a moment to end their runs themselves and keep their last epochs."""
        deadline = time.monotonic() + CLOSE_SECONDS
        while time.monotonic() < deadline and any(
            not self.store.runs.get(run_id).ended for run_id in self._workers
        ):
            time.sleep(0.05)
        holders = {run_id: worker.holder for run_id, worker in self._workers.items()}
        self._endings.lose(holders, CLOSE_SECONDS)
