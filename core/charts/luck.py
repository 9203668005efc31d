"""Is it luck? The recipe's seeds, where one more of them would fall, and one's own runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.analysis.luck import Luck
from core.charts.colours import SLATE, see_through, shade_of, symbol_of
from core.charts.parts import ALONE, marker, points
from core.charts.themes import THEMES
from core.i18n import gettext

SIZE = 13
RECIPE, OWN = 2.0, 1.0
"""Heights of the two rows of marks; the axis ends at 0.3 and 2.7."""
LEAST_SPAN = 1.0
"""The axis shows at least so much on either side, in units of its values."""


def plot_luck(
    changed: Sequence[float],
    recipe: Sequence[float],
    chance: Luck | None,
    *,
    family: str,
    unit: str,
    least: float = LEAST_SPAN,
    theme: str = "light",
) -> dict[str, Any]:
    """Plot test figures on one axis, as hollow marks for the recipe and filled ones for a change.

    Args:
        changed: Test figures of the change, one per seed; empty before the first.
        recipe: Those of the unchanged recipe.
        chance: Where one more seed of the recipe would fall; None if unknown.
        family: The family whose colour and marker the change has.
        unit: What follows a number on the axis: ``%`` or the unit of a series.
        least: The axis shows at least so much around the middle, so that a tiny difference does
            not look large.
        theme: ``light`` or ``dark``.
    """
    palette = THEMES[theme]
    layout = palette.layout("", "", "luck", showlegend=False)
    layout["yaxis"] = {"visible": False, "range": [0.3, 2.7], "fixedrange": True}
    layout["xaxis"] |= {"nticks": 6, "ticksuffix": f" {unit}", "showticksuffix": "last"}
    layout["xaxis"] |= {
        "fixedrange": True,
        "showgrid": False,
        "range": _reach([*changed, *recipe, *((chance.low, chance.high) if chance else ())], least),
    }
    if chance:
        band = {"x0": chance.low, "x1": chance.high, "y0": 0.45, "y1": 2.55, "type": "rect"}
        fill = see_through(palette.neutral, 0.18)
        layout["shapes"] = [band | {"fillcolor": fill, "line": {"width": 0}, "layer": "below"}]
    rows = (
        ("recipe", gettext("recipe"), recipe, RECIPE, SLATE),
        ("own", gettext("yours"), changed, OWN, 0),
    )
    traces = [
        points(
            np.array(values, np.float64),
            np.full(len(values), height),
            marker(symbol_of(family, shade), SIZE, shade_of(family, shade, theme)),
            uid=uid,
            name=name,
            hovertemplate=f"%{{fullData.name}} %{{x:.2f}} {unit}{ALONE}",
        )
        for uid, name, values, height, shade in rows
    ]
    return {"data": traces, "layout": layout}


def _reach(values: Sequence[float], least: float) -> list[float]:
    """The ends of the axis; from 0 to 1 without a value."""
    if not values:
        return [0.0, 1.0]
    low, high = min(values), max(values)
    middle, half = (low + high) / 2, max((high - low) / 2 * 1.15, least)
    return [middle - half, middle + half]
