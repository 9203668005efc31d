"""A confusion matrix: which class was taken for which, as squares of ink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.families import FAMILY_STYLES
from core.charts.texts import escaped, short
from core.charts.themes import THEMES
from core.i18n import gettext

MOST_WRITTEN = 12
"""With more classes than this counts are told by hovering only."""
NAME_LENGTH = 18


def plot_confusion(
    matrix: np.ndarray,
    names: Sequence[str],
    *,
    family: str,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """The truth down, what it was taken for across; ink is the share of the true class.

    Args:
        matrix: (classes, classes) samples, or their mean over some runs; a row a true class.
        names: Of the classes.
        family: Whose colour the ink has.
    """
    looks = THEMES[theme]
    support = matrix.sum(axis=1)
    shares = matrix / np.maximum(1, support)[:, None]
    named = [escaped(short(name, NAME_LENGTH)) for name in names]
    written = len(names) <= MOST_WRITTEN
    counts = [[_count(count) for count in row] for row in matrix.tolist()]
    hover = gettext(
        "true {true}, taken for {predicted}: {count} samples, {share} of {true}",
        true="%{y}",
        predicted="%{x}",
        count="%{text}",
        share="%{z:.1%}",
    )
    squares = {
        "type": "heatmap",
        # no float32 in base64 here: plotly.js takes a matrix so only with its shape
        "z": encode(shares.ravel()) | {"shape": f"{len(names)}, {len(names)}"},
        "x": named,
        "y": named,
        "text": counts,
        "texttemplate": "%{text}" if written else "",
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, looks.background], [1, FAMILY_STYLES[family].colour(theme)]],
        "colorbar": _bar(theme, gettext("share of the true class"), ".0%", 3),
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": f"{hover}<extra></extra>",
    }
    return {"data": [squares], "layout": _layout(named, written, theme, revision)}


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
    """Of each true class, by how many points one took more of it for a class than another did.

    Args:
        difference: (classes, classes) shares of the true class, the first's less the second's; NaN
            in the row of a class that does not occur.
        names: Of the classes.
        ours: What the first is called.
        theirs: What the second is called.
        colours: What squares become where the first, and where the second, does it more often.
    """
    looks = THEMES[theme]
    points = 100 * difference
    most = float(np.nanmax(np.abs(points), initial=1.0))
    named = [escaped(short(name, NAME_LENGTH)) for name in names]
    written = len(names) <= MOST_WRITTEN
    hover = gettext(
        "true {true}, taken for {predicted}: {ours} {points} points more often than {theirs}",
        true="%{y}",
        predicted="%{x}",
        points="%{z:+.1f}",
        ours=escaped(ours),
        theirs=escaped(theirs),
    )
    squares = {
        "type": "heatmap",
        "uid": "difference",
        "z": encode(points.ravel()) | {"shape": f"{len(names)}, {len(names)}"},
        "x": named,
        "y": named,
        "text": [[_points(value) for value in row] for row in points.tolist()],
        "texttemplate": "%{text}" if written else "",
        "zmin": -most,
        "zmid": 0,
        "zmax": most,
        "colorscale": [[0, colours[1]], [0.5, looks.background], [1, colours[0]]],
        "colorbar": _bar(theme, gettext("points of the true class"), "+.3~g", 5),
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": f"{hover}<extra></extra>",
    }
    return {"data": [squares], "layout": _layout(named, written, theme, revision)}


def _points(value: float) -> str:
    """``"+3.2"``; nothing for what is alike."""
    return f"{value:+.1f}" if abs(value) >= 0.05 else ""


def _count(count: float) -> str:
    """``"1,234"``; ``"3.5"`` where it is a mean."""
    return f"{count:,.0f}" if float(count).is_integer() else f"{count:,.1f}"


def _layout(named: Sequence[str], written: bool, theme: str, revision: str) -> dict[str, Any]:
    looks = THEMES[theme]
    layout = looks.layout(gettext("taken for"), gettext("true class"))
    layout |= {"uirevision": revision, "hovermode": "closest", "plot_bgcolor": looks.grid}
    for axis in ("xaxis", "yaxis"):
        layout[axis] |= {"type": "category", "showgrid": False, "ticks": "", "showline": False}
        layout[axis] |= {} if written else {"dtick": 1, "tickfont": {"size": 10}}
        del layout[axis]["nticks"]
    layout["xaxis"] |= {"tickangle": 0 if len(named) <= 2 or _short(named) else -90}
    layout["yaxis"] |= {"autorange": "reversed"}
    return layout


def _short(names: Sequence[str]) -> bool:
    return max(map(len, names)) <= 3 and len(names) <= MOST_WRITTEN


def _bar(theme: str, text: str, format: str, ticks: int) -> dict[str, Any]:
    title = {"text": text, "side": "right", "font": {"size": 13}}
    colours = {"tickcolor": THEMES[theme].text, "outlinewidth": 0}
    return {"title": title, "tickformat": format, "thickness": 12, "nticks": ticks} | colours
