"""Describes a status in sentences, for the command line and the page System."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.durations import duration
from core.i18n import gettext, mark, ngettext
from core.runs.run import describe_phase
from core.runs.store.leases import CLUSTER
from core.sizes import size
from core.system.status import Status
from core.system.workers import Waiting, Worker

WARMTH = {
    "cold": mark("Its workers are cold: the first run waits until TensorFlow is loaded."),
    "warming": mark("Its workers are warming up: loading TensorFlow takes about ten seconds."),
    "warm": mark("Its workers are warm: a run starts within about a second."),
}
ON_CLUSTER = {
    "cold": mark("It lost its Ray cluster and is reconnecting; runs wait until then."),
    "warming": mark("Its Ray cluster has not answered yet; runs wait until it does."),
    "warm": mark("Its runs train on a Ray cluster; each starts within a few seconds."),
}
# Thresholds beyond which a line needs attention.
LITTLE_MEMORY = 1_500_000_000
LITTLE_DISK = 2_000_000_000
MANY_FILES = 0.8
BUSY = 3.0  # programs per core


@dataclass(frozen=True)
class Line:
    """A sentence, and whether it needs attention."""

    text: str
    attention: bool = False


def describe_servers(status: Status) -> Iterator[Line]:
    """Which dashboards are running here, and whether their workers are warm."""
    if not status.servers:
        text = gettext(
            "No dashboard is running here, so queued runs will not start. The figures below are "
            "read from the store."
        )
        yield Line(text, status.queue.length > 0)
    for server in status.servers:
        text = gettext(
            "A dashboard is running on {host} (process {pid}).", host=server.host, pid=server.pid
        )
        cluster = server.executor == CLUSTER
        warmth = (ON_CLUSTER if cluster else WARMTH).get(server.warm, server.warm)
        yield Line(f"{text} {gettext(warmth)}", cluster and server.warm != "warm")
        if server.file_limit:
            used, limit = server.open_files, server.file_limit
            text = gettext(
                "Open files and connections: {used:,} of {limit:,}; each page takes about four.",
                used=used,
                limit=limit,
            )
            yield Line(text, used >= MANY_FILES * limit)


def describe_slots(status: Status) -> Iterator[Line]:
    """How many runs train at once, and why not more."""
    slots = status.slots
    values = {"used": slots.used, "total": slots.total, "free": slots.free}
    yield Line(gettext("{used} of {total} slots in use, {free} free.", **values))
    if slots.short:
        text = ngettext(
            "{count} slot stays empty because only {memory} of memory is available. Queued runs "
            "start when other runs or programs free some.",
            "{count} slots stay empty because only {memory} of memory is available. Queued runs "
            "start when other runs or programs free some.",
            slots.short,
            memory=size(status.memory.available),
        )
        yield Line(text, True)
    if slots.outside:
        text = ngettext(
            "{count} run on this machine was started in a terminal and takes no slot.",
            "{count} runs on this machine were started in a terminal and take no slot.",
            slots.outside,
        )
        yield Line(text)


def describe_queue(status: Status) -> Iterator[Line]:
    """How many runs are queued, whose they are, and what holds them back."""
    queue = status.queue
    if not queue.length:
        yield Line(gettext("The queue is empty."))
    else:
        people = ", ".join(
            gettext("{person}: {count:,}", person=name or gettext("no name"), count=count)
            for name, count in queue.people.items()
        )
        text = ngettext(
            "{count:,} run is queued ({people}).",
            "{count:,} runs are queued ({people}).",
            queue.length,
            people=people,
        )
        yield Line(text)
    if queue.held:
        text = ngettext(
            "{count:,} of these waits for another run of the same person: the limit is {limit} at "
            "once.",
            "{count:,} of these wait for other runs of the same person: the limit is {limit} at "
            "once.",
            queue.held,
            limit=queue.limit,
        )
        yield Line(text)
    short = sum(len(server.short) for server in status.servers)
    if short:
        text = ngettext(
            "{count:,} of these waits for memory.", "{count:,} of these wait for memory.", short
        )
        yield Line(text, True)
    if queue.paused:
        text = ngettext("{count:,} run is paused.", "{count:,} runs are paused.", queue.paused)
        yield Line(text)


def describe_next(run: Waiting) -> str:
    """A queued run, in one line."""
    return gettext(
        "{recipe}, seed {seed}{person}, queued for {time}",
        recipe=run.recipe,
        seed=run.seed,
        person=_by(run.person),
        time=duration(max(1.0, run.seconds)),
    )


def describe_worker(worker: Worker) -> tuple[str, str, Line]:
    """A worker in three parts: its run, what it is doing, and its process."""
    title = gettext(
        "{recipe}, seed {seed}{person}",
        recipe=worker.recipe,
        seed=worker.seed,
        person=_by(worker.person),
    )
    activity = describe_phase(worker.phase, trained=worker.epoch > 0)
    if worker.epoch and worker.phase in ("train", "first_epoch"):
        activity = gettext(
            "{phase}, epoch {epoch:,} of {epochs:,}",
            phase=activity,
            epoch=worker.epoch,
            epochs=worker.epochs,
        )
    activity = gettext(
        "{phase}, run started {time} ago", phase=activity, time=duration(max(1.0, worker.elapsed))
    )
    where = gettext("on {host}", host=worker.host)
    if worker.pid:
        where = gettext("process {pid} on {host}", pid=worker.pid, host=worker.host)
    if worker.memory:
        where = gettext("{where}, {memory} of memory", where=where, memory=size(worker.memory))
    if worker.lost:
        lost = gettext(
            "{where}, no sign of life for {time}: a running dashboard will mark it as interrupted "
            "and keep its epochs",
            where=where,
            time=duration(worker.silent),
        )
        return title, activity, Line(lost, True)
    text = gettext(
        "{where}, last update {time} ago", where=where, time=duration(max(0.1, worker.silent))
    )
    return title, activity, Line(text, worker.quiet)


def describe_machine(status: Status) -> Iterator[Line]:
    """Memory, cores and disk."""
    memory = status.memory
    text = gettext(
        "Memory: {free} of {total} available.",
        free=size(memory.available),
        total=size(memory.total),
    )
    yield Line(text, memory.available < LITTLE_MEMORY)
    if status.load is None:
        yield Line(gettext("{cores} cores.", cores=status.cores))
    elif status.load > BUSY * status.cores:
        text = gettext(
            "Busy: {load:.1f} programs compete for {cores} cores (average of the last minute).",
            cores=status.cores,
            load=status.load,
        )
        yield Line(text, True)
    else:
        text = gettext(
            "{cores} cores, load {load:.1f} (average of the last minute).",
            cores=status.cores,
            load=status.load,
        )
        yield Line(text)
    if status.disk:
        text = gettext(
            "Disk of the home folder: {free} of {total} free.",
            free=size(status.disk.free),
            total=size(status.disk.total),
        )
        yield Line(text, status.disk.free < LITTLE_DISK)


def describe_limits(status: Status) -> Iterator[Line]:
    """Limits on time, memory and the number of runs."""
    minutes = status.limits.run_minutes
    if minutes:
        text = gettext(
            "A run is stopped after {minutes:,} minutes; Resume continues it from its checkpoint "
            "for as long again.",
            minutes=minutes,
        )
        yield Line(text)
    else:
        yield Line(gettext("Training time is not limited."))
    if any(server.executor == CLUSTER for server in status.servers):
        text = (
            gettext("Runs too large for every machine of the cluster are refused.")
            if status.limits.limits == "refuse"
            else gettext("Runs too large for every machine of the cluster are tried anyway.")
        )
    elif status.limits.limits == "refuse":
        text = gettext("Runs too large for this machine's memory or disk are refused.")
    else:
        text = gettext(
            "Runs too large for this machine's memory or disk start anyway, after a warning."
        )
    yield Line(text)
    if status.limits.person_limit:
        yield Line(
            ngettext(
                "One person may train at most {count:,} run at once.",
                "One person may train at most {count:,} runs at once.",
                status.limits.person_limit,
            )
        )


def describe_settings(status: Status) -> Iterator[Line]:
    """Environment variables that look like settings but are not."""
    if status.unknown_settings:
        text = gettext(
            "Ignored, because no such setting exists: {names}.",
            names=", ".join(status.unknown_settings),
        )
        yield Line(text, True)


def _by(person: str) -> str:
    return gettext(", by {person}", person=person) if person else ""
