"""Predicted probabilities of a model of two classes, by true class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.classes import class_style
from core.charts.parts import ALONE, binned, rule
from core.charts.texts import escaped
from core.charts.themes import THEMES
from core.i18n import gettext

BINS = 20


def plot_probabilities(
    probabilities: np.ndarray,
    targets: np.ndarray,
    names: Sequence[str],
    *,
    up: str,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot two histograms over one axis: class 1 upwards, class 0 downwards.

    Args:
        probabilities: (n,) probabilities of class 1.
        targets: (n,) 0 or 1.
        names: Names of the two classes.
        up: The title of the vertical axis: what the bars count.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    edges = np.linspace(0, 1, BINS + 1)
    traces, most = [], 1
    for label in (1, 0):
        counts = np.histogram(probabilities[targets == label], edges)[0]
        most = max(most, int(counts.max()))
        traces.append(_bars(counts, edges, label, names[label], theme))
    title = gettext("predicted probability of {name}", name=escaped(names[1]))
    layout = palette.layout(title, up, revision, bargap=0.06, barmode="overlay")
    layout["xaxis"] |= {"range": [0, 1], "nticks": 6}
    layout["yaxis"] |= _both_ways(most) | {"zeroline": True, "zerolinecolor": palette.text}
    layout["shapes"] = [rule("x", 0.5, palette.text, dash="dot")]
    layout["margin"] |= {"t": 34}
    return {"data": traces, "layout": layout}


def _bars(
    counts: np.ndarray, edges: np.ndarray, label: int, name: str, theme: str
) -> dict[str, Any]:
    hover = gettext("{count} of the {name} samples", count="%{customdata:,}", name=escaped(name))
    total = int(counts.sum())
    drawn = binned(
        counts if label else -counts, edges, class_style(label).colour(theme), THEMES[theme].text
    )
    return drawn | {
        "name": gettext("true class {name} ({count:,})", name=escaped(name), count=total),
        "width": 0.94 * drawn["width"],
        "customdata": encode(counts),
        "hovertemplate": f"%{{x:.3f}}: {hover}{ALONE}",
    }


def _both_ways(most: int) -> dict[str, Any]:
    """An axis of counts in both directions, labelled without minus signs."""
    step = 10 ** int(np.log10(max(1, most)))
    step = next(size for size in (step / 5, step / 2, step, 2 * step) if most / size <= 5)
    step = max(1, int(step))
    ticks = np.arange(-(most // step) * step, most + 1, step)
    return {
        "tickvals": ticks.tolist(),
        "ticktext": [f"{abs(tick):,}" for tick in ticks.tolist()],
        "range": [-1.08 * most, 1.08 * most],
    }
