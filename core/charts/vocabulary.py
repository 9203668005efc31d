"""How much of all words a vocabulary keeps."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.classes import CHOSEN, NEUTRAL
from core.charts.themes import THEMES
from core.i18n import gettext


def plot_coverage(
    sizes: np.ndarray,
    shares: np.ndarray,
    *,
    num_words: int,
    kept: float,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """The share of all words that keep a number of their own, by the vocabulary's size.

    Args:
        sizes: (points,) numbers in a vocabulary.
        shares: (points,) share of the words each keeps, 0 to 1.
        num_words: The vocabulary chosen.
        kept: Its share.
    """
    looks = THEMES[theme]
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": encode(sizes),
        "y": encode(shares),
        "line": {"color": NEUTRAL[theme], "width": 3},
        "hovertemplate": "%{x:,.0f}: %{y:.1%}<extra></extra>",
        "showlegend": False,
    }
    point = {
        "type": "scatter",
        "mode": "markers",
        "x": [num_words],
        "y": [kept],
        "marker": {"size": 14, "color": CHOSEN, "line": {"width": 2, "color": looks.text}},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    across = gettext("vocabulary (numbers, logarithmic)")
    up = gettext("words kept (share of all)")
    layout = looks.layout(across, up) | {"uirevision": revision, "hovermode": "closest"}
    text = gettext("{count:,} numbers: {share:.1%}", count=num_words, share=kept)
    arrow = {"arrowcolor": looks.text, "arrowwidth": 1.5, "standoff": 9, "arrowhead": 0}
    place = {"x": float(np.log10(num_words)), "y": kept, "ax": -12, "ay": 165, "xanchor": "right"}
    layout["annotations"] = [arrow | place | {"text": text}]
    layout["xaxis"] |= {"type": "log", "dtick": 1, "tickformat": ",d"}
    layout["yaxis"] |= {"tickformat": ".0%", "range": [0, 1.03]}
    return {"data": [line, point], "layout": layout}
