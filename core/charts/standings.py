"""Results at equal cost, with a row per recipe and the best on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.analysis.equal_cost import Standing
from core.charts.arrays import encode
from core.charts.colours import shade_of
from core.charts.dots import LEAST_REACH, SIZE
from core.charts.families import FAMILY_STYLES
from core.charts.overlay import MUTED
from core.charts.texts import escaped, shorter
from core.charts.themes import THEMES
from core.i18n import gettext

NAME_LENGTH = 26
MANY = 20


def plot_standings(
    standings: Sequence[Standing],
    shades: Mapping[str, int],
    axis: str,
    *,
    hollow: bool,
    ranked: bool = True,
    highlight: str = "",
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot the validation metric with the range over seeds; faint if the budget was not reached.

    Args:
        standings: The rows in order, top down.
        shades: Key → the recipe's number within its family.
        axis: The title of the horizontal axis.
        hollow: Whether to draw standings whose seconds are not comparable with hollow markers.
        ranked: Whether to number the rows; not for results on different data.
        highlight: Key of the one row to emphasise; "" for none.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    layout = palette.layout(axis, "") | {"uirevision": revision, "hovermode": "closest"}
    names = shorter([standing.label for standing in standings], NAME_LENGTH)
    ticks = [escaped(name) for name in names]
    if ranked:
        ticks = [
            gettext("{rank}. {name}", rank=rank, name=name) if standing.value else name
            for rank, (standing, name) in enumerate(zip(standings, ticks, strict=True), start=1)
        ]
    layout["showlegend"] = False
    layout["yaxis"] |= {"tickvals": list(range(len(standings))), "ticktext": ticks, "ticks": ""}
    layout["yaxis"] |= {
        "range": [len(standings) - 0.4, -0.6],
        "fixedrange": True,
        "showline": False,
    }
    layout["yaxis"] |= {"tickfont": {"size": 13 if len(standings) <= MANY else 11}}
    del layout["yaxis"]["nticks"]
    layout["xaxis"] |= {"nticks": 5, "tickangle": 0}
    values = [standing.value.mean if standing.value else standing.last for standing in standings]
    layout["xaxis"] |= {"range": _reach(standings, values)}
    traces = []
    for index, (standing, value) in enumerate(zip(standings, values, strict=True)):
        colour = shade_of(standing.family, shades.get(standing.key, 0), theme)
        symbol = FAMILY_STYLES[standing.family].symbol
        if standing.value is None or (hollow and not standing.timed):
            symbol += "-open"
        faint = standing.value is None or highlight not in ("", standing.key)
        trace = {
            "type": "scatter",
            "mode": "markers",
            "uid": f"{standing.key} standing",
            "meta": standing.key,
            "name": escaped(standing.label),
            "x": encode(np.array([value])),
            "y": encode(np.array([float(index)])),
            "opacity": max(MUTED, 0.45) if faint else 1.0,
            "marker": {"symbol": symbol, "size": SIZE, "color": colour, "line": {"width": 2}},
            "hovertemplate": "%{fullData.name}<br>%{x:.4f}<extra></extra>",
        }
        if standing.value and standing.value.count > 1:
            bars = {"type": "data", "symmetric": False, "thickness": 2, "width": 5}
            trace["error_x"] = bars | {
                "color": colour,
                "array": [standing.value.high - standing.value.mean],
                "arrayminus": [standing.value.mean - standing.value.low],
            }
        traces.append(trace)
    return {"data": traces, "layout": layout}


def _reach(standings: Sequence[Standing], values: Sequence[float]) -> list[float]:
    """The range of the axis: from the lowest seed to the highest, with room at both ends."""
    all_values = [
        *values,
        *(
            end
            for standing in standings
            if standing.value
            for end in (standing.value.low, standing.value.high)
        ),
    ]
    low, high = np.nanmin([*all_values, np.inf]), np.nanmax([*all_values, -np.inf])
    if not low <= high:
        return [0.0, 1.0]
    free = 0.08 * max(high - low, LEAST_REACH) + max(0.0, LEAST_REACH - (high - low)) / 2
    return [float(low - free), float(high + free)]
