"""Calibration: how often predictions of a given probability are right, with sample counts."""

from __future__ import annotations

from typing import Any

from core.analysis.quality import Reliability
from core.charts.arrays import encode
from core.charts.colours import see_through
from core.charts.families import FAMILY_STYLES
from core.charts.parts import ALONE, binned, curve, marker, note
from core.charts.themes import THEMES
from core.i18n import gettext

# Shares of the chart's height taken by the counts below and the curve above.
COUNTS, CURVE = (0.0, 0.24), (0.34, 1.0)


def plot_reliability(
    reliability: Reliability, *, up: str, family: str, theme: str = "light", revision: str = ""
) -> dict[str, Any]:
    """Plot the share that was right against the predicted probability, above a bar per bin.

    Args:
        reliability: The reliability of a run's predictions.
        up: The title of the bars' axis: what they count.
        family: The family whose colour the curve has.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette, style = THEMES[theme], FAMILY_STYLES[family]
    colour = style.colour(theme)
    low, high = float(reliability.edges[0]), 1.0
    filled = reliability.count > 0
    right = reliability.right[filled]
    counts = binned(reliability.count, reliability.edges, see_through(colour, 0.5), palette.text)
    counts |= {"uid": "counts", "yaxis": "y2", "width": 0.94 * counts["width"]}
    counts["hovertemplate"] = f"%{{x:.2f}}: %{{y:,}}{ALONE}"
    hover = gettext(
        "probability {probability}, right {right}, {count} samples",
        probability="%{x:.1%}",
        right="%{y:.1%}",
        count="%{customdata:,}",
    )
    shares = curve(reliability.confidence[filled], right, colour, uid="curve")
    shares |= {"mode": "lines+markers", "marker": marker(style.symbol, 9, colour)}
    shares |= {
        "customdata": encode(reliability.count[filled]),
        "hovertemplate": f"{hover}{ALONE}",
    }
    layout = palette.layout(
        gettext("probability of the predicted class"),
        gettext("share that was right"),
        revision,
        showlegend=False,
        bargap=0,
    )
    layout["xaxis"] |= {"range": [low, high + 0.01 * (high - low)], "nticks": 6, "anchor": "y2"}
    bottom = float(min(low, right.min(initial=low))) - 0.02
    layout["yaxis"] |= {"domain": list(CURVE), "range": [bottom, 1.02]}
    layout["yaxis2"] = palette.axis(up, nticks=3, domain=list(COUNTS), tickformat=",d")
    layout["shapes"] = [
        {"type": "line", "x0": low, "y0": low, "x1": high, "y1": high}
        | {"line": {"color": palette.reference, "width": 2, "dash": "dot"}, "layer": "below"}
    ]
    text = gettext("dotted: perfect calibration")
    place = {"before": True, "xref": "paper", "yanchor": "bottom", "font": {"size": 13}}
    layout["annotations"] = [note(text, 1, bottom, **place)]
    return {"data": [counts, shares], "layout": layout}
