"""The share of all words that a vocabulary covers."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.charts.classes import CHOSEN
from core.charts.parts import ALONE, curve, marker, note, points
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
    line = curve(sizes, shares, palette.neutral, 3, showlegend=False)
    line["hovertemplate"] = f"%{{x:,.0f}}: %{{y:.1%}}{ALONE}"
    dot = marker("circle", 14, CHOSEN, palette.text)
    point = points(num_words, coverage, dot, showlegend=False, cliponaxis=False, hoverinfo="skip")
    across = gettext("vocabulary size (num_words, logarithmic)")
    layout = palette.layout(across, gettext("words kept (share of all)"), revision)
    text = gettext("{count:,} words: {share:.1%}", count=num_words, share=coverage)
    arrow = {"arrowcolor": palette.text, "arrowwidth": 1.5, "standoff": 9, "arrowhead": 0}
    arrow |= {"showarrow": True, "ax": -12, "ay": 165}
    layout["annotations"] = [note(text, float(np.log10(num_words)), coverage, before=True) | arrow]
    layout["xaxis"] |= {"type": "log", "dtick": 1, "tickformat": ",d"}
    layout["yaxis"] |= {"tickformat": ".0%", "range": [0, 1.03]}
    return {"data": [line, point], "layout": layout}
