"""Of each of Home's rows, which family is best there: judged once for all who look."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from core.analysis.board import Cell
from core.analysis.groups import completed
from core.analysis.judgement import judge_together, recorded_scores
from core.i18n import gettext
from core.verdict.ranking import Ranking, not_judged
from core.verdict.verdict import MATTERS
from pages.components.frame import wording
from pages.components.live.judgement import score_cache

# Home may not wait: what is not judged by then is at the next look.
BUDGET_SECONDS = 0.15
Board = Mapping[str, Mapping[str, Cell]]


@dataclass(frozen=True)
class RowVerdict:
    """What may be said of the families on a dataset.

    Attributes:
        ranking: Of the family that is ahead.
        recorded: Whether the recorded runs were judged: people have too few of their own.
        unjudged: Families that have results, but none that can be judged beside the others.
    """

    ranking: Ranking
    recorded: bool
    unjudged: tuple[str, ...] = ()

    def words(self) -> str:
        """As a sentence, or two."""
        text = self.ranking.sentence()
        if not (self.ranking.beats or self.ranking.leads or self.ranking.equals):
            text = gettext("No clear winner yet.")  # Compare has the room to name them all
        if self.recorded:
            text = gettext("Recorded: {verdict}", verdict=text)
        return f"{text} {not_judged(self.unjudged)}".rstrip()


class RowVerdicts:
    """Judges a row again only where it has a new result.

    Attributes:
        whole: Whether all rows were judged on all there is when they were last looked at.
    """

    def __init__(self) -> None:
        self.whole = False
        self._lock = threading.Lock()
        self._version = -1
        self._ready: frozenset[str] = frozenset()
        self._known: dict[str, tuple[object, RowVerdict | None]] = {}

    def read(
        self, version: int, ready: frozenset[str], board: Callable[[], Board]
    ) -> dict[str, RowVerdict]:
        """Dataset → its verdict, where there is one.

        Args:
            version: The store's.
            ready: Datasets that are here: people's own runs are judged against them.
            board: Gives its dataset → family → cell; asked only where something may be new.
        """
        with self._lock:
            if not self.whole or (version, ready) != (self._version, self._ready):
                self.whole = self._judge(board(), ready)
                self._version, self._ready = version, ready
            return {name: verdict for name, (_, verdict) in self._known.items() if verdict}

    def _judge(self, cells: Board, ready: frozenset[str]) -> bool:
        """Judge what is new; returns whether there was time for all of it."""
        until, whole = time.monotonic() + BUDGET_SECONDS, True
        first = self._version < 0
        for dataset, row in cells.items():
            runs = _state(row)
            now = (runs, dataset in ready)
            if self._known.get(dataset, (None,))[0] == now:
                continue
            # the first look at a server draws the page first: people's own runs are files to read
            if (first and runs) or time.monotonic() > until:
                whole = False
                continue
            self._known[dataset] = (now, _judge(row))
        return whole


def _state(row: Mapping[str, Cell]) -> object:
    return tuple((run.id, run.changed) for cell in row.values() for run in completed(cell.runs))


def _judge(row: Mapping[str, Cell]) -> RowVerdict | None:
    """Of people's own runs where two families have several seeds, else of the reference runs."""
    titles = {family: wording.family_title(family) for family in row}
    matters = MATTERS[next(iter(row.values())).recipe.task]
    own = {
        family: score_cache().scores(cell.recipe, cell.runs, titles[family])
        for family, cell in row.items()
        if completed(cell.runs)
    }
    shipped = {
        family: recorded_scores(cell.recorded, titles[family])
        for family, cell in row.items()
        if cell.recorded
    }
    for groups in (own, shipped):
        judged = judge_together({name: it for name, it in groups.items() if it}, matters)
        if sum(scores.seeds > 1 for scores in judged.scores.values()) > 1:
            left = [titles[name] for name in groups if name not in judged.scores]
            return RowVerdict(judged.ranking, groups is shipped, tuple(left))
    return None


@st.cache_resource(show_spinner=False)
def row_verdicts() -> RowVerdicts:
    """What all sessions of the server share."""
    return RowVerdicts()
