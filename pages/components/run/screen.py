"""A run as pages and browsers follow it, prepared once for all sessions that show it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.analysis.diagnoses import Diagnosis
from core.i18n import language
from core.runs.index import RunRow
from core.runs.run import ACTIVE, QUEUED, RUNNING, Run
from pages.components.live.diagnoses import diagnoses_of
from pages.components.live.manager import run_index, run_manager
from pages.components.live.runs import SeenRun, live_runs
from pages.components.live.screens import Screens
from pages.components.live.serials import Screen, next_serials
from pages.components.live.shared import shared
from pages.components.run.curves import Subject, curve_figures
from pages.components.run.luck import LUCK, luck_figure
from pages.components.run.progress import describe_queued, describe_running
from pages.components.run.seeds import group_of
from pages.components.run.unchanged import Unchanged, unchanged

PROGRESS = "progress"


@dataclass(frozen=True)
class RunView:
    """The run a session shows, and how.

    Attributes:
        run: The run's id.
        seeds: Whether the other seeds of its recipe and the unchanged recipe are drawn, too.
        theme: ``light`` or ``dark``.
        language: Code of the language of its words.
    """

    run: str
    seeds: bool
    theme: str
    language: str = field(default_factory=language)


@dataclass(frozen=True, kw_only=True)
class RunScreen(Screen):
    """A run at one moment.

    While it is queued or running, ``words`` has ``progress``: ``share``, from 0 to 1, and ``text``.

    Attributes:
        drawn: The run, then the other seeds of its recipe that have curves.
        members: All seeds of its recipe, if the view asks for them.
        unchanged: What it is compared with, likewise.
        diagnoses: What the run looks like, the most important first; empty before it has ended.
    """

    drawn: Sequence[SeenRun]
    members: Sequence[RunRow]
    unchanged: Unchanged
    diagnoses: Sequence[Diagnosis] = ()

    @property
    def seen(self) -> SeenRun:
        """The run itself."""
        return self.drawn[0]


def _make(view: RunView, before: RunScreen | None, new_serial: Callable[[], int]) -> RunScreen:
    reader = live_runs()
    seen = reader.read(view.run)
    members = group_of(seen.run) if view.seeds else ()
    base = unchanged(seen.recipe, seen.run) if view.seeds else Unchanged()
    same = base.entry is not None and base.entry.key == seen.run.recipe_key
    others = reader.read_rows([row for row in members if row.id != view.run and not same])
    drawn = [seen, *(other for other in others if len(other.epochs) or len(other.positions))]
    diagnoses = diagnoses_of(seen.run) or ()
    same_diagnoses = before is not None and before.diagnoses == diagnoses
    if before and same_diagnoses and _draw_the_same(before, drawn, base):
        charts = before.charts
    else:
        charts = _charts(view, drawn, base, diagnoses)
    rows = {row.id: row for row in (*members, *base.rows)}.values()
    words, state = _words(seen), _state(seen.run, rows)
    if before and (charts, words, state) == (before.charts, before.words, before.state):
        return before
    serial = new_serial()
    statuses = [row.status for row in rows] or [seen.run.status]
    return RunScreen(
        serial=serial,
        drawn=drawn,
        members=members,
        unchanged=base,
        diagnoses=diagnoses,
        charts=charts,
        serials=next_serials(charts, before, serial),
        words=words,
        state=state,
        active=sum(status in ACTIVE for status in statuses),
    )


def _charts(
    view: RunView, drawn: Sequence[SeenRun], base: Unchanged, diagnoses: Sequence[Diagnosis]
) -> dict[str, dict[str, Any]]:
    run, *seeds = (seen.entrant for seen in drawn)
    subject = Subject(
        recipe=run.recipe, run=run, seeds=seeds, unchanged=base.entrants, diagnoses=diagnoses
    )
    charts = curve_figures(subject, view.theme, view.run)
    return charts | ({LUCK: luck_figure([run, *seeds], base, view.theme)} if view.seeds else {})


def _words(seen: SeenRun) -> dict[str, dict[str, Any]]:
    if seen.run.status == QUEUED:
        share, text = 0.0, describe_queued(seen.run, run_manager())
    elif seen.run.status == RUNNING:
        share, text = describe_running(seen.run, seen)
    else:
        return {}
    return {PROGRESS: {"share": round(share, 4), "text": text}}


def _draw_the_same(before: RunScreen, drawn: Sequence[SeenRun], base: Unchanged) -> bool:
    """Whether these runs give the same charts as those before."""

    def relevant(run: Run) -> tuple:
        return run.id, run.epochs, run.test, run.scale, run.baselines

    old, new = (*before.drawn, *before.unchanged.runs), (*drawn, *base.runs)
    if len(old) != len(new) or len(before.unchanged.entrants) != len(base.entrants):
        return False
    return all(
        (one.metrics is other.metrics and one.points is other.points)
        and relevant(one.run) == relevant(other.run)
        for one, other in zip(old, new, strict=True)
    )


def _state(run: Run, rows: Collection[RunRow]) -> str:
    """A value that changes with whatever buttons, headings and sentences depend on."""
    facts = (run.stop_requested, run.pause_requested, run.deleted, run.name, run.epochs)
    return str(hash((run.status, *facts, *((row.id, row.status) for row in rows))))


@shared
def run_screens() -> Screens[RunView, RunScreen]:
    """The server's screens of runs."""
    index, manager = run_index(), run_manager()

    def version() -> tuple:
        return index.read()[0], manager.warm, frozenset(manager.waiting_for_memory)

    return Screens(version, _make)
