"""The share of all words that a vocabulary covers."""

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
    coverage: float,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot the share of all words that a vocabulary covers against its size.

    Args:
        sizes: (points,) sizes of a vocabulary.
        shares: (points,) share of all words that each covers, 0 to 1.
        num_words: The size of the recipe's vocabulary.
        coverage: The share of all words it covers.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
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
        "y": [coverage],
        "marker": {"size": 14, "color": CHOSEN, "line": {"width": 2, "color": palette.text}},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    across = gettext("vocabulary size (num_words, logarithmic)")
    up = gettext("words kept (share of all)")
    layout = palette.layout(across, up) | {"uirevision": revision, "hovermode": "closest"}
    text = gettext("{count:,} words: {share:.1%}", count=num_words, share=coverage)
    arrow = {"arrowcolor": palette.text, "arrowwidth": 1.5, "standoff": 9, "arrowhead": 0}
    position = {
        "x": float(np.log10(num_words)),
        "y": coverage,
        "ax": -12,
        "ay": 165,
        "xanchor": "right",
    }
    layout["annotations"] = [arrow | position | {"text": text}]
    layout["xaxis"] |= {"type": "log", "dtick": 1, "tickformat": ",d"}
    layout["yaxis"] |= {"tickformat": ".0%", "range": [0, 1.03]}
    return {"data": [line, point], "layout": layout}
