"""Home's grid as one light component: every dataset by every family, and what was pressed in it.

Sixty cells made of Streamlit elements would take a second to draw and flicker at every refresh.
Here Python describes the contents in words, and the browser redraws only the rows that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.analysis.board import Cell, board
from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES
from core.datasets import DATASETS
from core.datasets.places import megabytes
from core.datasets.status import status
from core.durations import rounded
from core.i18n import gettext, language
from core.runs.index import RunRow
from core.runs.run import ACTIVE
from core.settings import Settings
from pages.components.frame import wording
from pages.components.home.hero import SHARED
from pages.components.home.row import Facts, row_words
from pages.components.home.verdicts import RowVerdict, row_verdicts
from pages.components.live.baselines import baselines
from pages.components.live.component import component, rerun_only
from pages.components.live.expected import pacemaker
from pages.components.live.manager import run_index, run_manager
from pages.components.live.serving import CHANGES_PATH, under_base
from pages.components.live.shared import shared

# What can be learnt first, in teaching order; what needs a download later; noise last.
ROWS = (
    *("probe-motif", "probe-order", "probe-last", "probe-place"),
    *("digits", "topics", "breast-cancer", "series"),
    *("imdb", "imdb-raw", "reuters", "mnist", "jena"),
    "noise",
)

_HTML = '<div class="grid"></div>'


def show_grid(data: Mapping[str, Any], *, key: str) -> dict[str, Any] | None:
    """Draw the grid, or update it.

    Returns:
        The action just clicked, as ``grid_words`` describes it under ``act``; else None.
    """
    return component(__file__, _HTML, shares=SHARED)(
        key=key, data=data, on_act_change=rerun_only
    ).act


def read_grid(lacking: Mapping[str, str]) -> dict[str, Any]:
    """Describe the grid as it is now; the description is shared by all sessions.

    Args:
        lacking: ``needs()``.

    Raises:
        RecipeLabError: The settings or the store cannot be used.
    """
    version, rows = run_index().read()
    ready = frozenset(name for name, lacks in lacking.items() if not lacks)
    verdicts = row_verdicts().read(version, ready, lambda: _board(version))
    updates = {"version": version, "idle": not any_active(rows), "url": under_base(CHANGES_PATH)}
    words = _words(version, tuple(lacking.items()), tuple(verdicts.items()), language())
    return words | {"updates": updates}


def needs() -> dict[str, str]:
    """Dataset → what it needs before anything can train on it, or ""."""
    settings = run_manager().settings
    return {name: _need(name, settings) for name in ROWS}


def _need(dataset: str, settings: Settings) -> str:
    current = status(dataset, settings)
    if current.state == "missing":
        return gettext("Needs a download of {size} first.", size=megabytes(current.size))
    if current.state == "refused":
        return gettext(
            "The file {file} cannot be used.", file=current.path.name if current.path else ""
        )
    return ""


def costs() -> dict[str, str]:
    """Dataset → how long a race takes on this machine: the work of its four families added up."""
    version, _ = run_index().read()
    cells = _board(version)
    return {name: _cost(cells[name].values()) for name in ROWS}


def _cost(cells: Iterable[Cell]) -> str:
    return rounded(sum(pacemaker().estimate(cell.recipe).run_seconds for cell in cells))


def any_active(rows: Iterable[RunRow]) -> bool:
    """Whether any run is queued or running."""
    return any(row.status in ACTIVE and row.deleted is None for row in rows)


@shared(max_entries=2)
def _board(version: int) -> dict[str, dict[str, Cell]]:
    """The cells at one version of the store, shared by their descriptions and the verdicts."""
    return board(run_index().rows())


@shared(max_entries=4)
def _words(
    version: int,
    lacking: tuple[tuple[str, str], ...],
    verdicts: tuple[tuple[str, RowVerdict], ...],
    language: str,
) -> dict[str, Any]:
    """Describe the grid at one version of the store; the arguments are the cache's key."""
    return grid_words(_board(version), dict(lacking), dict(verdicts))


def grid_words(
    cells: Mapping[str, Mapping[str, Cell]],
    lacking: Mapping[str, str],
    verdicts: Mapping[str, RowVerdict],
) -> dict[str, Any]:
    """Describe the grid for grid.js.

    Args:
        cells: Dataset → family → cell.
        lacking: Dataset → what it needs before anything can train on it, or "".
        verdicts: Dataset → which family is best, where that was judged.
    """
    rows = []
    for name in ROWS:
        row = cells[name]
        rivals = baselines().read(next(iter(row.values())).recipe)
        facts = Facts(lacking[name], _cost(row.values()), rivals)
        rows.append(row_words(name, row, facts, verdicts.get(name)))
    return {
        "base": under_base(""),
        "title": gettext("All {count} datasets", count=len(DATASETS)),
        "metric": gettext("test accuracy, mean over the seeds"),
        "legend": {
            "bar": gettext("from guessing to perfect"),
            "tick": gettext("a linear model"),
            "star": gettext("published: = reproduced, ↑ ours is higher, ↓ lower"),
            "own": gettext("run here"),
            "best": gettext("best"),
            "level": gettext("perhaps as good"),
            "unknown": gettext("too few seeds to say"),
            "note": gettext(
                "± is half the range over the seeds. Weather: mean error a day ahead, lower is "
                "better; an empty bar is no better than saying “no change”."
            ),
        },
        "reveal": gettext("Show results of the stories"),
        "covered": gettext("Guess or race first"),
        "order": gettext("Order"),
        "families": [_family(name) for name in FAMILIES],
        "rows": rows,
    }


def _family(name: str) -> dict[str, str]:
    style = FAMILY_STYLES[name]
    return {
        "title": wording.family_title(name),
        "about": gettext(FAMILIES[name].about),
        "mark": style.character,
        "word": style.word,
    }
