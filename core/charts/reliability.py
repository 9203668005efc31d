"""Calibration: how often predictions of a given probability are right, with sample counts."""

from __future__ import annotations

from typing import Any

from core.analysis.quality import Reliability
from core.charts.arrays import encode
from core.charts.colours import see_through
from core.charts.families import FAMILY_STYLES
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
    confidence, right, count = (
        reliability.confidence[filled],
        reliability.right[filled],
        reliability.count[filled],
    )
    bars = {
        "type": "bar",
        "uid": "counts",
        "x": encode((reliability.edges[:-1] + reliability.edges[1:]) / 2),
        "y": encode(reliability.count),
        "yaxis": "y2",
        "width": float(reliability.edges[1] - reliability.edges[0]) * 0.94,
        "marker": {"color": see_through(colour, 0.5), "line": {"width": 1, "color": palette.text}},
        "hovertemplate": "%{x:.2f}: %{y:,}<extra></extra>",
    }
    hover = gettext(
        "probability {probability}, right {right}, {count} samples",
        probability="%{x:.1%}",
        right="%{y:.1%}",
        count="%{customdata:,}",
    )
    curve = {
        "type": "scatter",
        "mode": "lines+markers",
        "uid": "curve",
        "x": encode(confidence),
        "y": encode(right),
        "customdata": encode(count),
        "line": {"color": colour, "width": 2},
        "marker": {"symbol": style.symbol, "size": 9, "color": colour},
        "hovertemplate": f"{hover}<extra></extra>",
    }
    layout = palette.layout(
        gettext("probability of the predicted class"), gettext("share that was right")
    )
    layout |= {"uirevision": revision, "hovermode": "closest", "showlegend": False, "bargap": 0}
    layout["xaxis"] |= {"range": [low, high + 0.01 * (high - low)], "nticks": 6, "anchor": "y2"}
    bottom = float(min(low, right.min(initial=low))) - 0.02
    layout["yaxis"] |= {"domain": list(CURVE), "range": [bottom, 1.02]}
    layout["yaxis2"] = palette.axis(up, nticks=3, domain=list(COUNTS), tickformat=",d")
    layout["shapes"] = [
        {"type": "line", "x0": low, "y0": low, "x1": high, "y1": high}
        | {"line": {"color": palette.reference, "width": 2, "dash": "dot"}, "layer": "below"}
    ]
    layout["annotations"] = [
        {"text": gettext("dotted: perfect calibration"), "xref": "paper", "x": 1, "y": bottom}
        | {"xanchor": "right", "yanchor": "bottom", "showarrow": False}
        | {"font": {"color": palette.text, "size": 13}}
    ]
    return {"data": [bars, curve], "layout": layout}
