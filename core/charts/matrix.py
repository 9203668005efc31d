"""Confusion matrices as heatmaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.families import FAMILY_STYLES
from core.charts.parts import ALONE
from core.charts.texts import escaped, short
from core.charts.themes import THEMES, Theme
from core.i18n import gettext

MAX_WRITTEN = 12
"""With more classes than this, counts are shown on hover only."""
NAME_LENGTH = 18


def plot_confusion(
    matrix: np.ndarray,
    names: Sequence[str],
    *,
    family: str,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot a confusion matrix, coloured by the share of each true class.

    Args:
        matrix: (classes, classes) samples, or their mean over runs; a row per true class.
        names: Names of the classes.
        family: The family whose colour the squares have.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    support = matrix.sum(axis=1)
    shares = matrix / np.maximum(1, support)[:, None]
    hover = gettext(
        "true {true}, predicted {predicted}: {count} samples, {share} of {true}",
        true="%{y}",
        predicted="%{x}",
        count="%{text}",
        share="%{z:.1%}",
    )
    squares = {
        "text": [[_count(count) for count in row] for row in matrix.tolist()],
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, palette.background], [1, FAMILY_STYLES[family].colour(theme)]],
        "colorbar": _bar(palette, gettext("share of the true class"), ".0%", 3),
        "hovertemplate": f"{hover}{ALONE}",
    }
    return _figure(shares, squares, names, palette, revision)


def plot_difference(
    difference: np.ndarray,
    names: Sequence[str],
    *,
    ours: str,
    theirs: str,
    colours: tuple[str, str],
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot the difference of two confusion matrices, in points of each true class.

    Args:
        difference: (classes, classes) shares of the true class, the second's subtracted from the
            first's; NaN in the row of a class that does not occur.
        names: Names of the classes.
        ours: Name of the first.
        theirs: Name of the second.
        colours: The colours of squares that are larger in the first and in the second.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    points = 100 * difference
    most = float(np.nanmax(np.abs(points), initial=1.0))
    hover = gettext(
        "true {true}, predicted {predicted}: {ours} {points} points more often than {theirs}",
        true="%{y}",
        predicted="%{x}",
        points="%{z:+.1f}",
        ours=escaped(ours),
        theirs=escaped(theirs),
    )
    squares = {
        "uid": "difference",
        "text": [[_points(value) for value in row] for row in points.tolist()],
        "zmin": -most,
        "zmid": 0,
        "zmax": most,
        "colorscale": [[0, colours[1]], [0.5, palette.background], [1, colours[0]]],
        "colorbar": _bar(palette, gettext("points of the true class"), "+.3~g", 5),
        "hovertemplate": f"{hover}{ALONE}",
    }
    return _figure(points, squares, names, palette, revision)


def _points(value: float) -> str:
    """``"+3.2"``; "" for a difference that rounds to zero."""
    return f"{value:+.1f}" if abs(value) >= 0.05 else ""


def _count(count: float) -> str:
    """``"1,234"``, or ``"3.5"`` for a mean."""
    return f"{count:,.0f}" if float(count).is_integer() else f"{count:,.1f}"


def _figure(
    values: np.ndarray,
    squares: dict[str, Any],
    names: Sequence[str],
    palette: Theme,
    revision: str,
) -> dict[str, Any]:
    """A figure of (classes, classes) values as squares, with what is particular to them."""
    labels = [escaped(short(name, NAME_LENGTH)) for name in names]
    written = len(names) <= MAX_WRITTEN
    squares |= {
        "type": "heatmap",
        # plotly.js accepts an encoded matrix only together with its shape
        "z": encode(values.ravel()) | {"shape": f"{len(names)}, {len(names)}"},
        "x": labels,
        "y": labels,
        "texttemplate": "%{text}" if written else "",
        "xgap": 1,
        "ygap": 1,
    }
    layout = palette.layout(gettext("predicted class"), gettext("true class"), revision)
    layout["plot_bgcolor"] = palette.grid
    for axis in ("xaxis", "yaxis"):
        layout[axis] |= {"type": "category", "showgrid": False, "ticks": "", "showline": False}
        layout[axis] |= {} if written else {"dtick": 1, "tickfont": {"size": 10}}
        del layout[axis]["nticks"]
    level = len(labels) <= 2 or (max(map(len, labels)) <= 3 and written)
    layout["xaxis"] |= {"tickangle": 0 if level else -90}
    layout["yaxis"] |= {"autorange": "reversed"}
    return {"data": [squares], "layout": layout}


def _bar(palette: Theme, text: str, format: str, ticks: int) -> dict[str, Any]:
    title = {"text": text, "side": "right", "font": {"size": 13}}
    colours = {"tickcolor": palette.text, "outlinewidth": 0}
    return {"title": title, "tickformat": format, "thickness": 12, "nticks": ticks} | colours
