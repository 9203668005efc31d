"""A run as pages and browsers follow it, prepared once for all sessions that show it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.i18n import in_language, language
from core.lru import LRUCache
from core.runs.index import RunRow
from core.runs.queue.manager import RunManager
from core.runs.run import OPEN, QUEUED, RUNNING, Run
from pages.components.live.manager import run_manager
from pages.components.live.run_index import run_index
from pages.components.live.runs import LiveRuns, SeenRun, live_runs
from pages.components.live.serials import Charts, Serials, next_serials
from pages.components.live.shared import shared
from pages.components.run.curves import run_figures
from pages.components.run.progress import describe_queued, describe_running
from pages.components.run.seeds import group_of

MOST_CACHED = 64
PROGRESS = "progress"


@dataclass(frozen=True)
class RunView:
    """The run a session shows, and how.

    Attributes:
        run: The run's id.
        seeds: Whether the other seeds of its recipe are drawn behind it.
        theme: ``light`` or ``dark``.
        language: Code of the language of its words.
    """

    run: str
    seeds: bool
    theme: str
    language: str = field(default_factory=language)


@dataclass(frozen=True)
class RunScreen:
    """A run at one moment.

    Attributes:
        serial: Increases with every new screen.
        drawn: The run, then the other seeds of its recipe that have curves.
        members: All seeds of its recipe, if the view asks for them.
        charts: Quantity → plotly figure.
        born: See ``pages.components.live.serials``.
        words: ``progress`` → ``share``, from 0 to 1, and ``text``, while it is queued or running.
        state: Changes whenever anything but curves and words changed.
        open: How many of the members are active.
    """

    serial: int
    drawn: Sequence[SeenRun]
    members: Sequence[RunRow]
    charts: Charts
    born: Serials
    words: dict[str, dict[str, Any]]
    state: str
    open: int

    @property
    def seen(self) -> SeenRun:
        """The run itself."""
        return self.drawn[0]


class RunScreens:
    """Caches screens and renews one only when something on it changed.

    Args:
        reader: Reads runs and their curves.
        manager: Knows what a queued run is waiting for.
    """

    def __init__(self, reader: LiveRuns, manager: RunManager):
        self._reader, self._manager = reader, manager
        self._lock = threading.Lock()
        self._serials = itertools.count(1)
        self._cached: LRUCache[RunView, tuple[tuple, RunScreen]] = LRUCache(MOST_CACHED)

    def read(self, view: RunView) -> RunScreen:
        """Return the run as it is now; the same object as before if nothing on it changed.

        Raises:
            RequestError: No run has that id.
            StoreError: The store failed.
        """
        with self._lock, in_language(view.language):
            version = (run_index().read()[0], self._manager.warm, _short_of_memory(self._manager))
            cached_version, screen = self._cached.get(view, ((), None))
            if cached_version != version:
                screen = self._make(view, screen)
                self._cached[view] = (version, screen)
            return screen

    def _make(self, view: RunView, before: RunScreen | None) -> RunScreen:
        seen = self._reader.read(view.run)
        members = group_of(seen.run) if view.seeds else ()
        others = self._reader.read_rows([row for row in members if row.id != view.run])
        drawn = [seen, *(other for other in others if len(other.epochs))]
        if before and _draw_the_same(before.drawn, drawn):
            charts = before.charts
        else:
            charts = run_figures(seen.recipe, seen, drawn[1:], view.theme)
        words, state = self._words(seen), _state(seen.run, members)
        if before and (charts, words, state) == (before.charts, before.words, before.state):
            return before
        serial = next(self._serials)
        old = (before.charts, before.born) if before else ({}, {})
        statuses = [row.status for row in members] or [seen.run.status]
        return RunScreen(
            serial=serial,
            drawn=drawn,
            members=members,
            charts=charts,
            born=next_serials(charts, *old, serial),
            words=words,
            state=state,
            open=sum(status in OPEN for status in statuses),
        )

    def _words(self, seen: SeenRun) -> dict[str, dict[str, Any]]:
        if seen.run.status == QUEUED:
            share, text = 0.0, describe_queued(seen.run, self._manager)
        elif seen.run.status == RUNNING:
            share, text = describe_running(seen.run, seen)
        else:
            return {}
        return {PROGRESS: {"share": round(share, 4), "text": text}}


def _short_of_memory(manager: RunManager) -> frozenset[str]:
    return frozenset(manager.waiting_for_memory)


def _draw_the_same(before: Sequence[SeenRun], now: Sequence[SeenRun]) -> bool:
    """Whether both lists of runs give the same charts."""

    def relevant(run: Run) -> tuple:
        return run.id, run.epochs, run.test, run.scale, run.baselines

    return len(before) == len(now) and all(
        old.metrics is new.metrics and relevant(old.run) == relevant(new.run)
        for old, new in zip(before, now, strict=True)
    )


def _state(run: Run, members: Sequence[RunRow]) -> str:
    """A value that changes with whatever buttons, headings and sentences depend on."""
    facts = (run.stop_requested, run.pause_requested, run.deleted, run.name, run.epochs)
    return str(hash((run.status, *facts, *((row.id, row.status) for row in members))))


@shared
def run_screens() -> RunScreens:
    """The server's screens of runs."""
    return RunScreens(live_runs(), run_manager())
