"""Parallel coordinates: a sweep's trials as lines across their settings.

plotly's own trace type for this compiles code from text, which the pages' content security policy
forbids, so ordinary traces draw the lines.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.charts.colours import mixed
from core.charts.families import FAMILY_STYLES
from core.charts.parts import curve, note
from core.charts.texts import escaped, short
from core.charts.themes import THEMES
from core.charts.ticks import log_ticks

# Colour of the worst trials.
FAINT = {"light": "#cfcfcf", "dark": "#4b4945"}
MAX_TICKS = 12
# Pixels between two axes, enough for their names.
AXIS = 110
# Trials of similar rank share a trace: a browser draws a few traces faster than many.
MAX_TRACES = 24


@dataclass(frozen=True)
class _Axis:
    """One setting: each trial's height from 0 to 1 and its value as text, and the axis's ticks."""

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
    """Plot one line per completed trial, across an axis per setting to its validation result.

    The better a trial, the stronger its colour; better trials are drawn over worse ones.

    Args:
        settings: Setting → its value in each trial, the worst trial first.
        values: Each trial's validation result, in the same order.
        up: The name of the last axis: the validation metric.
        log: Settings whose axis is logarithmic.
        listed: Settings with a list of values, each of which gets a tick.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    axes = [
        _axis(name, trial_values, log=name in log, listed=name in listed)
        for name, trial_values in settings.items()
    ]
    axes.append(_axis(up, values, log=False, listed=False))
    margin = {"l": 24, "r": 60, "t": 44, "b": 16}
    layout = palette.layout("", "", revision, margin=margin, showlegend=False)
    layout["xaxis"] |= {
        "tickvals": list(range(len(axes))),
        "ticktext": [escaped(short(axis.name, 24)) for axis in axes],
        "side": "top",
        "range": [-0.1, len(axes) - 0.7],
        "gridcolor": palette.text,
        "showline": False,
        "ticks": "",
    }
    layout["yaxis"] |= {"visible": False, "range": [-0.06, 1.06]}
    layout["annotations"] = [
        note(text, index, height, shift=5, font={"size": 12}, bgcolor=palette.background)
        for index, axis in enumerate(axes)
        for text, height in axis.ticks.items()
    ]
    ranks = np.array_split(np.arange(len(values)), min(MAX_TRACES, max(1, len(values))))
    return {"data": [_lines(axes, rank, len(values), theme) for rank in ranks], "layout": layout}


def _lines(axes: Sequence[_Axis], trials: np.ndarray, count: int, theme: str) -> dict[str, Any]:
    """The lines of some trials in one trace, with gaps between them."""
    strength = float(trials.mean()) / max(1, count - 1) if len(trials) else 1.0
    heights = np.array([axis.heights[trials] for axis in axes])
    gap = np.full((1, len(trials)), math.nan)
    words = [
        f"{escaped(axis.name)}: {escaped(axis.words[trial])}" if axis else ""
        for trial in trials
        for axis in (*axes, None)
    ]
    positions = np.tile([*range(len(axes)), math.nan], len(trials))
    colour = mixed(FAINT[theme], FAMILY_STYLES["mlp"].colour(theme), strength)
    lines = curve(positions, np.concatenate([heights, gap]).T.ravel(), colour)
    return lines | {
        "uid": f"rank {trials[0] if len(trials) else 0}",
        "mode": "lines+markers",
        "hovertext": words,
        "hoverinfo": "text",
        "marker": {"size": 6},
    }


def _axis(name: str, values: Sequence[Any], *, log: bool, listed: bool) -> _Axis:
    numbers = all(isinstance(value, int | float) and value is not True for value in values)
    if not numbers or any(isinstance(value, bool) for value in values):
        words = [str(value) for value in values]
        names = sorted(set(words))
        ticks = {text: (index + 0.5) / len(names) for index, text in enumerate(names)}
        heights = np.array([ticks[text] for text in words])
        return _Axis(name, heights, words, {escaped(text): tick for text, tick in ticks.items()})
    low, high = min(values), max(values)
    log = log and 0 < low < high
    distinct = sorted(set(values))
    if listed and len(distinct) <= MAX_TICKS:
        ticks = {f"{value:g}": value for value in distinct}
    elif log:
        log_scale = log_ticks(low, high)
        ticks = dict(zip(log_scale["ticktext"], log_scale["tickvals"], strict=True))
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
