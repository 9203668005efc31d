"""Errors of a series' predictions: as a histogram and over time."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.charts.arrays import thin
from core.charts.families import FAMILY_STYLES
from core.charts.parts import ALONE, binned, curve, marker, note, rule
from core.charts.series import DEGREES, MAX_POINTS, Clock
from core.charts.themes import THEMES
from core.i18n import gettext

BINS = 50


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
    bars = binned(counts, edges, FAMILY_STYLES[family].colour(theme), showlegend=False)
    bars["hovertemplate"] = f"%{{x:+.2f}}: %{{y:,}}{ALONE}"
    layout = palette.layout(axis, up, revision, bargap=0)
    layout["xaxis"] |= {"range": [-edge, edge]}
    layout["yaxis"] |= {"tickformat": ",d"}
    mean = float(errors.mean())
    layout["shapes"] = [
        rule("x", 0.0, palette.text, 1),
        rule("x", mean, palette.text, 3, "dot"),
    ]
    text, place = gettext("mean {mean:+.2f}", mean=mean), {"yref": "paper", "yanchor": "bottom"}
    layout["annotations"] = [note(text, mean, 1.0, before=mean > 0.4 * edge, **place)]
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
        (gettext("measured"), true, palette.neutral, 3.0),
        (gettext("predicted"), predicted, FAMILY_STYLES[family].colour(theme), 2.0),
    ]
    traces = []
    for name, values, colour, width in lines:
        drawn = thin(len(values), values, MAX_POINTS)
        width = width if len(values) < 1_000 else 1.2
        line = curve(clock.places(drawn), values[drawn], colour, width, name=name)
        traces.append(line | {"hovertemplate": DEGREES})
    layout = palette.layout(clock.axis, axis, revision, hovermode="x unified")
    return {"data": traces, "layout": layout}


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
    palette, style = THEMES[theme], FAMILY_STYLES[family]
    colour = style.colour(theme)
    line = curve(places, errors, colour, name=gettext("by week"), showlegend=False)
    line |= {
        "mode": "lines+markers" if len(errors) < 80 else "lines",
        "marker": marker(style.symbol, 6, colour),
        "hovertemplate": "%{y:.2f}",
    }
    layout = palette.layout(across, axis, revision, hovermode="x unified", shapes=[])
    highest = max(float(errors.max()), guess or 0.0)
    layout["yaxis"] |= {"range": [0, 1.12 * highest]}
    if guess is not None:
        layout["shapes"] = [rule("y", guess, palette.reference, dash="dot")]
        text = gettext("guess “as now”, all weeks: {guess:.2f}", guess=guess)
        place = {"xref": "paper", "yanchor": "bottom"}
        layout["annotations"] = [note(text, 1, guess, before=True, **place)]
    return {"data": [line], "layout": layout}
