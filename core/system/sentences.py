"""What a status means, in sentences: the command line prints them, the page System shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.durations import duration
from core.i18n import gettext, mark
from core.runs.store.leases import CLUSTER
from core.sizes import size
from core.system.status import Status
from core.system.workers import Waiting, Worker

PHASES = {
    "prepare": mark("loading the data"),
    "build": mark("building the model"),
    "first_epoch": mark("compiling"),
    "train": mark("training"),
    "evaluate": mark("testing"),
}
WARMTH = {
    "cold": mark("Its workers are cold: the first run waits until TensorFlow is loaded."),
    "warming": mark("Its workers are warming up: TensorFlow is being loaded, about ten seconds."),
    "warm": mark("Its workers are warm: a run begins within about a second."),
}
ON_CLUSTER = {
    "cold": mark("The way to its Ray cluster was lost; it is looked for again, and runs wait."),
    "warming": mark("Its Ray cluster has not answered yet; runs wait until it does."),
    "warm": mark("Its runs go to a Ray cluster, where each begins within some seconds."),
}
# Beyond these somebody should look.
LITTLE_MEMORY = 1_500_000_000
LITTLE_DISK = 2_000_000_000
MANY_FILES = 0.8
BUSY = 3.0  # programs a core


@dataclass(frozen=True)
class Line:
    """A sentence, and whether it deserves somebody's attention."""

    text: str
    attention: bool = False


def describe_servers(found: Status) -> Iterator[Line]:
    """Whether a dashboard runs here, and whether its workers are warm."""
    if not found.servers:
        text = gettext(
            "No dashboard runs on this home, so nothing that waits is begun; what follows is read "
            "from the store."
        )
        yield Line(text, found.queue.length > 0)
    for server in found.servers:
        text = gettext(
            "A dashboard runs on {host} (process {pid}).", host=server.host, pid=server.pid
        )
        cluster = server.executor == CLUSTER
        warmth = (ON_CLUSTER if cluster else WARMTH).get(server.warm, server.warm)
        yield Line(f"{text} {gettext(warmth)}", cluster and server.warm != "warm")
        if server.file_limit:
            used, limit = server.open_files, server.file_limit
            text = gettext(
                "Open files and connections: {used:,} of {limit:,}; a page takes about four.",
                used=used,
                limit=limit,
            )
            yield Line(text, used >= MANY_FILES * limit)


def describe_slots(found: Status) -> Iterator[Line]:
    """How many runs go at once, and why not more."""
    slots = found.slots
    values = {"used": slots.used, "total": slots.total, "free": slots.free}
    yield Line(gettext("{used} of {total} slots are taken; {free} are free.", **values))
    if slots.short:
        text = gettext(
            "Slots that stay empty because only {memory} of memory are available: {count}. Runs "
            "that wait begin when others have ended or other programs give some back.",
            count=slots.short,
            memory=size(found.memory.available),
        )
        yield Line(text, True)
    if slots.outside:
        text = gettext(
            "Runs on this machine outside the slots, as a terminal starts them: {count}.",
            count=slots.outside,
        )
        yield Line(text)


def describe_queue(found: Status) -> Iterator[Line]:
    """How many runs wait, whose, and which is next."""
    queue = found.queue
    if not queue.length:
        yield Line(gettext("Nothing waits."))
    else:
        people = ", ".join(
            gettext("{person}: {count:,}", person=name or gettext("nobody in particular"), count=n)
            for name, n in queue.people.items()
        )
        yield Line(
            gettext("Runs that wait: {count:,} ({people}).", count=queue.length, people=people)
        )
    if queue.held:
        text = gettext(
            "Of these, {count:,} wait for runs of their own person: at most {limit} of one person "
            "go at once.",
            count=queue.held,
            limit=queue.limit,
        )
        yield Line(text)
    short = sum(len(server.short) for server in found.servers)
    if short:
        text = gettext("Of these, {count:,} wait until there is memory for them.", count=short)
        yield Line(text, True)
    if queue.paused:
        yield Line(gettext("Runs that are paused: {count:,}.", count=queue.paused))


