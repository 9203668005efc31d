"""The state of this installation, read by one function."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.machine import Disk, Memory, disk, load, memory
from core.runs.run import now, plain
from core.runs.store import Store
from core.runs.store.statistics import StoreState
from core.settings import PREFIX, Settings, unknown_names
from core.system.servers import Server, servers
from core.system.storage import Artifacts, Counts, count
from core.system.versions import Setting, settings_in_force, versions
from core.system.workers import (
    Queue,
    Slots,
    Worker,
    read_queue,
    read_slots,
    read_workers,
)


@dataclass(frozen=True)
class Limits:
    """Limits of a run; see Settings."""

    run_minutes: int
    limits: str
    person_limit: int


@dataclass(frozen=True, kw_only=True)
class Status:
    """Everything the page System shows, at one moment.

    Attributes:
        at: Time of the status, ISO 8601 in UTC.
        servers: Dashboards running on this home; empty if there is only the command line.
        load: Processes competing for a core, averaged over the last minute; None if unknown.
        disk: The home's disk; None if unknown.
        unknown_settings: Environment variables with our prefix that are not settings.
    """

    at: str
    host: str
    cores: int
    servers: Sequence[Server]
    slots: Slots
    queue: Queue
    workers: Sequence[Worker]
    memory: Memory
    load: float | None
    disk: Disk | None
    store: StoreState
    artifacts: Artifacts
    limits: Limits
    versions: Mapping[str, str]
    settings: Sequence[Setting]
    unknown_settings: Sequence[str]

    @property
    def warm(self) -> str:
        """The warmest state of the servers: ``warm``, ``warming`` or ``cold``; "" without any."""
        states = [server.warm for server in self.servers]
        return next((name for name in ("warm", "warming", "cold") if name in states), "")

    def as_dict(self) -> dict[str, Any]:
        """The status as values for strict JSON."""
        values = asdict(self) | {"warm": self.warm}
        values["slots"]["short"] = self.slots.short
        values["artifacts"]["bounded"] = self.artifacts.bounded
        for shown, worker in zip(values["workers"], self.workers, strict=True):
            shown |= {"quiet": worker.quiet, "lost": worker.lost}
        return plain(values)


def status(store: Store, settings: Settings, counts: Counts | None = None) -> Status:
    """Read the state of everything now.

    Args:
        store: The run store.
        settings: The installation's settings.
        counts: Recent counts to reuse; counted again if not given.

    Raises:
        StoreError: The store cannot be read or written.
    """
    counts = counts or count(store, settings)
    running = servers(settings)
    workers = read_workers(store, running)
    try:
        home_disk = disk(settings.home)
    except OSError:
        home_disk = None
    return Status(
        at=plain(now()),
        host=platform.node(),
        cores=os.cpu_count() or 1,
        servers=running,
        slots=read_slots(settings, running, workers),
        queue=read_queue(store, settings),
        workers=workers,
        memory=memory(),
        load=load(),
        disk=home_disk,
        store=store.statistics.read(counts.rows),
        artifacts=counts.artifacts,
        limits=Limits(settings.run_minutes, settings.limits, settings.person_limit),
        versions=versions(),
        settings=settings_in_force(settings),
        unknown_settings=[f"{PREFIX}{name}" for name in unknown_names()],
    )
