"""The workers that execute runs now, free slots, and the queue."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.machine import resident
from core.runs.queue.slots import free_slots
from core.runs.run import PAUSED, RUNNING, Run, now
from core.runs.store import Store
from core.runs.store.leases import LEASE_SECONDS
from core.settings import Settings
from core.system.servers import Server

NEXT = 5  # queued runs listed
# Workers report every three seconds; one silent for this long needs attention.
QUIET_SECONDS = LEASE_SECONDS / 2


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A running run, according to its lease and its process.

    Attributes:
        pid: Its process id; None if unknown on this machine.
        silent: Seconds since its last sign of life.
        memory: Resident bytes; None if the process is on another machine or not its own.
        phase: One of ``core.training.recorder.PHASES``, or "" before the first.
        epoch: 1-based current epoch; 0 before the first.
        batch: Batches done in that epoch.
        elapsed: Seconds since it started.
        neighbours: The most other runs that ran at the same time.
    """

    run: str
    recipe: str
    family: str
    seed: int
    person: str
    host: str
    pid: int | None
    executor: str
    silent: float
    memory: int | None
    phase: str
    epoch: int
    epochs: int
    batch: int
    batches: int
    elapsed: float
    neighbours: int

    @property
    def quiet(self) -> bool:
        """Whether it has been silent for longer than usual."""
        return self.silent > QUIET_SECONDS

    @property
    def lost(self) -> bool:
        """Whether its lease is overdue; a dashboard that sees this twice interrupts the run."""
        return self.silent > LEASE_SECONDS


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A queued run; ``seconds`` counts from when it was queued."""

    run: str
    recipe: str
    seed: int
    person: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Queue:
    """The queue.

    Attributes:
        length: Number of queued runs.
        paused: Number of paused runs.
        people: Person → number of queued runs, largest first.
        next: The next runs to start, in order.
        held: Number of queued runs held back by the limit per person.
        limit: The most runs of one person at once; 0 for no limit.
    """

    length: int
    paused: int
    people: Mapping[str, int]
    next: Sequence[Waiting]
    held: int
    limit: int


@dataclass(frozen=True, kw_only=True)
class Slots:
    """Slots of this installation's servers on this machine.

    Attributes:
        total: The most runs at once, by the settings.
        used: Runs the servers execute now.
        free: Runs that could start now.
        outside: Runs on this machine that take no slot, started on the command line.
    """

    total: int
    used: int
    free: int
    outside: int

    @property
    def short(self) -> int:
        """Slots that stay empty because memory is short."""
        return max(0, self.total - self.used - self.free)


def read_workers(store: Store, servers: Sequence[Server]) -> list[Worker]:
    """The runs being executed now, oldest first."""
    running = store.runs.list(status=RUNNING)
    running.sort(key=lambda run: (run.started or run.created, run.id))
    moment = store.leases.now()
    pids = {run: pid for server in servers for run, pid in server.workers.items()}
    return [_worker(run, pids.get(run.id) or None, moment) for run in running]


def _worker(run: Run, pid: int | None, moment: datetime) -> Worker:
    progress = run.progress
    if pid is None and run.executor == "command line":
        pid = _pid(run.holder)
    local = run.host == platform.node()
    # The lease uses the store's clock, the progress the worker's own. A sign of life from the
    # future comes from a wrong clock and is considered as old as it is far away.
    ago = [(moment - run.lease_until).total_seconds() + LEASE_SECONDS] if run.lease_until else []
    if local and "updated" in progress:
        ago.append(now().timestamp() - float(progress["updated"]))
    has_epoch = "epoch" in progress
    return Worker(
        run=run.id,
        recipe=run.recipe_id,
        family=run.family,
        seed=run.seed,
        person=run.person,
        host=run.host,
        pid=pid,
        executor=run.executor,
        silent=min(map(abs, ago), default=0.0),
        memory=resident(pid) if local and pid else None,
        phase=progress.get("phase", ""),
        epoch=min(int(progress["epoch"]) + 1, run.epochs) if has_epoch else run.epochs_done,
        epochs=run.epochs,
        batch=int(progress.get("batch", 0)),
        batches=int(progress.get("batches", 0)),
        elapsed=max(0.0, (moment - run.started).total_seconds()) if run.started else 0.0,
        neighbours=run.neighbours,
    )


def _pid(holder: str) -> int | None:
    """The process in a holder's name; see ``core.runs.workers.execute.new_holder``."""
    parts = holder.rsplit("/", 2)
    return int(parts[1]) if len(parts) == 3 and parts[1].isdigit() else None


def read_queue(store: Store, settings: Settings) -> Queue:
    """The queue, with the next runs in the order in which they will start."""
    ahead, held = store.queue.entries(limit=settings.person_limit)
    moment = now()
    return Queue(
        length=len(ahead) + len(held),
        paused=store.runs.counts()[PAUSED],
        people=dict(Counter(row.person for row in (*ahead, *held)).most_common()),
        next=[
            Waiting(
                run=row.id,
                recipe=row.recipe_id,
                seed=row.seed,
                person=row.person,
                seconds=max(0.0, (moment - row.created).total_seconds()),
            )
            for row in ahead[:NEXT]
        ],
        held=len(held),
        limit=settings.person_limit,
    )


def read_slots(settings: Settings, servers: Sequence[Server], workers: Sequence[Worker]) -> Slots:
    """Slots of the servers on this machine, or of one started now if none is running."""
    host = platform.node()
    local = [server for server in servers if server.host == host]
    run_ids = {run for server in local for run in server.workers}
    used = [worker for worker in workers if worker.run in run_ids]
    total = sum(server.slots for server in local) or settings.slots
    on_cluster = {server.executor for server in local} == {"ray"}  # not this machine's memory
    pids = [worker.pid for worker in used if worker.pid]
    free = free_slots(total, len(used), pids, total if on_cluster else None)
    outside = sum(
        worker.host == host and worker.run not in run_ids and not worker.lost for worker in workers
    )
    return Slots(total=total, used=len(used), free=free, outside=outside)
