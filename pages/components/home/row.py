"""One row of Home's grid in words: a dataset, four results, who leads, and what can be pressed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analysis.board import Cell
from core.analysis.groups import Spread
from core.analysis.standing import Standing
from core.baselines.baselines import Baseline
from core.baselines.classes import LINEAR, MAJORITY
from core.baselines.series import PERSISTENCE
from core.charts import FAMILY_STYLES
from core.datasets import DATASETS
from core.i18n import gettext, mark, ngettext
from core.recipes import Recipe
from core.results.reproduced import HIGHER, LOWER, REPRODUCED, reproduced
from core.runs.run import FAILED, RUNNING
from core.stories import STORIES
from pages.components.frame import wording
from pages.components.live.pace import pace

SUBTITLES: Mapping[str, str] = {
    "numeric-binary": mark("numbers, {count} classes"),
    "text-binary": mark("text, {count} classes"),
    "text-multiclass": mark("text, {count} classes"),
    "image-multiclass": mark("pictures, {count} classes"),
    "series-regression": mark("series, a day ahead; error in °C"),
}
SIGNS: Mapping[str, str] = {REPRODUCED: "=", HIGHER: "↑", LOWER: "↓"}
BEST, LEVEL = "best", "level"


@dataclass(frozen=True)
class Facts:
    """What a row shows that is not from its runs.

    Attributes:
        lacking: What the dataset needs before anything can train on it, or "".
        cost: How long a race takes, in a few words.
        baselines: The dataset's baselines; empty until they are computed.
    """

    lacking: str
    cost: str
    baselines: Sequence[Baseline]


def row_words(
    dataset: str, cells: Mapping[str, Cell], facts: Facts, verdict: Any | None
) -> dict[str, Any]:
    """Describe a row for grid.js.

    Args:
        dataset: Its dataset.
        cells: Family → cell.
        facts: What else it shows.
        verdict: The row's ``RowVerdict``; None if it has none.
    """
    data = DATASETS[dataset]
    standing = verdict.standing if verdict else None
    subtitle = mark("no pattern at all") if dataset == "noise" else SUBTITLES[data.task]
    return {
        "name": dataset,
        "title": gettext(data.title),
        "subtitle": gettext(subtitle, count=data.classes),
        "story": dataset in STORIES,
        "raced": any(cell.runs for cell in cells.values()),
        "cells": [
            cell_words(cell, facts, _kind(family, standing, cells, verdict))
            for family, cell in cells.items()
        ],
        "order": _order(cells, standing, verdict, facts),
        "verdict": _verdict(cells, verdict),
        "actions": _actions(dataset, cells, facts),
    }


def _kind(
    family: str, standing: Standing | None, cells: Mapping[str, Cell], verdict: Any | None
) -> str:
    """How the verdict marks a cell: the best, one as good as far as anybody can say, or ""."""
    if standing is None or not standing.behind:
        return ""
    if (cells[family].mine is None) != verdict.recorded:
        return ""  # the verdict is about other runs than the cell shows
    if family == standing.first:
        return BEST
    return LEVEL if family in standing.alike else ""


def shown(cell: Cell) -> Spread | None:
    """The results a cell shows: people's own if there are any, else the reference runs'."""
    return cell.mine or cell.shipped


def cell_words(cell: Cell, facts: Facts, kind: str) -> dict[str, Any]:
    """Describe a cell for grid.js."""
    spread, scale = shown(cell), _scale(cell)
    words: dict[str, Any] = {
        "id": cell.recipe.id,
        "train": link("train", recipe=cell.recipe.id),
        "kind": kind,
        "state": _state(cell),
    }
    if spread is None:
        return words | {"figure": "–", "unit": "", "note": gettext("not run yet"), "label": ""}
    figure, unit, note = _figure(cell.recipe, spread, scale)
    own = cell.mine is not None
    return words | {
        "figure": figure,
        "unit": unit,
        "note": note,
        "own": own,
        "hollow": own and spread.count == 1,
        "bar": _bar(cell.recipe, spread.mean * (scale or 1), facts.baselines),
        "tick": _tick(cell.recipe, facts.baselines),
        "star": _star(cell, facts.baselines),
        "label": _label(cell, f"{figure} {unit}", spread, own),
    }


def _figure(recipe: Recipe, spread: Spread, scale: float | None) -> tuple[str, str, str]:
    """The mean, its unit, and how far the seeds are apart."""
    half = (spread.high - spread.low) / 2
    if recipe.metric == "mae":
        unit = gettext("°C") if scale else gettext("sd")
        figure, apart = f"{spread.mean * (scale or 1):.2f}", f"±{half * (scale or 1):.2f}"
    else:
        unit, figure, apart = "%", wording.percent(spread.mean), f"±{100 * half:.1f}"
    return figure, unit, apart if spread.count > 1 else gettext("1 seed")


def _scale(cell: Cell) -> float | None:
    """Degrees per standard deviation, which the reference runs of a series know."""
    return cell.recorded[0].get("scale") if cell.recorded else None


def _test(baselines: Iterable[Baseline], name: str, metric: str) -> float | None:
    return next((item.test[metric] for item in baselines if item.name == name), None)


def _bar(recipe: Recipe, value: float, baselines: Sequence[Baseline]) -> float | None:
    """From 0, as good as guessing (for a series: as saying "no change"), to 1, perfect.

    Args:
        recipe: The recipe.
        value: An accuracy, or an error in the baselines' unit.
        baselines: The dataset's baselines.
    """
    if recipe.metric == "mae":
        worst = _test(baselines, PERSISTENCE, "mae")
        return _within(1 - value / worst) if worst else None
    worst = _test(baselines, MAJORITY, "accuracy") or 0.0
    return _within((value - worst) / (1 - worst))


def _within(share: float) -> float:
    return round(min(max(share, 0.0), 1.0), 4) if math.isfinite(share) else 0.0


def _tick(recipe: Recipe, baselines: Sequence[Baseline]) -> float | None:
    linear = _test(baselines, LINEAR, "accuracy") if recipe.metric == "accuracy" else None
    return None if linear is None else _bar(recipe, linear, baselines)


def _star(cell: Cell, baselines: Sequence[Baseline]) -> dict[str, Any] | None:
    """Where the published figure is on the bar, and whether our runs reproduced it."""
    figure = cell.recipe.reference.test_accuracy
    if figure is None:
        return None
    result = reproduced(cell.recipe, {"runs": cell.recorded})
    return {
        "at": _bar(cell.recipe, figure, baselines),
        "sign": SIGNS.get(result.outcome, ""),
        "label": gettext(
            "Published: {figure} % ({outcome})",
            figure=wording.percent(figure),
            outcome=result.words(),
        ),
    }


def _label(cell: Cell, figure: str, spread: Spread, own: bool) -> str:
    values = {"recipe": cell.recipe.id, "figure": figure}
    if own:
        text = ngettext(
            "{recipe}: {figure}, run here with 1 seed",
            "{recipe}: {figure}, run here with {count} seeds",
            spread.count,
            **values,
        )
    else:
        text = ngettext(
            "{recipe}: {figure}, reference run of 1 seed",
            "{recipe}: {figure}, reference runs of {count} seeds",
            spread.count,
            **values,
        )
    return text


def _state(cell: Cell) -> dict[str, Any] | None:
    """The state of a cell: a run's progress, or that the newest one failed."""
    run = cell.active
    if run is None:
        if cell.newest is None or cell.newest.status != FAILED:
            return None
        return {"text": gettext("failed"), "goal": link("train", run=cell.newest.id)}
    share = pace(run, np.array([])).share if run.status == RUNNING else 0.0
    text = gettext("{share:.0f} %", share=100 * share) if share else gettext(run.status)
    return {"text": text, "share": round(share, 3), "goal": link("train", run=run.id)}


