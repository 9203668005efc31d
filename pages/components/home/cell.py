"""One cell of Home's grid in words: a recipe, its results and its state."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from core.analysis.board import Cell
from core.analysis.groups import Spread
from core.charts.sparkline import polyline
from core.i18n import gettext, mark, ngettext
from core.recipes import Recipe
from core.results.reproduced import WORDS, reproduced
from core.runs.run import COMPLETED, FAILED, PAUSED, QUEUED, RUNNING
from pages.components.frame import wording
from pages.components.home.sparklines import representative_curve
from pages.components.live.manager import run_manager
from pages.components.live.pace import pace
from pages.components.run.progress import doing_words

ENDED = {
    "stopped": mark("Newest run stopped after {done:,} of {epochs:,} epochs"),
    "interrupted": mark("Newest run interrupted after {done:,} of {epochs:,} epochs"),
}


def cell_words(
    cell: Cell, spark: dict[str, Any] | None, lacking: str, warm: bool
) -> dict[str, Any]:
    """Describe a cell for grid.js.

    Args:
        spark: The cell's small curves, from ``curves``.
        lacking: What the dataset needs before anything can train on it, or "".
        warm: Whether workers are ready.
    """
    id = cell.recipe.id
    return {
        "id": id,
        "train": link("train", recipe=id),
        "recipe": link("recipes", recipe=id) | {"text": gettext("Recipe")},
        "run": {
            "text": gettext("Train"),
            "label": gettext("Train {recipe}", recipe=id),
            "act": {"do": "run", "recipe": id},
            "disabled": bool(lacking),
            "why": lacking,
        },
        "spark": spark,
        "empty": _empty(cell),
        "figures": _figures(cell),
        "state": _state(cell, warm),
    }


def _empty(cell: Cell) -> str:
    """The text shown in place of a curve."""
    if cell.active:
        return gettext("The curve starts with the first epoch")
    return gettext("No curve yet") if cell.runs else gettext("Not run yet")


def curves(
    cells: Iterable[Cell], histories: Mapping[str, Mapping[str, list[float]]]
) -> dict[str, dict[str, Any] | None]:
    """Family → small curves of its cell, all cells of a row on one scale."""
    by_family = {cell.recipe.family: (cell, _lines(cell, histories)) for cell in cells}
    values = [
        v for _, lines in by_family.values() for _, line, _ in lines for v in line if v is not None
    ]
    finite = [value for value in values if math.isfinite(value)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    return {
        family: _spark(cell.recipe, lines, low, high) for family, (cell, lines) in by_family.items()
    }


def _lines(
    cell: Cell, histories: Mapping[str, Mapping[str, list[float]]]
) -> list[tuple[str, list[float], bool]]:
    """Metric, values and whether the run is a reference run; people's own last, so in front."""
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
    numbers = {
        "metric": wording.metric_name(recipe),
        "first": wording.score(values[0], recipe.metric),
        "last": wording.score(values[-1], recipe.metric),
    }
    if name.startswith("val_"):
        label = ngettext(
            "Validation {metric} from {first} to {last} in {count:,} epoch.",
            "Validation {metric} from {first} to {last} in {count:,} epochs.",
            len(values),
            **numbers,
        )
    else:
        label = ngettext(
            "Training {metric} from {first} to {last} in {count:,} epoch.",
            "Training {metric} from {first} to {last} in {count:,} epochs.",
            len(values),
            **numbers,
        )
    source = gettext("Reference run.") if recorded else gettext("The newest run.")
    return {"lines": drawn, "label": f"{label} {source}"}


def _figures(cell: Cell) -> list[tuple[str | dict[str, str], ...]]:
    """Label and parts of the value of each figure; the row says what they are measured on."""
    recipe = cell.recipe
    rows = []
    if recipe.published:
        rows.append((gettext("published"), wording.published(recipe) or gettext("no figure")))
    if cell.shipped:
        rows.append((gettext("reference"), *spread_words(recipe, cell.shipped), *_reproduced(cell)))
    if cell.mine:
        rows.append((gettext("here"), *spread_words(recipe, cell.mine)))
    return rows


def _reproduced(cell: Cell) -> list[dict[str, str]]:
    """Whether the published figure was reproduced: one word, with the reason as a tooltip."""
    if not cell.recipe.published:
        return []
    result = reproduced(cell.recipe, {"runs": cell.recorded})
    name = "holds" if result.reason else "holds definite"
    return [{"text": gettext(WORDS[result.outcome]), "title": result.words(), "class": name}]


def spread_words(recipe: Recipe, spread: Spread) -> tuple[str, str]:
    """Mean, range and number of seeds: ``(".8489 (.8474–.8504)", "3 seeds")``."""
    mean = wording.score(spread.mean, recipe.metric)
    seeds = ngettext("1 seed", "{count} seeds", spread.count)
    if spread.count == 1:
        return mean, seeds
    low, high = (wording.number(value, recipe.metric) for value in (spread.low, spread.high))
    return gettext("{mean} ({low}–{high})", mean=mean, low=low, high=high), seeds


def _state(cell: Cell, warm: bool) -> dict[str, Any]:
    run = cell.active or cell.newest
    if run is None:
        return {"kind": "none", "text": ""}
    state: dict[str, Any] = {"kind": run.status, "goal": link("train", run=run.id)}
    if run.status == RUNNING:
        progress = pace(run, np.array([]))
        if run.epochs_done or progress.batch:
            text = gettext(
                "Epoch {epoch:,} of {epochs:,}", epoch=progress.epoch, epochs=progress.epochs
            )
        else:
            text = doing_words(run.progress.get("phase", ""))
        return state | {"share": round(progress.share, 3), "text": text}
    if run.status == QUEUED and not warm:
        return state | {"share": 0.0, "text": gettext("Queued; TensorFlow is loading, about 10 s")}
    if run.status in (QUEUED, PAUSED):
        text = wording.capitalized(gettext(run.status))
        return state | {"share": 0.0, "text": text}
    if run.status == COMPLETED:
        return state | {"text": gettext("Newest run: seed {seed}", seed=run.seed)}
    if run.status == FAILED:
        reason = run_manager().store.runs.get(run.id).error
        return state | {"text": gettext("Failed: {reason}", reason=reason)}
    text = gettext(ENDED[run.status], done=run.epochs_done, epochs=run.epochs)
    return state | {"text": text}


def link(page: str, **query: str) -> dict[str, Any]:
    """A link: its URL for the browser, and the same as an action for the page."""
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    return {"href": f"/{page}?{pairs}", "act": {"do": "open", "page": page, "query": query}}
