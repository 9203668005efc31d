"""A sweep's trials as lines across their settings.

plotly has a kind of trace for this, which compiles code from text: the pages' content security
policy forbids that, so they are lines of ordinary traces.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.charts.arrays import encode
from core.charts.colours import mixed
from core.charts.families import FAMILY_STYLES
from core.charts.texts import escaped, short
from core.charts.themes import THEMES
from core.charts.ticks import log_ticks

# Of the worst trials.
FAINT = {"light": "#cfcfcf", "dark": "#4b4945"}
MOST_TICKS = 12
# Pixels between two axes that leave each its name.
AXIS = 110
# Trials of about one rank share a trace: a browser draws few traces sooner than many.
MOST_TRACES = 24


@dataclass(frozen=True)
class _Axis:
    """One setting: each trial's height from 0 to 1, its value in words, and the ticks."""

    name: str
    heights: np.ndarray
    words: Sequence[str]
    ticks: Mapping[str, float]


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
    """One line per completed trial, across an axis per setting to its validation figure.

    The better a trial ranks, the stronger its colour; lines are drawn in order.

    Args:
        settings: Setting → its value in each trial, the worst trial first.
        values: Each trial's validation figure, likewise.
        up: What the figure is.
        log: The settings whose axis is logarithmic.
        listed: The settings of which some values are tried, each of them a tick.
    """
    looks = THEMES[theme]
    axes = [
        _axis(name, tried, log=name in log, listed=name in listed)
        for name, tried in settings.items()
    ]
    axes.append(_axis(up, values, log=False, listed=False))
    layout = looks.layout("", "") | {"uirevision": revision, "hovermode": "closest"}
    layout |= {"margin": {"l": 24, "r": 60, "t": 44, "b": 16}, "showlegend": False}
    layout["xaxis"] |= {
        "tickvals": list(range(len(axes))),
        "ticktext": [escaped(short(axis.name, 24)) for axis in axes],
        "side": "top",
        "range": [-0.1, len(axes) - 0.7],
        "gridcolor": looks.text,
        "showline": False,
        "ticks": "",
    }
    layout["yaxis"] |= {"visible": False, "range": [-0.06, 1.06]}
    layout["annotations"] = [
        _tick(at, height, text, looks.background)
        for at, axis in enumerate(axes)
        for text, height in axis.ticks.items()
    ]
    ranks = np.array_split(np.arange(len(values)), min(MOST_TRACES, max(1, len(values))))
    return {"data": [_lines(axes, rank, len(values), theme) for rank in ranks], "layout": layout}


def _lines(axes: Sequence[_Axis], trials: np.ndarray, count: int, theme: str) -> dict[str, Any]:
    """Some trials' lines, in one trace with gaps between them."""
    strength = float(trials.mean()) / max(1, count - 1) if len(trials) else 1.0
    heights = np.array([axis.heights[trials] for axis in axes])
    gap = np.full((1, len(trials)), math.nan)
    words = [
        f"{escaped(axis.name)}: {escaped(axis.words[trial])}" if axis else ""
        for trial in trials
        for axis in (*axes, None)
    ]
    places = np.tile([*range(len(axes)), math.nan], len(trials))
    return {
        "type": "scatter",
        "uid": f"rank {trials[0] if len(trials) else 0}",
        "mode": "lines+markers",
        "x": encode(places),
        "y": encode(np.concatenate([heights, gap]).T.ravel()),
        "hovertext": words,
        "hoverinfo": "text",
        "line": {"color": mixed(FAINT[theme], FAMILY_STYLES["mlp"].colour(theme), strength)},
        "marker": {"size": 6},
    }


def _tick(at: int, height: float, text: str, background: str) -> dict[str, Any]:
    tick = {"x": at, "y": height, "text": text, "showarrow": False, "font": {"size": 12}}
    return tick | {"xanchor": "left", "xshift": 5, "bgcolor": background, "borderpad": 0}


def _axis(name: str, values: Sequence[Any], *, log: bool, listed: bool) -> _Axis:
    numbers = all(isinstance(value, int | float) and value is not True for value in values)
    if not numbers or any(isinstance(value, bool) for value in values):
        words = [str(value) for value in values]
        names = sorted(set(words))
        places = {text: (at + 0.5) / len(names) for at, text in enumerate(names)}
        heights = np.array([places[text] for text in words])
        return _Axis(name, heights, words, {escaped(text): at for text, at in places.items()})
    low, high = min(values), max(values)
    log = log and 0 < low < high
    distinct = sorted(set(values))
    if listed and len(distinct) <= MOST_TICKS:
        ticks = {f"{value:g}": value for value in distinct}
    elif log:
        chosen = log_ticks(low, high)
        ticks = dict(zip(chosen["ticktext"], chosen["tickvals"], strict=True))
    else:
        ticks = {f"{value:.4g}": value for value in np.linspace(low, high, 5)}
    to_height = _to_height(low, high, log=log)
    return _Axis(
        name,
        np.array([to_height(value) for value in values]),
        [f"{value:.4g}" for value in values],
        {text: to_height(value) for text, value in ticks.items()},
    )


def _to_height(low: float, high: float, *, log: bool):
    if low == high:
        return lambda value: 0.5
    if log:
        return lambda value: math.log(value / low) / math.log(high / low)
    return lambda value: (value - low) / (high - low)
