"""How far a series' predictions lay off: as a histogram, and over time."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.charts.arrays import encode, thin
from core.charts.classes import NEUTRAL
from core.charts.families import FAMILY_STYLES
from core.charts.series import Clock
from core.charts.themes import THEMES, Theme
from core.i18n import gettext

BINS = 50
MOST_POINTS = 1_500


def plot_errors(
    errors: np.ndarray,
    *,
    axis: str,
    up: str,
    family: str,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """How many predictions lay how far off, with none and the mean as lines.

    Args:
        errors: (n,) predicted less true.
        axis: What an error is, with its unit.
        up: What the bars count.
        family: Whose colour the bars have.
    """
    looks = THEMES[theme]
    edge = max(float(np.abs(errors).max()), 1e-9)
    counts, edges = np.histogram(errors, BINS, (-edge, edge))
    bars = {
        "type": "bar",
        "x": encode((edges[:-1] + edges[1:]) / 2),
        "y": encode(counts),
        "width": float(edges[1] - edges[0]),
        "marker": {"color": FAMILY_STYLES[family].colour(theme)},
        "hovertemplate": "%{x:+.2f}: %{y:,}<extra></extra>",
        "showlegend": False,
    }
    layout = looks.layout(axis, up) | {"uirevision": revision, "hovermode": "closest", "bargap": 0}
    layout["xaxis"] |= {"range": [-edge, edge]}
    layout["yaxis"] |= {"tickformat": ",d"}
    mean = float(errors.mean())
    layout["shapes"] = [_line(0.0, "solid", 1, looks), _line(mean, "dot", 3, looks)]
    layout["annotations"] = [_mean(mean, edge, looks)]
    layout["margin"] |= {"t": 34}
    return {"data": [bars], "layout": layout}


def plot_predicted(
    true: np.ndarray,
    predicted: np.ndarray,
    clock: Clock,
    *,
    axis: str,
    family: str,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """What was measured and what was predicted for that moment, over time.

    Args:
        true: (n,) in the order of time.
        predicted: (n,) for the same moments.
        clock: The moments.
        axis: What is measured, with its unit.
        family: Whose colour the predictions have.
    """
    looks = THEMES[theme]
    lines = [
        (gettext("measured"), true, NEUTRAL[theme], 3.0),
        (gettext("predicted"), predicted, FAMILY_STYLES[family].colour(theme), 2.0),
    ]
    traces = []
    for name, values, colour, width in lines:
        kept = thin(len(values), values, MOST_POINTS)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": clock.places(kept),
                "y": encode(values[kept]),
                "line": {"color": colour, "width": width if len(values) < 1_000 else 1.2},
                "hovertemplate": "%{y:.1f}",
            }
        )
    return {"data": traces, "layout": looks.layout(clock.axis, axis) | {"uirevision": revision}}


def plot_weekly(
    places: Any,
    errors: np.ndarray,
    *,
    across: str,
    axis: str,
    guess: float | None,
    family: str,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """The mean absolute error week by week, and that of guessing "as now" as a dotted line.

    Args:
        places: (weeks,) as ``Clock.places`` gives them.
        errors: (weeks,) mean absolute errors.
        across: What the places are, with the unit.
        axis: What the errors are, with their unit.
        guess: The mean absolute error of guessing "as now", over the whole test.
        family: Whose colour the line has.
    """
    looks = THEMES[theme]
    line = {
        "type": "scatter",
        "mode": "lines+markers" if len(errors) < 80 else "lines",
        "name": gettext("week by week"),
        "x": places,
        "y": encode(errors),
        "line": {"color": FAMILY_STYLES[family].colour(theme), "width": 2},
        "marker": {"symbol": FAMILY_STYLES[family].symbol, "size": 6},
        "hovertemplate": "%{y:.2f}",
        "showlegend": False,
    }
    layout = looks.layout(across, axis) | {"uirevision": revision, "shapes": [], "annotations": []}
    highest = max(float(errors.max()), guess or 0.0)
    layout["yaxis"] |= {"range": [0, 1.12 * highest]}
    if guess is not None:
        dotted = {"color": looks.reference, "width": 2, "dash": "dot"}
        across_all = {"xref": "paper", "x0": 0, "x1": 1}
        layout["shapes"] = [across_all | {"type": "line", "y0": guess, "y1": guess, "line": dotted}]
        text = gettext("guess “as now”, all weeks: {guess:.2f}", guess=guess)
        layout["annotations"] = [
            {"text": text, "xref": "paper", "x": 1, "xanchor": "right", "y": guess}
            | {"yanchor": "bottom", "showarrow": False, "font": {"color": looks.text}}
        ]
    return {"data": [line], "layout": layout}


def _line(x: float, dash: str, width: int, looks: Theme) -> dict[str, Any]:
    line = {"color": looks.text, "width": width, "dash": dash}
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _mean(mean: float, edge: float, looks: Theme) -> dict[str, Any]:
    return {
        "x": mean,
        "yref": "paper",
        "y": 1.0,
        "yanchor": "bottom",
        "xanchor": "right" if mean > 0.4 * edge else "left",
        "text": gettext("mean {mean:+.2f}", mean=mean),
        "showarrow": False,
        "font": {"color": looks.text},
    }
