"""Differences with their intervals, one per row: a settled one does not include zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.colours import shade_of
from core.charts.texts import escaped
from core.charts.themes import THEMES, Theme
from core.i18n import gettext

ROW_HEIGHT, AROUND = 56, 80
SIZE, NAME_SIZE = 12, 13


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One row.

    Attributes:
        key: Identifies it across updates.
        label: The two recipes; the second is subtracted from the first.
        value: The difference.
        low: Lower end of the interval.
        high: Upper end of the interval.
        family: Family of the better one; "" if neither is declared better.
        shade: The recipe's number within its family.
    """

    key: str
    label: str
    value: float
    low: float
    high: float
    family: str = ""
    shade: int = 0


def forest_height(rows: int) -> int:
    """Height in pixels of a forest plot with this many rows."""
    return AROUND + ROW_HEIGHT * rows


def plot_forest(
    rows: Sequence[Difference], matters: float, axis: str, *, theme: str = "light"
) -> dict[str, Any]:
    """Plot differences, the first row on top.

    Args:
        rows: The differences.
        matters: Smallest difference that matters: half the width of the band around zero.
        axis: The title of the axis, with its unit.
        theme: ``light`` or ``dark``.
    """
    palette = THEMES[theme]
    layout = palette.layout(axis, "") | {"uirevision": "forest", "hovermode": "closest"}
    heights = list(range(len(rows)))[::-1]
    layout["yaxis"] |= {"showticklabels": False, "ticks": "", "fixedrange": True}
    layout["yaxis"] |= {"range": [-0.5, len(rows) - 0.2], "showgrid": False}
    # labels go above their rows: on a phone there is no room next to them
    layout["annotations"] = [
        _name(row, height, palette) for row, height in zip(rows, heights, strict=True)
    ]
    layout["xaxis"] |= {"nticks": 7, "tickangle": 0, "tickformat": "~g"}
    layout["showlegend"] = False
    zero = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": 0, "x1": 0}
    band = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": -matters, "x1": matters}
    layout["shapes"] = [
        band | {"layer": "below", "line": {"width": 0}, "fillcolor": palette.grid},
        zero | {"layer": "below", "line": {"color": palette.text, "width": 1.5}},
    ]
    traces = [_row(row, height, theme) for row, height in zip(rows, heights, strict=True)]
    # zero and the band around it are always visible
    ends = encode(np.array([-matters, matters]))
    traces.append(
        {"type": "scatter", "mode": "markers", "uid": "matters", "opacity": 0, "x": ends}
        | {"y": encode(np.array([0, 0])), "hoverinfo": "skip"}
    )
    return {"data": traces, "layout": layout}


def _name(row: Difference, height: int, palette: Theme) -> dict[str, Any]:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": 6}
    place |= {"y": height, "yanchor": "bottom", "yshift": 8, "showarrow": False}
    return place | {"text": escaped(row.label), "font": {"color": palette.text, "size": NAME_SIZE}}


def _row(row: Difference, height: int, theme: str) -> dict[str, Any]:
    palette = THEMES[theme]
    colour = shade_of(row.family, row.shade, theme) if row.family else palette.reference
    ends = {"array": [row.high - row.value], "arrayminus": [row.value - row.low]}
    interval = gettext("{low:+.3g} to {high:+.3g}", low=row.low, high=row.high)
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": row.key,
        "name": escaped(row.label),
        "x": encode(np.array([row.value])),
        "y": encode(np.array([height])),
        "error_x": {"type": "data", "symmetric": False, "color": colour, **ends}
        | {"thickness": 3, "width": 7},
        "marker": {"color": colour, "size": SIZE, "line": {"color": colour, "width": 2}}
        | {"symbol": "circle" if row.family else "circle-open"},
        "hovertemplate": f"%{{fullData.name}}<br>%{{x:+.3g}} ({interval})<extra></extra>",
    }
