"""A sweep's charts: the best so far, and which settings mattered; see also parallel.py."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.families import FAMILY_STYLES
from core.charts.texts import escaped, short
from core.charts.themes import THEMES
from core.i18n import gettext


def plot_best(
    values: Sequence[float],
    reached: Sequence[float],
    *,
    running: Sequence[float] = (),
    up: str,
    higher_is_better: bool,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot each trial's validation result, in the order of proposal, and the best so far.

    Args:
        values: Each trial's result; NaN unless it is completed.
        reached: The best that each trial which ended early had reached; NaN for others.
        running: Each running trial's result after its latest epoch; NaN for others.
        up: The title of the vertical axis, with its unit.
        higher_is_better: Whether higher results are better.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette, style = THEMES[theme], FAMILY_STYLES["mlp"]
    numbers = np.arange(1, len(values) + 1)
    results, early = np.array(values, np.float64), np.array(reached, np.float64)
    best = (
        (np.fmax if higher_is_better else np.fmin).accumulate(results) if len(results) else results
    )
    latest = np.array(running if len(running) else [math.nan] * len(values), np.float64)
    is_completed, ended_early, active = ~np.isnan(results), ~np.isnan(early), ~np.isnan(latest)
    faint = {"color": palette.text, "opacity": 0.55}
    traces = [
        _points(
            numbers[is_completed], results[is_completed], gettext("completed"), "circle", faint
        ),
        _points(numbers[ended_early], early[ended_early], gettext("ended early"), "x-thin", faint),
        _points(numbers[active], latest[active], gettext("running"), "circle-open", faint),
        {
            "type": "scatter",
            "uid": "best",
            "name": gettext("best so far"),
            "x": encode(numbers),
            "y": encode(best),
            "mode": "lines",
            "line": {"shape": "hv", "width": 3, "color": style.colour(theme)},
            "hovertemplate": "%{y:.4f}<extra></extra>",
        },
    ]
    layout = palette.layout(gettext("trial"), up) | {"uirevision": revision, "hovermode": "closest"}
    layout["xaxis"] |= {"range": [0.3, max(2, len(values)) + 0.7], "tickformat": ",d"}
    if is_completed.any():
        layout["yaxis"]["range"] = _view(results, early, best)
    if len(values) <= 12:
        layout["xaxis"]["dtick"] = 1
    return {"data": traces, "layout": layout}


def hidden(values: Sequence[float], reached: Sequence[float], higher_is_better: bool) -> int:
    """Number of trials outside the initial view of ``plot_best``."""
    results, early = np.array(values, np.float64), np.array(reached, np.float64)
    if np.isnan(results).all():
        return 0
    low, high = _view(
        results, early, (np.fmax if higher_is_better else np.fmin).accumulate(results)
    )
    all_values = np.concatenate([results, early])
    all_values = all_values[~np.isnan(all_values)]
    return int(((all_values < low) | (all_values > high)).sum())


def _view(values: np.ndarray, reached: np.ndarray, best: np.ndarray) -> list[float]:
    """The range of the vertical axis: the best so far and the better half of all trials, since one
    hopeless trial would flatten the rest."""
    middle = float(np.nanmedian(np.concatenate([values, reached])))
    low, high = min(middle, float(np.nanmin(best))), max(middle, float(np.nanmax(best)))
    room = max(0.1 * (high - low), 1e-3)
    return [low - room, high + room]


def _points(
    numbers: np.ndarray, values: np.ndarray, name: str, symbol: str, style: Mapping[str, Any]
) -> dict[str, Any]:
    line = {"width": 0 if symbol == "circle" else 2, "color": style["color"]}
    return {
        "type": "scatter",
        "uid": symbol,
        "name": name,
        "x": encode(numbers),
        "y": encode(values),
        "mode": "markers",
        "marker": {"symbol": symbol, "size": 9, "line": line, **style},
        "hovertemplate": gettext("trial {number}: {value}", number="%{x}", value="%{y:.4f}")
        + "<extra></extra>",
    }


def plot_importance(importance: Mapping[str, float], *, theme: str = "light") -> dict[str, Any]:
    """Plot the importance of each setting as bars, the largest on top.

    Args:
        importance: Setting → its share, 0 to 1.
        theme: ``light`` or ``dark``.
    """
    palette, style = THEMES[theme], FAMILY_STYLES["mlp"]
    order = sorted(importance, key=importance.__getitem__)
    trace = {
        "type": "bar",
        "uid": "importance",
        "orientation": "h",
        "x": [importance[name] for name in order],
        "y": [escaped(short(name, 24)) for name in order],
        "text": [f"{importance[name]:.0%}" for name in order],
        "textposition": ["auto" if importance[name] > 0.2 else "outside" for name in order],
        "marker": {"color": style.colour(theme)},
        "hoverinfo": "skip",
    }
    layout = palette.layout(gettext("share of the ranking it explains"), "") | {"hovermode": False}
    layout["xaxis"] |= {"range": [0, 1.02], "dtick": 0.25, "tickformat": ".0%"}
    layout["yaxis"] |= {"nticks": len(order), "ticks": ""}
    return {"data": [trace], "layout": layout}
