"""Who stood where at equal cost: a row a recipe, the best on top."""

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
    found: Sequence[Standing],
    shades: Mapping[str, int],
    axis: str,
    *,
    hollow: bool,
    ranked: bool = True,
    highlight: str = "",
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """The validation metric with the seeds' range; faint where the budget was never spent.

    Args:
        found: In the order in which they stand, top down.
        shades: Key → which recipe of its family it is.
        axis: What the figure is.
        ranked: Whether they have numbers; not where they stand on different data.
        hollow: Whether those whose seconds do not compare are drawn hollow.
    """
    looks = THEMES[theme]
    layout = looks.layout(axis, "") | {"uirevision": revision, "hovermode": "closest"}
    names = shorter([one.label for one in found], NAME_LENGTH)
    ticks = [escaped(name) for name in names]
    if ranked:
        ticks = [
            gettext("{rank}. {name}", rank=rank, name=name) if one.value else name
            for rank, (one, name) in enumerate(zip(found, ticks, strict=True), start=1)
        ]
    layout["showlegend"] = False
    layout["yaxis"] |= {"tickvals": list(range(len(found))), "ticktext": ticks, "ticks": ""}
    layout["yaxis"] |= {"range": [len(found) - 0.4, -0.6], "fixedrange": True, "showline": False}
    layout["yaxis"] |= {"tickfont": {"size": 13 if len(found) <= MANY else 11}}
    del layout["yaxis"]["nticks"]
    layout["xaxis"] |= {"nticks": 5, "tickangle": 0}
    values = [one.value.mean if one.value else one.last for one in found]
    layout["xaxis"] |= {"range": _reach(found, values)}
    traces = []
    for at, (one, value) in enumerate(zip(found, values, strict=True)):
        colour = shade_of(one.family, shades.get(one.key, 0), theme)
        symbol = FAMILY_STYLES[one.family].symbol
        if one.value is None or (hollow and not one.timed):
            symbol += "-open"
        faint = one.value is None or highlight not in ("", one.key)
        trace = {
            "type": "scatter",
            "mode": "markers",
            "uid": f"{one.key} standing",
            "meta": one.key,
            "name": escaped(one.label),
            "x": encode(np.array([value])),
            "y": encode(np.array([float(at)])),
            "opacity": max(MUTED, 0.45) if faint else 1.0,
            "marker": {"symbol": symbol, "size": SIZE, "color": colour, "line": {"width": 2}},
            "hovertemplate": "%{fullData.name}<br>%{x:.4f}<extra></extra>",
        }
        if one.value and one.value.count > 1:
            bars = {"type": "data", "symmetric": False, "thickness": 2, "width": 5}
            trace["error_x"] = bars | {
                "color": colour,
                "array": [one.value.high - one.value.mean],
                "arrayminus": [one.value.mean - one.value.low],
            }
        traces.append(trace)
    return {"data": traces, "layout": layout}


def _reach(found: Sequence[Standing], values: Sequence[float]) -> list[float]:
    """From the lowest seed to the highest, with room at both ends."""
    every = [
        *values,
        *(end for one in found if one.value for end in (one.value.low, one.value.high)),
    ]
    low, high = np.nanmin([*every, np.inf]), np.nanmax([*every, -np.inf])
    if not low <= high:
        return [0.0, 1.0]
    free = 0.08 * max(high - low, LEAST_REACH) + max(0.0, LEAST_REACH - (high - low)) / 2
    return [float(low - free), float(high + free)]
