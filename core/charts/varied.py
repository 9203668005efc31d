"""A setting's values and what each gave: a mark per seed, the mean, and its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.charts.families import FAMILY_STYLES
from core.charts.parts import ALONE, band, curve, error_bars, marker, points
from core.charts.texts import escaped
from core.charts.themes import EMPTY, THEMES

SEED_SIZE, MEAN_SIZE = 7, 11


def plot_varied(
    values: Sequence[str],
    results: Sequence[Sequence[float]],
    margins: Sequence[float],
    *,
    family: str,
    across: str,
    up: str,
    percent: bool,
    usual: int | None = None,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot results over a setting's values, which are equally far apart.

    Args:
        values: The n values, as text.
        results: Of each value, a result per seed; may be empty.
        margins: Of each value, half the interval of the mean; NaN for none.
        family: The family whose colour and marker they have.
        across: The setting, which is the title of the horizontal axis.
        up: The title of the vertical axis, with its unit.
        percent: Whether results are shares, written in percent.
        usual: Index of the recipe's own value, which has a band behind it; None if not among them.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette, style = THEMES[theme], FAMILY_STYLES[family]
    colour = style.colour(theme)
    known = [index for index, seeds in enumerate(results) if len(seeds)]
    means = np.array([np.mean(results[index]) for index in known], np.float64)
    shown = "%{y:.1%}" if percent else "%{y:.4f}"
    places = np.array([index for index in known for _ in results[index]], np.float64)
    every = np.array([value for index in known for value in results[index]], np.float64)
    hollow = marker(f"{style.symbol}-open", SEED_SIZE, colour, colour, 1.5)
    traces = [
        curve(np.array(known, np.float64), means, colour, 2, uid="line", hoverinfo="skip"),
        points(places, every, hollow, uid="seeds", hovertemplate=f"{shown}{ALONE}"),
    ]
    for index, mean in zip(known, means, strict=True):
        mark = points(index, mean, marker(style.symbol, MEAN_SIZE, colour), uid=f"mean-{index}")
        if np.isfinite(margins[index]):
            ends = (mean - margins[index], mean + margins[index])
            mark["error_y"] = error_bars(mean, *ends, colour, thickness=2, width=6)
        traces.append(mark | {"hovertemplate": f"{shown}{ALONE}"})
    layout = palette.layout(across, up, revision, showlegend=False)
    layout["xaxis"] |= {
        "tickvals": list(range(len(values))),
        "ticktext": [escaped(value) for value in values],
        "range": [-0.5, len(values) - 0.5],
        "showgrid": False,
    }
    if percent:
        layout["yaxis"] |= {"tickformat": ".0%"}
    if usual is not None:
        layout["shapes"] = [band(usual - 0.4, usual + 0.4, palette.surface)]
    if not known:
        layout["yaxis"] |= EMPTY
    return {"data": traces, "layout": layout}
