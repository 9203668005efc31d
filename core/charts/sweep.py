"""A sweep's charts: the best so far, and what mattered; parallel.py draws the settings."""

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
    going: Sequence[float] = (),
    up: str,
    higher_is_better: bool,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Every trial's validation figure in the order of proposal, and the best of them so far.

    Args:
        values: One a trial, 0-based; NaN unless completed.
        reached: What a trial that ended early had reached at best; NaN for others.
        going: What a trial that trains has after its latest epoch; NaN for others.
        up: What the figure is, with its unit.
    """
    looks, style = THEMES[theme], FAMILY_STYLES["mlp"]
    numbers = np.arange(1, len(values) + 1)
    found, early = np.array(values, np.float64), np.array(reached, np.float64)
    best = (np.fmax if higher_is_better else np.fmin).accumulate(found) if len(found) else found
    now = np.array(going if len(going) else [math.nan] * len(values), np.float64)
    completed, stopped, trains = ~np.isnan(found), ~np.isnan(early), ~np.isnan(now)
    faint = {"color": looks.text, "opacity": 0.55}
    traces = [
        _points(numbers[completed], found[completed], gettext("completed"), "circle", faint),
        _points(numbers[stopped], early[stopped], gettext("ended early"), "x-thin", faint),
        _points(numbers[trains], now[trains], gettext("training"), "circle-open", faint),
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
    layout = looks.layout(gettext("trial"), up) | {"uirevision": revision, "hovermode": "closest"}
    layout["xaxis"] |= {"range": [0.3, max(2, len(values)) + 0.7], "tickformat": ",d"}
    if completed.any():
        layout["yaxis"]["range"] = _view(found, early, best)
    if len(values) <= 12:
        layout["xaxis"]["dtick"] = 1
    return {"data": traces, "layout": layout}


def hidden(values: Sequence[float], reached: Sequence[float], higher_is_better: bool) -> int:
    """How many trials lie outside of the view that ``plot_best`` begins with."""
    found, early = np.array(values, np.float64), np.array(reached, np.float64)
    if np.isnan(found).all():
        return 0
    low, high = _view(found, early, (np.fmax if higher_is_better else np.fmin).accumulate(found))
    every = np.concatenate([found, early])
    every = every[~np.isnan(every)]
    return int(((every < low) | (every > high)).sum())


def _view(values: np.ndarray, reached: np.ndarray, best: np.ndarray) -> list[float]:
    """The heights at which the best improves, and the better half of all trials: one hopeless
    trial would press all that matters into a line."""
    middle = float(np.nanmedian(np.concatenate([values, reached])))
    low, high = min(middle, float(np.nanmin(best))), max(middle, float(np.nanmax(best)))
    room = max(0.1 * (high - low), 1e-3)
    return [low - room, high + room]


def _points(
    numbers: np.ndarray, values: np.ndarray, name: str, symbol: str, looks: Mapping[str, Any]
) -> dict[str, Any]:
    line = {"width": 0 if symbol == "circle" else 2, "color": looks["color"]}
    return {
        "type": "scatter",
        "uid": symbol,
        "name": name,
        "x": encode(numbers),
        "y": encode(values),
        "mode": "markers",
        "marker": {"symbol": symbol, "size": 9, "line": line, **looks},
        "hovertemplate": gettext("trial {number}: {value}", number="%{x}", value="%{y:.4f}")
        + "<extra></extra>",
    }


def plot_importance(importance: Mapping[str, float], *, theme: str = "light") -> dict[str, Any]:
    """Bars: the share of each setting, the largest on top."""
    looks, style = THEMES[theme], FAMILY_STYLES["mlp"]
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
    layout = looks.layout(gettext("share of the order it explains"), "") | {"hovermode": False}
    layout["xaxis"] |= {"range": [0, 1.02], "dtick": 0.25, "tickformat": ".0%"}
    layout["yaxis"] |= {"nticks": len(order), "ticks": ""}
    return {"data": [trace], "layout": layout}
