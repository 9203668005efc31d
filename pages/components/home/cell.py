"""One cell of Home's grid in words: a recipe, what it gave, and what it is doing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analysis.board import Cell
from core.analysis.groups import Spread
from core.charts.sparkline import polyline
from core.i18n import gettext, mark
from core.recipes import Recipe
from core.results.reproduced import WORDS, reproduced
from core.runs.run import COMPLETED, FAILED, PAUSED, QUEUED, RUNNING
from core.runs.store import Store
from pages.components.frame import wording
from pages.components.home.sparklines import representative_curve
from pages.components.live.pace import pace
from pages.components.run.progress import PHASES

ENDED = {
    "stopped": mark("Newest run stopped after {done:,} of {epochs:,} epochs"),
    "interrupted": mark("Newest run interrupted after {done:,} of {epochs:,} epochs"),
}


@dataclass(frozen=True)
class Facts:
    """What cells depend on besides their runs.

    Attributes:
        store: Says why a run failed.
        lacking: Dataset → what it needs before it can be run, or "".
        warm: Whether a run begins within about a second.
    """

    store: Store
    lacking: Mapping[str, str]
    warm: bool


def cell_words(cell: Cell, drawn: dict[str, Any] | None, facts: Facts) -> dict[str, Any]:
    """What a cell shows.

    Args:
        drawn: Its small curves.
    """
    id, lacking = cell.recipe.id, facts.lacking[cell.recipe.dataset]
    return {
        "id": id,
        "train": _goal("train", recipe=id),
        "recipe": _goal("recipes", recipe=id) | {"text": gettext("Recipe")},
        "run": {
            "text": gettext("Run"),
            "label": gettext("Run {recipe}", recipe=id),
            "act": {"do": "run", "recipe": id},
            "disabled": bool(lacking),
            "why": lacking,
        },
        "spark": drawn,
        "empty": _empty(cell),
        "figures": _figures(cell),
        "state": _state(cell, facts),
    }


def _empty(cell: Cell) -> str:
    """What stands where a curve will be."""
    if cell.active:
        return gettext("Its curve begins with the first epoch")
    return gettext("No curve yet") if cell.runs else gettext("Not run yet")


def curves(
    cells: Iterable[Cell], histories: Mapping[str, Mapping[str, list[float]]]
) -> dict[str, dict[str, Any] | None]:
    """The small curves of a row's cells by family, all at one height scale."""
    found = {cell.recipe.family: (cell, _lines(cell, histories)) for cell in cells}
    values = [
        v for _, lines in found.values() for _, line, _ in lines for v in line if v is not None
    ]
    finite = [value for value in values if math.isfinite(value)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    return {
        family: _spark(cell.recipe, lines, low, high) for family, (cell, lines) in found.items()
    }


def _lines(
    cell: Cell, histories: Mapping[str, Mapping[str, list[float]]]
) -> list[tuple[str, list[float], bool]]:
    """Metric, values, and whether it is a recorded run's: one's own last, so in front."""
    lines = []
    if cell.recorded:
        lines.append((*representative_curve(cell.recipe, cell.recorded[0]["history"]), True))
    if cell.drawn and cell.drawn.id in histories:
        lines.append((*representative_curve(cell.recipe, histories[cell.drawn.id]), False))
    return [line for line in lines if len(line[1])]


def _spark(
    recipe: Recipe, lines: list[tuple[str, list[float], bool]], low: float, high: float
) -> dict[str, Any] | None:
    drawn = [
        {
            "points": polyline(values, low, high),
            "dashed": not name.startswith("val_"),
            "faint": recorded,
        }
        for name, values, recorded in lines
    ]
    if not drawn:
        return None
    name, values, recorded = lines[-1]
    said = {
        "metric": wording.metric_name(recipe),
        "first": _value(recipe, values[0]),
        "last": _value(recipe, values[-1]),
        "count": len(values),
    }
    if name.startswith("val_"):
        label = gettext("Validation {metric} from {first} to {last} in {count:,} epochs.", **said)
    else:
        label = gettext("Training {metric} from {first} to {last} in {count:,} epochs.", **said)
    whose = gettext("A recorded run.") if recorded else gettext("Your newest run.")
    return {"lines": drawn, "label": f"{label} {whose}"}


def _figures(cell: Cell) -> list[tuple[str | dict[str, str], ...]]:
    """Of each figure its label and parts of its value; what it is measured on, the row says."""
    recipe = cell.recipe
    rows = []
    if recipe.published:
        rows.append((gettext("published"), printed(recipe)))
    if cell.shipped:
        rows.append((gettext("recorded"), *spread_words(recipe, cell.shipped), *_holds(cell)))
    if cell.mine:
        rows.append((gettext("here"), *spread_words(recipe, cell.mine)))
    return rows


def _holds(cell: Cell) -> list[dict[str, str]]:
    """Whether the published figure holds: a word, and more of them under the pointer."""
    if not cell.recipe.published:
        return []
    found = reproduced(cell.recipe, {"runs": cell.recorded})
    name = "holds" if found.reason else "holds said"
    return [{"text": gettext(WORDS[found.outcome]), "title": found.words(), "class": name}]


def printed(recipe: Recipe) -> str:
    """The figure a source printed that says most; where it is no test figure, what it is."""
    reference = recipe.reference
    if reference.test_accuracy is not None:
        return wording.share(reference.test_accuracy)
    if reference.val_accuracy is not None:
        value = wording.share(reference.val_accuracy)
        return gettext("{value}, validation", value=value)
    if reference.val_loss is not None:
        value = wording.figure(reference.val_loss)
        return gettext("{value} sd, validation", value=value)
    return gettext("no figure")


def spread_words(recipe: Recipe, found: Spread) -> tuple[str, str]:
    """``(".8489 (.8474–.8504)", "3 seeds")``."""
    mean = _value(recipe, found.mean)
    if found.count == 1:
        return mean, gettext("1 seed")
    number = wording.figure if recipe.metric == "mae" else wording.share
    low, high = number(found.low), number(found.high)
    text = gettext("{mean} ({low}–{high})", mean=mean, low=low, high=high)
    return text, gettext("{count} seeds", count=found.count)


def _value(recipe: Recipe, value: float) -> str:
    if recipe.metric == "mae":
        return gettext("{value} sd", value=wording.figure(value))
    return wording.share(value)


def _state(cell: Cell, facts: Facts) -> dict[str, Any]:
    run = cell.active or cell.newest
    if run is None:
        return {"kind": "none", "text": ""}
    found: dict[str, Any] = {"kind": run.status, "goal": _goal("train", run=run.id)}
    if run.status == RUNNING:
        at = pace(run, np.array([]))
        if run.epochs_done or at.batch:
            text = gettext("Epoch {epoch:,} of {epochs:,}", epoch=at.epoch, epochs=at.epochs)
        else:
            text = gettext(PHASES.get(run.progress.get("phase", ""), mark("Starting a worker…")))
        return found | {"share": round(at.share, 3), "text": text}
    if run.status == QUEUED and not facts.warm:
        return found | {"share": 0.0, "text": gettext("Queued; TensorFlow is loading, about 10 s")}
    if run.status in (QUEUED, PAUSED):
        return found | {"share": 0.0, "text": gettext(wording.STATUSES[run.status]).capitalize()}
    if run.status == COMPLETED:
        return found | {"text": gettext("Newest run: seed {seed}", seed=run.seed)}
    if run.status == FAILED:
        return found | {"text": gettext("Failed: {reason}", reason=facts.store.get(run.id).error)}
    text = gettext(ENDED[run.status], done=run.epochs_done, epochs=run.epochs)
    return found | {"text": text}


def _goal(page: str, **query: str) -> dict[str, Any]:
    """A link: an address for the browser, and the same as something to do here."""
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    return {"href": f"/{page}?{pairs}", "act": {"do": "open", "page": page, "query": query}}
