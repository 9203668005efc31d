"""The workers that execute runs now, free slots, and the queue."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.machine import resident
from core.runs.queue.slots import free_slots
from core.runs.run import PAUSED, QUEUED, RUNNING, now
from core.runs.store import Store, tables
from core.runs.store.leases import LEASE_SECONDS
from core.runs.store.turns import turns
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
    table = tables.runs
    columns = select(
        *(table.c[name] for name in ("id", "recipe_id", "family", "seed", "person", "host")),
        *(table.c[name] for name in ("executor", "holder", "lease_until", "progress")),
        *(table.c[name] for name in ("epochs", "epochs_done", "started", "neighbours")),
    )
    query = columns.where(table.c.status == RUNNING).order_by(table.c.started)
    with store.reading() as connection:
        rows = store.readable("runs", connection.execute(query))
        moment = store.moment(connection)
    pids = {run: pid for server in servers for run, pid in server.workers.items()}
    return [_worker(row, pids.get(row.id) or None, moment) for row in rows]


def _worker(row: Any, pid: int | None, moment: datetime) -> Worker:
    progress = row.progress or {}
    if pid is None and row.executor == "command line":
        pid = _pid(row.holder)
    local = row.host == platform.node()
    # The lease uses the store's clock, the progress the worker's own. A sign of life from the
    # future comes from a wrong clock and is considered as old as it is far away.
    ago = [(moment - row.lease_until).total_seconds() + LEASE_SECONDS] if row.lease_until else []
    if local and "updated" in progress:
        ago.append(now().timestamp() - float(progress["updated"]))
    has_epoch = "epoch" in progress
    return Worker(
        run=row.id,
        recipe=row.recipe_id,
        family=row.family,
        seed=row.seed,
        person=row.person,
        host=row.host,
        pid=pid,
        executor=row.executor,
        silent=min(map(abs, ago), default=0.0),
        memory=resident(pid) if local and pid else None,
        phase=progress.get("phase", ""),
        epoch=min(int(progress["epoch"]) + 1, row.epochs) if has_epoch else row.epochs_done,
        epochs=row.epochs,
        batch=int(progress.get("batch", 0)),
        batches=int(progress.get("batches", 0)),
        elapsed=max(0.0, (moment - row.started).total_seconds()) if row.started else 0.0,
        neighbours=row.neighbours,
    )


def _pid(holder: str) -> int | None:
    """The process in a holder's name; see ``core.runs.workers.execute.new_holder``."""
    parts = holder.rsplit("/", 2)
    return int(parts[1]) if len(parts) == 3 and parts[1].isdigit() else None


def read_queue(store: Store, settings: Settings) -> Queue:
    """The queue, with the next runs in the order in which they will start."""
    table = tables.runs
    columns = [table.c[name] for name in ("id", "recipe_id", "seed", "person", "created")]
    queued = select(*columns).where(table.c.status == QUEUED, table.c.deleted.is_(None))
    running = select(table.c.person, func.count()).where(table.c.status == RUNNING)
    resting = select(func.count()).where(table.c.status == PAUSED, table.c.deleted.is_(None))
    with store.reading() as connection:
        result = connection.execute(queued.order_by(table.c.created, table.c.id))
        rows = store.readable("runs", result)
        busy = dict(connection.execute(running.group_by(table.c.person)).all())
        paused = connection.execute(resting).scalar_one()
    order = turns([(row.id, row.person) for row in rows], busy, settings.person_limit)
    by_id = {row.id: row for row in rows}
    moment = now()
    return Queue(
        length=len(rows),
        paused=paused,
        people=dict(Counter(row.person for row in rows).most_common()),
        next=[_waiting(by_id[run], moment) for run in order[:NEXT]],
        held=len(rows) - len(order),
        limit=settings.person_limit,
    )


def _waiting(row: Any, moment: datetime) -> Waiting:
    return Waiting(
        run=row.id,
        recipe=row.recipe_id,
        seed=row.seed,
        person=row.person,
        seconds=max(0.0, (moment - row.created).total_seconds()),
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
