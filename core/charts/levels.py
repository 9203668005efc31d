"""Figures without a network as lines across a chart: what every curve has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.charts.texts import escaped
from core.charts.themes import Theme

NAME_SIZE = 12


@dataclass(frozen=True, kw_only=True)
class Level:
    """A test figure that lies across the whole chart.

    Attributes:
        name: Names it across updates.
        label: What stands at it, in a few words.
        value: Where it lies on the axis of the test figure.
        seen: Whether the axis must reach to it; a figure far from every curve presses them flat.
    """

    name: str
    label: str
    value: float
    seen: bool = True


def in_sight(levels: Sequence[Level], values: np.ndarray) -> list[Level]:
    """Those that must be seen, and those that the axis of these values reaches to anyway.

    plotly lets an axis reach to everything that is drawn over it.

    Args:
        values: What else is drawn; NaN where there is nothing.
    """
    there = values[np.isfinite(values)]
    low, high = (there.min(), there.max()) if len(there) else (np.inf, -np.inf)
    return [level for level in levels if level.seen or low <= level.value <= high]


def add_levels(
    figure: dict[str, Any],
    levels: Sequence[Level],
    looks: Theme,
    *,
    upright: bool = False,
    logarithmic: bool = False,
    at_end: int = 0,
) -> None:
    """Draw levels into a chart.

    Args:
        figure: Of ``core.charts``; gets dotted lines with their names.
        upright: The test figure lies along x.
        logarithmic: The axis of the test figure is.
        at_end: 1 for names at the far end of the lines.
    """
    layout = figure["layout"]
    value_axis, across = ("x", "y") if upright else ("y", "x")
    shapes, names = layout.setdefault("shapes", []), layout.setdefault("annotations", [])
    for level in levels:
        if logarithmic and level.value <= 0:
            continue
        ends = {f"{value_axis}0": level.value, f"{value_axis}1": level.value}
        shapes.append(
            {"type": "line", "layer": "below", f"{across}ref": "paper", f"{across}0": 0}
            | {f"{across}1": 1, **ends, "line": {"color": looks.reference, "width": 1.5}}
        )
        shapes[-1]["line"]["dash"] = "dot"
        place = float(np.log10(level.value)) if logarithmic else level.value
        names.append(
            {
                "text": escaped(level.label),
                f"{value_axis}": place,
                f"{across}ref": "paper",
                f"{across}": at_end,
                "xanchor": "right" if at_end else "left",
                "yanchor": "bottom",
                "xshift": -4 if at_end else 4,
                "showarrow": False,
                "textangle": -90 if upright else 0,
                "font": {"color": looks.reference, "size": NAME_SIZE},
            }
        )
