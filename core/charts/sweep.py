"""A sweep's charts: the best so far, and which settings mattered; see also parallel.py."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.charts.families import FAMILY_STYLES
from core.charts.parts import ALONE, VALUE, bars, curve, marker, points
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
    latest = np.array(running if len(running) else [math.nan] * len(values), np.float64)
    best = _best(results, higher_is_better)
    traces = [
        _points(numbers, results, gettext("completed"), "circle", palette.text),
        _points(numbers, early, gettext("ended early"), "x-thin", palette.text),
        _points(numbers, latest, gettext("running"), "circle-open", palette.text),
    ]
    steps = curve(numbers, best, style.colour(theme), 3, uid="best", name=gettext("best so far"))
    steps["line"] |= {"shape": "hv"}
    traces.append(steps | {"hovertemplate": f"{VALUE}{ALONE}"})
    layout = palette.layout(gettext("trial"), up, revision)
    layout["xaxis"] |= {"range": [0.3, max(2, len(values)) + 0.7], "tickformat": ",d"}
    if not np.isnan(results).all():
        layout["yaxis"]["range"] = _view(results, early, best)
    if len(values) <= 12:
        layout["xaxis"]["dtick"] = 1
    return {"data": traces, "layout": layout}


def hidden(values: Sequence[float], reached: Sequence[float], higher_is_better: bool) -> int:
    """Number of trials outside the initial view of ``plot_best``."""
    results, early = np.array(values, np.float64), np.array(reached, np.float64)
    if np.isnan(results).all():
        return 0
    low, high = _view(results, early, _best(results, higher_is_better))
    all_values = np.concatenate([results, early])
    all_values = all_values[~np.isnan(all_values)]
    return int(((all_values < low) | (all_values > high)).sum())


def _best(results: np.ndarray, higher_is_better: bool) -> np.ndarray:
    """(n,) float64: the best result so far after each trial."""
    return (np.fmax if higher_is_better else np.fmin).accumulate(results)


def _view(values: np.ndarray, reached: np.ndarray, best: np.ndarray) -> list[float]:
    """The range of the vertical axis: the best so far and the better half of all trials, since one
    hopeless trial would flatten the rest."""
    middle = float(np.nanmedian(np.concatenate([values, reached])))
    low, high = min(middle, float(np.nanmin(best))), max(middle, float(np.nanmax(best)))
    room = max(0.1 * (high - low), 1e-3)
    return [low - room, high + room]


def _points(
    numbers: np.ndarray, values: np.ndarray, name: str, symbol: str, colour: str
) -> dict[str, Any]:
    known = ~np.isnan(values)
    style = marker(symbol, 9, colour, colour, 0 if symbol == "circle" else 2) | {"opacity": 0.55}
    hover = gettext("trial {number}: {value}", number="%{x}", value=VALUE)
    drawn = points(numbers[known], values[known], style, uid=symbol, name=name)
    return drawn | {"hovertemplate": f"{hover}{ALONE}"}


def plot_importance(importance: Mapping[str, float], *, theme: str = "light") -> dict[str, Any]:
    """Plot the importance of each setting as bars, the largest on top.

    Args:
        importance: Setting → its share, 0 to 1.
        theme: ``light`` or ``dark``.
    """
    palette, style = THEMES[theme], FAMILY_STYLES["mlp"]
    order = sorted(importance, key=importance.__getitem__)
    shares = [importance[name] for name in order]
    names = [escaped(short(name, 24)) for name in order]
    trace = bars(shares, names, style.colour(theme), uid="importance", orientation="h") | {
        "text": [f"{share:.0%}" for share in shares],
        "textposition": ["auto" if share > 0.2 else "outside" for share in shares],
        "hoverinfo": "skip",
    }
    layout = palette.layout(gettext("share of the ranking it explains"), "", hovermode=False)
    layout["xaxis"] |= {"range": [0, 1.02], "dtick": 0.25, "tickformat": ".0%"}
    layout["yaxis"] |= {"nticks": len(order), "ticks": ""}
    return {"data": [trace], "layout": layout}