def describe_next(run: Waiting) -> str:
    """A run that waits, in one line."""
    return gettext(
        "{recipe}, seed {seed}{person}, waiting for {time}",
        recipe=run.recipe,
        seed=run.seed,
        person=_by(run.person),
        time=duration(max(1.0, run.seconds)),
    )


def describe_worker(worker: Worker) -> tuple[str, str, Line]:
    """A worker: its run, what it is at, and its process."""
    title = gettext(
        "{recipe}, seed {seed}{person}",
        recipe=worker.recipe,
        seed=worker.seed,
        person=_by(worker.person),
    )
    at = gettext(PHASES.get(worker.phase, mark("starting")))
    if worker.epoch and worker.phase in ("train", "first_epoch"):
        at = gettext(
            "{phase}, epoch {epoch:,} of {epochs:,}",
            phase=at,
            epoch=worker.epoch,
            epochs=worker.epochs,
        )
    at = gettext("{phase}, for {time}", phase=at, time=duration(max(1.0, worker.elapsed)))
    where = gettext("on {host}", host=worker.host)
    if worker.pid:
        where = gettext("process {pid} on {host}", pid=worker.pid, host=worker.host)
    if worker.memory:
        where = gettext("{where}, {memory} of memory", where=where, memory=size(worker.memory))
    if worker.lost:
        lost = gettext(
            "{where}, not heard for {time}: a dashboard that runs will mark it interrupted, with "
            "what it had",
            where=where,
            time=duration(worker.silent),
        )
        return title, at, Line(lost, True)
    heard = gettext(
        "{where}, heard {time} ago", where=where, time=duration(max(0.1, worker.silent))
    )
    return title, at, Line(heard, worker.quiet)


def describe_machine(found: Status) -> Iterator[Line]:
    """Memory, cores and disk."""
    memory = found.memory
    text = gettext(
        "{free} of {total} of memory are available.",
        free=size(memory.available),
        total=size(memory.total),
    )
    yield Line(text, memory.available < LITTLE_MEMORY)
    if found.load is None:
        yield Line(gettext("{cores} cores.", cores=found.cores))
    else:
        text = gettext(
            "{load:.1f} programs compete for {cores} cores, over the last minute.",
            cores=found.cores,
            load=found.load,
        )
        yield Line(text, found.load > BUSY * found.cores)
    if found.disk:
        text = gettext(
            "{free} of {total} are free on the disk of the home.",
            free=size(found.disk.free),
            total=size(found.disk.total),
        )
        yield Line(text, found.disk.free < LITTLE_DISK)


def describe_limits(found: Status) -> Iterator[Line]:
    """What a run may take."""
    minutes = found.limits.run_minutes
    if minutes:
        text = gettext(
            "A run is stopped after {minutes:,} minutes and keeps its checkpoint; Resume gives it "
            "as many again.",
            minutes=minutes,
        )
        yield Line(text)
    else:
        yield Line(gettext("A run may train for as long as it takes."))
    if any(server.executor == CLUSTER for server in found.servers):
        text = (
            gettext("A run that no machine of the cluster can hold is refused.")
            if found.limits.limits == "refuse"
            else gettext("A run that no machine of the cluster can hold is tried.")
        )
    elif found.limits.limits == "refuse":
        text = gettext("A run that this machine's memory or disk cannot hold is refused.")
    else:
        text = gettext(
            "A run that this machine's memory or disk cannot hold is warned of, and tried."
        )
    yield Line(text)
    if found.limits.person_limit:
        most = found.limits.person_limit
        yield Line(gettext("Runs of one person at once: at most {count:,}.", count=most))


def describe_settings(found: Status) -> Iterator[Line]:
    """Environment variables that look like settings and are none."""
    if found.unknown_settings:
        text = gettext(
            "Set in the environment, but not a setting, and ignored: {names}.",
            names=", ".join(found.unknown_settings),
        )
        yield Line(text, True)


def _by(person: str) -> str:
    return gettext(", by {person}", person=person) if person else ""
