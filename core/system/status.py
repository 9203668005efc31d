"""What goes on in this installation, from one function."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from core.machine import Disk, Memory, disk, load, memory
from core.runs.run import now, plain
from core.runs.store import Store
from core.settings import PREFIX, Settings, unknown_names
from core.system.servers import Server, servers
from core.system.storage import Artifacts, Counts, StoreState, count, read_store
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
    """What a run may take; see Settings."""

    run_minutes: int
    limits: str
    person_limit: int


@dataclass(frozen=True, kw_only=True)
class Status:
    """Everything the page System shows, as of one moment.

    Attributes:
        at: ISO 8601, UTC.
        servers: Dashboards that run on this home; none when only a command line looks.
        load: Processes that wanted a core, over the last minute; None where not known.
        disk: The home's; None where nothing can be said of it.
        unknown_settings: Variables that begin as ours do, and that nothing here reads.
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
        """The best of the servers: ``warm``, ``warming``, ``cold``; "" where none runs."""
        states = [server.warm for server in self.servers]
        return next((name for name in ("warm", "warming", "cold") if name in states), "")

    def as_dict(self) -> dict[str, Any]:
        """Ready for strict JSON."""
        return plain(_plain(self) | {"warm": self.warm})


def status(store: Store, settings: Settings, counts: Counts | None = None) -> Status:
    """Look at everything now.

    Args:
        counts: What was counted a moment ago; counted anew if not given.

    Raises:
        StoreError: The store cannot be read or written.
    """
    counts = counts or count(store, settings)
    running = servers(settings)
    workers = read_workers(store, running)
    try:
        room = disk(settings.home)
    except OSError:
        room = None
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
        disk=room,
        store=read_store(store, counts),
        artifacts=counts.artifacts,
        limits=Limits(settings.run_minutes, settings.limits, settings.person_limit),
        versions=versions(),
        settings=settings_in_force(settings),
        unknown_settings=[f"{PREFIX}{name}" for name in unknown_names()],
    )


def _plain(value: Any) -> Any:
    """``asdict``, with the properties that say something of their own."""
    if is_dataclass(value):
        found = {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
        for name in ("short", "quiet", "lost", "bounded"):
            if hasattr(value, name):
                found[name] = getattr(value, name)
        return found
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
