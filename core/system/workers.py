"""Who executes runs now, how many more could begin, and who waits."""

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

NEXT = 5
# A worker says something every three seconds; this long without a word is worth a look.
QUIET_SECONDS = LEASE_SECONDS / 2


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A run that is executed now, as its lease and its process say.

    Attributes:
        pid: Its process; None where it is not known from here.
        silent: Seconds since it last gave a sign of life.
        memory: Bytes resident; None for a process of another machine, or none of its own.
        phase: One of ``core.training.recorder.PHASES``, or "" before the first.
        epoch: 1-based epoch it is in; 0 before the first.
        batch: Batches of that epoch that are done.
        elapsed: Seconds since it started.
        neighbours: The most runs that ran beside it.
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
        return self.silent > QUIET_SECONDS

    @property
    def lost(self) -> bool:
        """Its lease is late: a dashboard that sees it so twice marks the run as interrupted."""
        return self.silent > LEASE_SECONDS


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A run that waits, and for how many seconds since it was launched."""

    run: str
    recipe: str
    seed: int
    person: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits.

    Attributes:
        length: Runs that wait.
        paused: Runs that people paused.
        people: Person → how many of theirs wait, the most first.
        next: The first that will be taken, in order.
        held: Of those that wait, the runs that their person's limit keeps back.
        limit: How many runs of one person may run at once; 0 for any number.
    """

    length: int
    paused: int
    people: Mapping[str, int]
    next: Sequence[Waiting]
    held: int
    limit: int


@dataclass(frozen=True, kw_only=True)
class Slots:
    """How many runs this installation's servers on this machine execute, and could.

    Attributes:
        total: The most at once, by the settings.
        used: Runs they execute.
        free: Runs that could begin now.
        outside: Runs on this machine that take no slot: a command line's.
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
    """The runs that somebody holds, the oldest first."""
    table = tables.runs
    wanted = select(
        *(table.c[name] for name in ("id", "recipe_id", "family", "seed", "person", "host")),
        *(table.c[name] for name in ("executor", "holder", "lease_until", "progress")),
        *(table.c[name] for name in ("epochs", "epochs_done", "started", "neighbours")),
    )
    query = wanted.where(table.c.status == RUNNING).order_by(table.c.started)
    with store.reading() as connection:
        rows = store.readable("runs", connection.execute(query))
        moment = store.moment(connection)
    pids = {run: pid for server in servers for run, pid in server.workers.items()}
    return [_worker(row, pids.get(row.id) or None, moment) for row in rows]


def _worker(row: Any, pid: int | None, moment: datetime) -> Worker:
    progress = row.progress or {}
    if pid is None and row.executor == "command line":
        pid = _pid(row.holder)
    here = row.host == platform.node()
    # a lease goes by the store's clock, progress by the worker's own; a sign of life from the
    # future was given by a wrong clock, and is as old as it is far away
    ago = [(moment - row.lease_until).total_seconds() + LEASE_SECONDS] if row.lease_until else []
    if here and "updated" in progress:
        ago.append(now().timestamp() - float(progress["updated"]))
    begun = "epoch" in progress
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
        memory=resident(pid) if here and pid else None,
        phase=progress.get("phase", ""),
        epoch=min(int(progress["epoch"]) + 1, row.epochs) if begun else row.epochs_done,
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
    """What waits, in the order in which it is taken."""
    table = tables.runs
    columns = [table.c[name] for name in ("id", "recipe_id", "seed", "person", "created")]
    waiting = select(*columns).where(table.c.status == QUEUED, table.c.deleted.is_(None))
    running = select(table.c.person, func.count()).where(table.c.status == RUNNING)
    paused = select(func.count()).where(table.c.status == PAUSED, table.c.deleted.is_(None))
    with store.reading() as connection:
        found = connection.execute(waiting.order_by(table.c.created, table.c.id))
        rows = store.readable("runs", found)
        busy = dict(connection.execute(running.group_by(table.c.person)).all())
        resting = connection.execute(paused).scalar_one()
    order = turns([(row.id, row.person) for row in rows], busy, settings.person_limit)
    by_id = {row.id: row for row in rows}
    moment = now()
    return Queue(
        length=len(rows),
        paused=resting,
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
    """The slots of the servers on this machine; of one that would be started, if there is none."""
    here = platform.node()
    ours = [server for server in servers if server.host == here]
    held = {run for server in ours for run in server.workers}
    used = [worker for worker in workers if worker.run in held]
    total = sum(server.slots for server in ours) or settings.slots
    elsewhere = {server.executor for server in ours} == {"ray"}  # its memory is not this machine's
    pids = [worker.pid for worker in used if worker.pid]
    free = free_slots(total, len(used), pids, total if elsewhere else None)
    outside = sum(
        worker.host == here and worker.run not in held and not worker.lost for worker in workers
    )
    return Slots(total=total, used=len(used), free=free, outside=outside)
