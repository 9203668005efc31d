"""Errors of a series' predictions: as a histogram and over time."""

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
    """Plot a histogram of the errors, with lines at zero and at the mean.

    Args:
        errors: (n,) predicted minus true.
        axis: The title of the horizontal axis: the error, with its unit.
        up: The title of the vertical axis: what the bars count.
        family: The family whose colour the bars have.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
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
    layout = palette.layout(axis, up) | {
        "uirevision": revision,
        "hovermode": "closest",
        "bargap": 0,
    }
    layout["xaxis"] |= {"range": [-edge, edge]}
    layout["yaxis"] |= {"tickformat": ",d"}
    mean = float(errors.mean())
    layout["shapes"] = [_line(0.0, "solid", 1, palette), _line(mean, "dot", 3, palette)]
    layout["annotations"] = [_mean_label(mean, edge, palette)]
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
    """Plot measurements and the predictions for the same moments over time.

    Args:
        true: (n,) measurements in order of time.
        predicted: (n,) predictions for the same moments.
        clock: The moments.
        axis: The title of the vertical axis: what is measured, with its unit.
        family: The family whose colour the predictions have.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    lines = [
        (gettext("measured"), true, NEUTRAL[theme], 3.0),
        (gettext("predicted"), predicted, FAMILY_STYLES[family].colour(theme), 2.0),
    ]
    traces = []
    for name, values, colour, width in lines:
        drawn = thin(len(values), values, MOST_POINTS)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": clock.places(drawn),
                "y": encode(values[drawn]),
                "line": {"color": colour, "width": width if len(values) < 1_000 else 1.2},
                "hovertemplate": "%{y:.1f}",
            }
        )
    return {"data": traces, "layout": palette.layout(clock.axis, axis) | {"uirevision": revision}}


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
    """Plot the mean absolute error by week, with that of guessing "as now" as a dotted line.

    Args:
        places: (weeks,) positions, as ``Clock.places`` returns them.
        errors: (weeks,) mean absolute errors.
        across: The title of the horizontal axis, with its unit.
        axis: The title of the vertical axis, with its unit.
        guess: Mean absolute error of guessing "as now" over the whole test set; None to leave it
            out.
        family: The family whose colour the line has.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    line = {
        "type": "scatter",
        "mode": "lines+markers" if len(errors) < 80 else "lines",
        "name": gettext("by week"),
        "x": places,
        "y": encode(errors),
        "line": {"color": FAMILY_STYLES[family].colour(theme), "width": 2},
        "marker": {"symbol": FAMILY_STYLES[family].symbol, "size": 6},
        "hovertemplate": "%{y:.2f}",
        "showlegend": False,
    }
    layout = palette.layout(across, axis) | {
        "uirevision": revision,
        "shapes": [],
        "annotations": [],
    }
    highest = max(float(errors.max()), guess or 0.0)
    layout["yaxis"] |= {"range": [0, 1.12 * highest]}
    if guess is not None:
        dotted = {"color": palette.reference, "width": 2, "dash": "dot"}
        across_all = {"xref": "paper", "x0": 0, "x1": 1}
        layout["shapes"] = [across_all | {"type": "line", "y0": guess, "y1": guess, "line": dotted}]
        text = gettext("guess “as now”, all weeks: {guess:.2f}", guess=guess)
        layout["annotations"] = [
            {"text": text, "xref": "paper", "x": 1, "xanchor": "right", "y": guess}
            | {"yanchor": "bottom", "showarrow": False, "font": {"color": palette.text}}
        ]
    return {"data": [line], "layout": layout}


def _line(x: float, dash: str, width: int, palette: Theme) -> dict[str, Any]:
    line = {"color": palette.text, "width": width, "dash": dash}
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _mean_label(mean: float, edge: float, palette: Theme) -> dict[str, Any]:
    return {
        "x": mean,
        "yref": "paper",
        "y": 1.0,
        "yanchor": "bottom",
        "xanchor": "right" if mean > 0.4 * edge else "left",
        "text": gettext("mean {mean:+.2f}", mean=mean),
        "showarrow": False,
        "font": {"color": palette.text},
    }
