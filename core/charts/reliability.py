"""Whether a model is as often right as it says: its reliability, with how many samples say so."""

from __future__ import annotations

from typing import Any

from core.analysis.quality import Reliability
from core.charts.arrays import encode
from core.charts.colours import see_through
from core.charts.families import FAMILY_STYLES
from core.charts.themes import THEMES
from core.i18n import gettext

# Of the chart's height: the curve above, the counts below, and what lies between.
COUNTS, CURVE = (0.0, 0.24), (0.34, 1.0)


def plot_reliability(
    found: Reliability, *, up: str, family: str, theme: str = "light", revision: str = ""
) -> dict[str, Any]:
    """The share that was right over the probability that was said, above a bar a bin.

    Args:
        found: Of a run's predictions.
        up: What the bars count.
        family: Whose colour the curve has.
    """
    looks, style = THEMES[theme], FAMILY_STYLES[family]
    colour = style.colour(theme)
    low, high = float(found.edges[0]), 1.0
    filled = found.count > 0
    said, right, count = found.confidence[filled], found.right[filled], found.count[filled]
    gaps = {
        "type": "bar",
        "uid": "counts",
        "x": encode((found.edges[:-1] + found.edges[1:]) / 2),
        "y": encode(found.count),
        "yaxis": "y2",
        "width": float(found.edges[1] - found.edges[0]) * 0.94,
        "marker": {"color": see_through(colour, 0.5), "line": {"width": 1, "color": looks.text}},
        "hovertemplate": "%{x:.2f}: %{y:,}<extra></extra>",
    }
    hover = gettext(
        "said {said}, right {right}, {count} samples",
        said="%{x:.1%}",
        right="%{y:.1%}",
        count="%{customdata:,}",
    )
    curve = {
        "type": "scatter",
        "mode": "lines+markers",
        "uid": "curve",
        "x": encode(said),
        "y": encode(right),
        "customdata": encode(count),
        "line": {"color": colour, "width": 2},
        "marker": {"symbol": style.symbol, "size": 9, "color": colour},
        "hovertemplate": f"{hover}<extra></extra>",
    }
    layout = looks.layout(
        gettext("probability it gave to its answer"), gettext("share that was right")
    )
    layout |= {"uirevision": revision, "hovermode": "closest", "showlegend": False, "bargap": 0}
    layout["xaxis"] |= {"range": [low, high + 0.01 * (high - low)], "nticks": 6, "anchor": "y2"}
    bottom = float(min(low, right.min(initial=low))) - 0.02
    layout["yaxis"] |= {"domain": list(CURVE), "range": [bottom, 1.02]}
    layout["yaxis2"] = looks.axis(up, nticks=3, domain=list(COUNTS), tickformat=",d")
    layout["shapes"] = [
        {"type": "line", "x0": low, "y0": low, "x1": high, "y1": high}
        | {"line": {"color": looks.reference, "width": 2, "dash": "dot"}, "layer": "below"}
    ]
    layout["annotations"] = [
        {"text": gettext("dotted: as right as it says"), "xref": "paper", "x": 1, "y": bottom}
        | {"xanchor": "right", "yanchor": "bottom", "showarrow": False}
        | {"font": {"color": looks.text, "size": 13}}
    ]
    return {"data": [gaps, curve], "layout": layout}