def _order(
    cells: Mapping[str, Cell], standing: Standing | None, verdict: Any | None, facts: Facts
) -> dict[str, Any]:
    """The families in order: places that are shared stand together."""
    if standing is None or not standing.behind:
        text = gettext("no clear winner") if standing else ""
        return {"text": text, "groups": [], "unknown": []}
    if _none_beats_no_change(cells, facts):
        return {"text": gettext("none beats “no change”"), "groups": [], "unknown": []}
    ahead = (standing.first, *standing.level, *standing.trailing)
    return {
        "text": "",
        "groups": [[_mark(name) for name in ahead], [_mark(name) for name in standing.behind]],
        "unknown": [_mark(name) for name in verdict.unjudged],
    }


def _none_beats_no_change(cells: Mapping[str, Cell], facts: Facts) -> bool:
    results = [cell for cell in cells.values() if shown(cell) and cell.recipe.metric == "mae"]
    bars = [
        _bar(cell.recipe, shown(cell).mean * (_scale(cell) or 1), facts.baselines)
        for cell in results
    ]
    return bool(results) and not any(bars)


def _mark(family: str) -> dict[str, str]:
    style = FAMILY_STYLES[family]
    return {"mark": style.character, "word": style.word, "title": wording.family_title(family)}


def _verdict(cells: Mapping[str, Cell], verdict: Any | None) -> dict[str, Any] | None:
    """The verdict as a sentence, and where Compare shows the same runs."""
    if verdict is None:
        return None
    name = "recorded" if verdict.recorded else "groups"
    ids = ",".join(
        cell.recipe.id if verdict.recorded else cell.recipe.key
        for cell in cells.values()
        if (cell.recorded if verdict.recorded else cell.runs)
    )
    return {"text": verdict.words()} | link("compare", **{name: ids})


def _actions(dataset: str, cells: Mapping[str, Cell], facts: Facts) -> list[dict[str, Any]]:
    title = gettext(DATASETS[dataset].title)
    active = [cell.recipe.key for cell in cells.values() if cell.active]
    if active:
        watch = {
            "text": gettext("Watch"),
            "note": "",
            "label": gettext("Watch the race on {dataset}", dataset=title),
        }
        return [watch | {"act": {"do": "watch", "groups": active}}]
    if facts.lacking:
        get = {
            "text": gettext("Get the data…"),
            "note": "",
            "label": gettext("Get the data of {dataset}", dataset=title),
            "why": facts.lacking,
        }
        return [get | {"act": {"do": "get", "dataset": dataset}}]
    race = {
        "text": gettext("Race"),
        "note": facts.cost,
        "label": gettext("Race all four families on {dataset}", dataset=title),
    }
    return [race | {"act": {"do": "race", "dataset": dataset}}]


def link(page: str, **query: str) -> dict[str, Any]:
    """A link: its URL for the browser, and the same as an action for the page."""
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    return {"href": f"/{page}?{pairs}", "act": {"do": "open", "page": page, "query": query}}
