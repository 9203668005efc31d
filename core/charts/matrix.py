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
        matrix: (classes, classes) samples; a row a true class.
        names: Of the classes.
        family: Whose colour the ink has.
    """
    looks = THEMES[theme]
    support = matrix.sum(axis=1)
    shares = matrix / np.maximum(1, support)[:, None]
    named = [escaped(short(name, NAME_LENGTH)) for name in names]
    written = len(names) <= MOST_WRITTEN
    counts = [[f"{count:,}" for count in row] for row in matrix.tolist()]
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
        "colorbar": _bar(theme),
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": f"{hover}<extra></extra>",
    }
    layout = looks.layout(gettext("taken for"), gettext("true class"))
    layout |= {"uirevision": revision, "hovermode": "closest", "plot_bgcolor": looks.grid}
    for axis in ("xaxis", "yaxis"):
        layout[axis] |= {"type": "category", "showgrid": False, "ticks": "", "showline": False}
        layout[axis] |= {} if written else {"dtick": 1, "tickfont": {"size": 10}}
        del layout[axis]["nticks"]
    layout["xaxis"] |= {"tickangle": 0 if len(names) <= 2 or _short(named) else -90}
    layout["yaxis"] |= {"autorange": "reversed"}
    return {"data": [squares], "layout": layout}


def _short(names: Sequence[str]) -> bool:
    return max(map(len, names)) <= 3 and len(names) <= MOST_WRITTEN


def _bar(theme: str) -> dict[str, Any]:
    title = {"text": gettext("share of the true class"), "side": "right", "font": {"size": 13}}
    colours = {"tickcolor": THEMES[theme].text, "outlinewidth": 0}
    return {"title": title, "tickformat": ".0%", "thickness": 12, "nticks": 3} | colours
