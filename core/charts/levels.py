"""Figures without a network as lines across a chart: what every curve has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.charts.arrays import encode
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
        seen: Whether the axis reaches to it; a figure far from every curve would press them flat.
    """

    name: str
    label: str
    value: float
    seen: bool = True


def add_levels(
    figure: dict[str, Any],
    levels: Sequence[Level],
    looks: Theme,
    *,
    at: float,
    upright: bool = False,
    logarithmic: bool = False,
) -> None:
    """Draw levels into a chart.

    Args:
        figure: Of ``core.charts``; gets dotted lines with their names, and a point that cannot be
            seen where the axis must reach to one.
        at: A place on the other axis that is in sight.
        upright: The test figure lies along x.
        logarithmic: The axis of the test figure is.
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
                f"{across}": 0,
                "xanchor": "left",
                "yanchor": "bottom",
                "xshift": 4,
                "showarrow": False,
                "textangle": -90 if upright else 0,
                "font": {"color": looks.reference, "size": NAME_SIZE},
            }
        )
        if level.seen:
            point = {value_axis: encode(np.array([level.value])), across: encode(np.array([at]))}
            figure["data"].append(
                {"type": "scatter", "mode": "markers", "uid": f"level {level.name}", **point}
                | {"opacity": 0, "hoverinfo": "skip", "showlegend": False}
            )
