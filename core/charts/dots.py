"""Test figures as points: by family, and against what they cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.analysis.metrics import frontier
from core.architectures import FAMILIES
from core.charts.arrays import encode
from core.charts.colours import shade_of, symbol_of
from core.charts.overlay import MUTED, NAMED_UP_TO
from core.charts.texts import escaped, shorter
from core.charts.themes import THEMES
from core.charts.ticks import log_ticks
from core.i18n import gettext, mark

SIZE = 13
# What a recipe can cost: the column of ``core.analysis.table``, and what an axis calls it.
COSTS: dict[str, tuple[str, str]] = {
    "seconds": ("seconds", mark("training time (seconds, logarithmic)")),
    "operations": ("training_operations", mark("operations of training (GFLOP, logarithmic)")),
    "memory": ("peak_memory", mark("peak memory (bytes, logarithmic)")),
    "parameters": ("parameters", mark("parameters of the model (logarithmic)")),
    "prediction": ("operations", mark("operations of a prediction (FLOP, logarithmic)")),
}
# An axis of figures reaches over at least this much: round a single one plotly would draw from one
# below to one above, where no share can be.
LEAST_REACH = 0.04


def plot_families(
    found: pd.DataFrame,
    shades: dict[str, int],
    axis: str,
    *,
    highlight: str = "",
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """A row a family: each recipe's test figure with its seeds' range and the published star.

    Args:
        found: ``core.analysis.table``'s rows.
        shades: Key → which recipe of its family it is.
        axis: What the figure is, on what.
    """
    looks = THEMES[theme]
    layout = looks.layout(axis, "") | {"uirevision": revision, "hovermode": "closest"}
    names = [_two_lines(gettext(family.title)) for family in FAMILIES.values()][::-1]
    ticks = {"tickvals": list(range(len(names))), "ticktext": names}
    layout["yaxis"] |= ticks | {"range": [-0.6, len(names) - 0.4], "fixedrange": True}
    layout["xaxis"] |= {"nticks": 5, "tickangle": 0}
    layout["showlegend"] = False
    heights = dict(zip(reversed(FAMILIES), range(len(names)), strict=True))
    rows = found[found["test"].notna() | found["published"].notna()]
    layout["xaxis"] |= _reach(rows[["test", "published"]].to_numpy(float))
    traces = []
    for row in rows.itertuples():
        alike = rows[rows["family"] == row.family]
        place = list(alike["key"]).index(row.key) - (len(alike) - 1) / 2
        height = heights[row.family] - place * min(0.22, 0.8 / len(alike))
        traces += _dot(row, height, shades, theme, highlight)
    return {"data": traces, "layout": layout}


def _dot(
    row: Any, height: float, shades: dict[str, int], theme: str, highlight: str
) -> list[dict[str, Any]]:
    colour = shade_of(row.family, shades.get(row.key, 0), theme)
    opacity = MUTED if highlight not in ("", row.key) else 1.0
    common = {"type": "scatter", "mode": "markers", "name": escaped(row.label), "opacity": opacity}
    common |= {"meta": row.key, "y": encode(np.array([height]))}
    common |= {"hovertemplate": "%{fullData.name}<br>%{x:.4f}<extra></extra>"}
    found = []
    if row.test == row.test:
        above, below = row.test_high - row.test, row.test - row.test_low
        symbol = symbol_of(row.family, shades.get(row.key, 0))
        bars = {"type": "data", "symmetric": False, "array": [above], "arrayminus": [below]}
        found.append(
            common
            | {
                "uid": f"{row.key} test",
                "x": encode(np.array([row.test])),
                "error_x": bars | {"color": colour, "thickness": 2, "width": 5},
                "marker": {"symbol": symbol, "size": SIZE, "color": colour},
            }
        )
    if row.published == row.published:
        published = gettext("{label}, published", label=row.label)
        star = {"symbol": "star-open", "size": SIZE, "color": colour}
        found.append(
            common
            | {
                "uid": f"{row.key} published",
                "name": escaped(published),
                "x": encode(np.array([row.published])),
                "marker": star | {"line": {"width": 2, "color": colour}},
            }
        )
    return found


def _reach(values: np.ndarray) -> dict[str, Any]:
    """What an axis of these values must have on it, whatever else it has."""
    there = values[np.isfinite(values)]
    if not len(there) or there.max() - there.min() >= LEAST_REACH:
        return {}
    middle = float(there.max() + there.min()) / 2
    include = [middle - LEAST_REACH / 2, middle + LEAST_REACH / 2]
    return {"autorangeoptions": {"include": include}}


def _two_lines(title: str) -> str:
    """A long title in two lines, broken where its words meet."""
    if len(title) < 14:
        return title
    for sign in (" ", "-"):
        first, found, rest = title.partition(sign)
        if found:
            return f"{first}{sign.strip()}<br>{rest}"
    return title


def plot_costs(
    found: pd.DataFrame,
    cost: str,
    shades: dict[str, int],
    *,
    metric: str,
    up: str,
    highlight: str = "",
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Test figures against a cost, with the line of what nothing else beats.

    Args:
        found: ``core.analysis.table``'s rows.
        cost: One of COSTS. Rows whose seconds do not compare (``timed``) are drawn hollow against
            seconds, and stay off the line.
    """
    looks = THEMES[theme]
    column, across = COSTS[cost]
    layout = looks.layout(gettext(across), up) | {"uirevision": revision, "hovermode": "closest"}
    layout["xaxis"] |= {"type": "log", "tickangle": 0}
    layout["showlegend"] = False
    rows = found[found["test"].notna() & (found[column] > 0)]
    fair = rows["timed"] if cost == "seconds" else pd.Series(True, index=rows.index)
    costs, values = rows[column].to_numpy(float), rows["test"].to_numpy(float)
    layout["yaxis"] |= _reach(values)
    if len(costs):  # room for the names
        low, high = np.log10(costs.min()), np.log10(costs.max())
        free = max(0.35, 0.25 * (high - low))
        layout["xaxis"] |= {"range": [low - free, high + free]}
        layout["xaxis"] |= log_ticks(10 ** (low - free), 10 ** (high + free))
    names = shorter(list(rows["label"]), 22) if len(rows) <= NAMED_UP_TO else [""] * len(rows)
    kept = frontier(np.where(fair.to_numpy(bool), costs, np.nan), values, metric)
    traces = []
    if len(kept) > 1:
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "uid": "frontier",
                "x": encode(costs[kept]),
                "y": encode(values[kept]),
                "line": {"color": looks.reference, "width": 2, "dash": "dot", "shape": "hv"},
                "name": gettext("nothing else is both cheaper and better"),
                "hoverinfo": "name",
            }
        )
    for row, is_fair, name in zip(rows.itertuples(), fair, names, strict=True):
        colour = shade_of(row.family, shades.get(row.key, 0), theme)
        symbol = symbol_of(row.family, 0) + ("" if is_fair else "-open")
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "uid": f"{row.key} cost",
                "meta": row.key,
                "name": escaped(row.label),
                "text": [escaped(name)],
                "textposition": "top center",
                "textfont": {"color": colour, "size": 12},
                "cliponaxis": False,
                "opacity": MUTED if highlight not in ("", row.key) else 1.0,
                "x": encode(np.array([getattr(row, column)])),
                "y": encode(np.array([row.test])),
                "marker": {"symbol": symbol, "size": SIZE, "color": colour},
                "hovertemplate": "%{fullData.name}<br>%{x:,.4~r} · %{y:.4f}<extra></extra>",
            }
        )
    return {"data": traces, "layout": layout}
