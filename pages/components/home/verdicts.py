"""Which family is best in each of Home's rows, computed once for all sessions."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.analysis.board import Cell
from core.analysis.groups import completed
from core.analysis.judgement import judge_together, recorded_scores
from core.analysis.standing import Standing, standing
from core.i18n import gettext, language
from core.verdict.ranking import Ranking, not_judged
from core.verdict.verdict import MATTERS
from pages.components.frame import wording
from pages.components.live.judgement import score_cache
from pages.components.live.shared import shared

# Home must not wait: rows not judged within this time are judged at the next refresh.
BUDGET_SECONDS = 0.15
Board = Mapping[str, Mapping[str, Cell]]


@dataclass(frozen=True)
class RowVerdict:
    """The verdict on the families of one dataset.

    Attributes:
        ranking: The ranking of the family that is ahead.
        standing: Where each family stands.
        recorded: Whether it is about reference runs, because people have too few runs of their own.
        unjudged: Families whose results cannot be judged together with the others.
    """

    ranking: Ranking
    standing: Standing
    recorded: bool
    unjudged: tuple[str, ...] = ()

    def words(self) -> str:
        """The verdict in one or two sentences."""
        text = self.ranking.sentence()
        if not (self.ranking.beats or self.ranking.leads or self.ranking.equals):
            text = gettext("No clear winner yet.")  # Compare has room to name them all
        if self.recorded:
            text = gettext("Reference runs: {verdict}", verdict=text)
        titles = [wording.family_title(family) for family in self.unjudged]
        return f"{text} {not_judged(titles)}".rstrip()


class RowVerdicts:
    """Caches verdicts; judges a row again only when it has a new result.

    Attributes:
        complete: Whether the last ``read`` had time to judge every row on all its results.
    """

    def __init__(self) -> None:
        self.complete = False
        self._lock = threading.Lock()
        self._version = -1
        self._ready: frozenset[str] = frozenset()
        self._cached: dict[str, tuple[object, RowVerdict | None]] = {}

    def read(
        self, version: int, ready: frozenset[str], board: Callable[[], Board]
    ) -> dict[str, RowVerdict]:
        """Return dataset → verdict, for the datasets that have one.

        Args:
            version: Version of the store.
            ready: Datasets whose data is available; judging people's own runs needs it.
            board: Returns dataset → family → cell; called only if something may be new.
        """
        with self._lock:
            if not self.complete or (version, ready) != (self._version, self._ready):
                self.complete = self._judge(board(), ready)
                self._version, self._ready = version, ready
            return {name: verdict for name, (_, verdict) in self._cached.items() if verdict}

    def _judge(self, cells: Board, ready: frozenset[str]) -> bool:
        """Judge the rows that changed; return whether there was time for all of them."""
        deadline, complete = time.monotonic() + BUDGET_SECONDS, True
        first = self._version < 0
        for dataset, row in cells.items():
            runs = _state(row)
            state = (runs, dataset in ready)
            if self._cached.get(dataset, (None,))[0] == state:
                continue
            # A new server draws the page first: judging people's own runs means reading files.
            if (first and runs) or time.monotonic() > deadline:
                complete = False
                continue
            self._cached[dataset] = (state, _judge(row))
        return complete


def _state(row: Mapping[str, Cell]) -> object:
    return tuple((run.id, run.changed) for cell in row.values() for run in completed(cell.runs))


def _judge(row: Mapping[str, Cell]) -> RowVerdict | None:
    """Judge people's own runs if two families have several seeds, else the reference runs."""
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
        judgement = judge_together({name: it for name, it in groups.items() if it}, matters)
        if sum(scores.seeds > 1 for scores in judgement.scores.values()) > 1:
            unjudged = tuple(name for name in groups if name not in judgement.scores)
            where = standing(judgement)
            return RowVerdict(judgement.ranking, where, groups is shipped, unjudged)
    return None


def row_verdicts() -> RowVerdicts:
    """The server's verdicts, in this session's language."""
    return _row_verdicts(language())


@shared
def _row_verdicts(language: str) -> RowVerdicts:
    return RowVerdicts()  # their rankings name the families
