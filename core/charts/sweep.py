"""A sweep's charts: the best so far, every trial across its settings, what mattered."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.families import FAMILY_STYLES
from core.charts.texts import escaped, short
from core.charts.themes import THEMES
from core.charts.ticks import log_ticks
from core.i18n import gettext

# Of a trial that is among the worst.
FAINT = {"light": "#cfcfcf", "dark": "#4b4945"}
MOST_TICKS = 12
# Pixels between two axes that leave each its name.
AXIS = 110


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


def plot_parallel(
    settings: Mapping[str, Sequence[Any]],
    values: Sequence[float],
    *,
    up: str,
    log: Sequence[str] = (),
    listed: Sequence[str] = (),
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """A line a completed trial, across an axis a setting to its validation figure.

    The better a trial stands among the others, the stronger its colour; lines are drawn in order.

    Args:
        settings: Setting → its value in each trial, the worst trial first.
        values: Each trial's validation figure, likewise.
        up: What the figure is.
        log: The settings whose axis is logarithmic.
        listed: The settings of which some values are tried, each of them a tick.
    """
    looks = THEMES[theme]
    dimensions = [
        _dimension(name, found, log=name in log, listed=name in listed)
        for name, found in settings.items()
    ]
    dimensions.append({"label": escaped(short(up, 24)), "values": list(values)})
    scale = [[0, FAINT[theme]], [1, FAMILY_STYLES["mlp"].colour(theme)]]
    line = {"color": list(range(len(values))), "colorscale": scale}
    trace = {
        "type": "parcoords",
        "uid": "trials",
        "dimensions": dimensions,
        "line": line,
        "labelfont": {"color": looks.text, "size": 14},
        "tickfont": {"color": looks.text, "size": 12},
        "rangefont": {"color": "rgba(0,0,0,0)", "size": 1},
    }
    layout = looks.layout("", "") | {
        "uirevision": revision,
        "margin": {"l": 60, "r": 60, "t": 52, "b": 24},
    }
    del layout["xaxis"], layout["yaxis"]
    return {"data": [trace], "layout": layout}


def _dimension(name: str, values: Sequence[Any], *, log: bool, listed: bool) -> dict[str, Any]:
    label = {"label": escaped(short(name, 24))}
    numbers = all(isinstance(value, int | float) and value is not True for value in values)
    if not numbers or any(isinstance(value, bool) for value in values):
        names = sorted({str(value) for value in values})
        places = [names.index(str(value)) for value in values]
        ticks = {"tickvals": list(range(len(names))), "ticktext": [escaped(one) for one in names]}
        return label | {"values": places, "range": [-0.2, len(names) - 0.8]} | ticks
    log = log and 0 < min(values) < max(values)
    distinct = sorted(set(values))
    ticks: dict[str, Any] = {}
    if listed and len(distinct) <= MOST_TICKS:
        ticks = {"tickvals": distinct, "ticktext": [f"{value:g}" for value in distinct]}
    elif log:
        ticks = log_ticks(min(values), max(values))
    if log and ticks:
        ticks["tickvals"] = [math.log10(value) for value in ticks["tickvals"]]
    return label | {"values": [math.log10(value) if log else value for value in values]} | ticks


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
