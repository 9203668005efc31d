"""Test results as points: by family, and against their cost."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd

from core.analysis.metrics import frontier
from core.architectures import FAMILIES
from core.charts.colours import shade_of, symbol_of
from core.charts.overlay import NAMED_UP_TO, identity
from core.charts.parts import ALONE, NAMED, curve, error_bars, marker, points
from core.charts.texts import escaped, shorter
from core.charts.themes import THEMES
from core.charts.ticks import log_ticks
from core.i18n import gettext, mark

SIZE = 13
# Costs of a recipe: the column of ``core.analysis.table`` and the axis title.
COSTS: dict[str, tuple[str, str]] = {
    "seconds": ("seconds", mark("training time (seconds, logarithmic)")),
    "operations": ("training_operations", mark("training operations (GFLOP, logarithmic)")),
    "memory": ("peak_memory", mark("peak memory (bytes, logarithmic)")),
    "parameters": ("parameters", mark("parameters (logarithmic)")),
    "prediction": ("operations", mark("operations per prediction (FLOP, logarithmic)")),
}
# Smallest range of an axis of results: around a single one plotly would draw from one below to one
# above, which no share can reach.
MIN_REACH = 0.04


def plot_families(
    table: pd.DataFrame,
    shades: dict[str, int],
    axis: str,
    *,
    highlight: str = "",
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot test results with a row per family: means, ranges over seeds and published stars.

    Args:
        table: A table of ``core.analysis.table``.
        shades: Key → the recipe's number within its family.
        axis: The title of the horizontal axis: the metric and what it is measured on.
        highlight: Key of the one row to emphasise; "" for none.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    layout = THEMES[theme].layout(axis, "", revision, showlegend=False)
    titles = [gettext(family.title) for family in reversed(FAMILIES.values())]
    names = ["<br>".join(wrap(title, 13, break_long_words=False)) for title in titles]
    ticks = {"tickvals": list(range(len(names))), "ticktext": names}
    layout["yaxis"] |= ticks | {"range": [-0.6, len(names) - 0.4], "fixedrange": True}
    layout["xaxis"] |= {"nticks": 5, "tickangle": 0}
    heights = dict(zip(reversed(FAMILIES), range(len(names)), strict=True))
    rows = table[table["test"].notna() | table["published"].notna()]
    layout["xaxis"] |= _reach(rows[["test", "published"]].to_numpy(float))
    traces = []
    for row in rows.itertuples():
        same_family = rows[rows["family"] == row.family]
        offset = list(same_family["key"]).index(row.key) - (len(same_family) - 1) / 2
        height = heights[row.family] - offset * min(0.22, 0.8 / len(same_family))
        traces += _dot(row, height, shades, theme, highlight)
    return {"data": traces, "layout": layout}


def _dot(
    row: Any, height: float, shades: dict[str, int], theme: str, highlight: str
) -> list[dict[str, Any]]:
    shade = shades.get(row.key, 0)
    colour, symbol = shade_of(row.family, shade, theme), symbol_of(row.family, shade)
    hover = {"hovertemplate": f"{NAMED}%{{x:.4f}}{ALONE}"}
    traces = []
    if row.test == row.test:
        dot = points(row.test, height, marker(symbol, SIZE, colour), **hover)
        dot |= identity(row.key, "test", row.label, highlight)
        seeds = error_bars(row.test, row.test_low, row.test_high, colour, thickness=2, width=5)
        traces.append(dot | {"error_x": seeds})
    if row.published == row.published:
        star = points(row.published, height, marker("star-open", SIZE, colour, colour), **hover)
        name = gettext("{label}, published", label=row.label)
        traces.append(star | identity(row.key, "published", name, highlight))
    return traces


def _reach(values: np.ndarray) -> dict[str, Any]:
    """plotly's settings that give an axis of these values at least ``MIN_REACH``."""
    finite = values[np.isfinite(values)]
    if not len(finite) or finite.max() - finite.min() >= MIN_REACH:
        return {}
    middle = float(finite.max() + finite.min()) / 2
    include = [middle - MIN_REACH / 2, middle + MIN_REACH / 2]
    return {"autorangeoptions": {"include": include}}


def plot_costs(
    table: pd.DataFrame,
    cost: str,
    shades: dict[str, int],
    *,
    metric: str,
    up: str,
    highlight: str = "",
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot test results against a cost, with the Pareto frontier as a line.

    Args:
        table: A table of ``core.analysis.table``.
        cost: One of COSTS. Against seconds, rows whose seconds are not comparable (not ``timed``)
            are hollow and stay off the line.
        shades: Key → the recipe's number within its family.
        metric: ``accuracy`` or ``mae``.
        up: The title of the vertical axis, with its unit.
        highlight: Key of the one point to emphasise; "" for none.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    column, across = COSTS[cost]
    layout = palette.layout(gettext(across), up, revision, showlegend=False)
    layout["xaxis"] |= {"type": "log", "tickangle": 0}
    rows = table[table["test"].notna() & (table[column] > 0)]
    comparable = rows["timed"] if cost == "seconds" else pd.Series(True, index=rows.index)
    costs, values = rows[column].to_numpy(float), rows["test"].to_numpy(float)
    layout["yaxis"] |= _reach(values)
    if len(costs):  # room for the names
        low, high = np.log10(costs.min()), np.log10(costs.max())
        free = max(0.35, 0.25 * (high - low))
        layout["xaxis"] |= {"range": [low - free, high + free]}
        layout["xaxis"] |= log_ticks(10 ** (low - free), 10 ** (high + free))
    names = shorter(list(rows["label"]), 22) if len(rows) <= NAMED_UP_TO else [""] * len(rows)
    best = frontier(np.where(comparable.to_numpy(bool), costs, np.nan), values, metric)
    traces = []
    if len(best) > 1:
        line = curve(costs[best], values[best], palette.reference, dash="dot", uid="frontier")
        line["line"]["shape"] = "hv"
        name = gettext("nothing else is both cheaper and better")
        traces.append(line | {"name": name, "hoverinfo": "name"})
    for row, is_comparable, name in zip(rows.itertuples(), comparable, names, strict=True):
        colour = shade_of(row.family, shades.get(row.key, 0), theme)
        symbol = symbol_of(row.family, 0) + ("" if is_comparable else "-open")
        dot = points(getattr(row, column), row.test, marker(symbol, SIZE, colour))
        dot |= identity(row.key, "cost", row.label, highlight) | {
            "mode": "markers+text",
            "text": [escaped(name)],
            "textposition": "top center",
            "textfont": {"color": colour, "size": 12},
            "cliponaxis": False,
            "hovertemplate": f"{NAMED}%{{x:,.4~r}} · %{{y:.4f}}{ALONE}",
        }
        traces.append(dot)
    return {"data": traces, "layout": layout}
