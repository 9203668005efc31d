"""Results at equal cost, with a row per recipe and the best on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.analysis.equal_cost import Standing
from core.charts.colours import shade_of
from core.charts.dots import MIN_REACH, SIZE
from core.charts.families import FAMILY_STYLES
from core.charts.overlay import identity
from core.charts.parts import ALONE, NAMED, error_bars, marker, points
from core.charts.texts import escaped, shorter
from core.charts.themes import THEMES
from core.i18n import gettext

NAME_LENGTH = 26
MANY = 20
FAINT = 0.45


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
    layout = THEMES[theme].layout(axis, "", revision, showlegend=False)
    names = shorter([standing.label for standing in standings], NAME_LENGTH)
    ticks = [escaped(name) for name in names]
    if ranked:
        ticks = [
            gettext("{rank}. {name}", rank=rank, name=name) if standing.value else name
            for rank, (standing, name) in enumerate(zip(standings, ticks, strict=True), start=1)
        ]
    layout["yaxis"] |= {
        "tickvals": list(range(len(standings))),
        "ticktext": ticks,
        "ticks": "",
        "range": [len(standings) - 0.4, -0.6],
        "fixedrange": True,
        "showline": False,
        "tickfont": {"size": 13 if len(standings) <= MANY else 11},
    }
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
        outlined = marker(symbol, SIZE, colour) | {"line": {"width": 2}}
        trace = points(value, index, outlined, hovertemplate=f"{NAMED}%{{x:.4f}}{ALONE}")
        trace |= identity(standing.key, "standing", standing.label, highlight)
        trace["opacity"] = FAINT if faint else 1.0
        if standing.value and standing.value.count > 1:
            seeds = standing.value
            trace["error_x"] = error_bars(
                seeds.mean, seeds.low, seeds.high, colour, thickness=2, width=5
            )
        traces.append(trace)
    return {"data": traces, "layout": layout}


def _reach(standings: Sequence[Standing], values: Sequence[float]) -> list[float]:
    """The range of the axis: from the lowest seed to the highest, with room at both ends."""
    reached = [standing.value for standing in standings if standing.value]
    ends = [*values, *(seeds.low for seeds in reached), *(seeds.high for seeds in reached)]
    low, high = np.nanmin([*ends, np.inf]), np.nanmax([*ends, -np.inf])
    if not low <= high:
        return [0.0, 1.0]
    free = 0.08 * max(high - low, MIN_REACH) + max(0.0, MIN_REACH - (high - low)) / 2
    return [float(low - free), float(high + free)]
