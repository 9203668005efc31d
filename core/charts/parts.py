"""The parts that figures are made of: traces, shapes and notes, as plotly.js reads them.

Positions and values are encoded if they are arrays, tuples or single numbers; lists, such as dates
and names, and what is encoded already stay as they are. Keyword arguments at the end are further
settings of plotly's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from core.charts.arrays import encode

VALUE = "%{y:.4f}"
"""Hover text of a curve: its value."""
NAMED = "%{fullData.name}<br>"
"""Beginning of a hover text with the trace's name in its first line."""
ALONE = "<extra></extra>"
"""End of a hover text that plotly must not follow with the trace's name."""


def curve(
    x: Any, y: Any, colour: str, width: float = 2, dash: str = "solid", **more: Any
) -> dict[str, Any]:
    """A line through (n,) points; ``width`` is in pixels, ``dash`` one of plotly's patterns."""
    line = {"color": colour, "width": width, "dash": dash}
    return {"type": "scatter", "mode": "lines", "x": _data(x), "y": _data(y), "line": line} | more


def points(x: Any, y: Any, marker: dict[str, Any], **more: Any) -> dict[str, Any]:
    """(n,) points, each drawn as a ``marker``."""
    drawn = {"x": _data(x), "y": _data(y), "marker": marker}
    return {"type": "scatter", "mode": "markers"} | drawn | more


def marker(
    symbol: str, size: float, colour: str, edge: str = "", width: float = 2
) -> dict[str, Any]:
    """A marker of ``size`` pixels, with an outline of ``width`` pixels if ``edge`` is a colour."""
    outline = {"line": {"width": width, "color": edge}} if edge else {}
    return {"symbol": symbol, "size": size, "color": colour} | outline


def bars(x: Any, y: Any, colour: Any, edge: str = "", **more: Any) -> dict[str, Any]:
    """(n,) bars of one colour or of one colour each, with an outline if ``edge`` is a colour."""
    outline = {"line": {"width": 1, "color": edge}} if edge else {}
    drawn = {"x": _data(x), "y": _data(y), "marker": {"color": colour} | outline}
    return {"type": "bar"} | drawn | more


def binned(
    counts: np.ndarray, edges: np.ndarray, colour: str, edge: str = "", **more: Any
) -> dict[str, Any]:
    """A histogram: bars of (n,) counts between (n + 1,) equidistant edges."""
    middles, width = (edges[:-1] + edges[1:]) / 2, float(edges[1] - edges[0])
    return bars(middles, counts, colour, edge, width=width) | more


def error_bars(value: float, low: float, high: float, colour: str, **more: Any) -> dict[str, Any]:
    """plotly's setting for a range around a value."""
    ends = {"array": [high - value], "arrayminus": [value - low]}
    return {"type": "data", "symmetric": False, "color": colour, **ends} | more


def rule(
    axis: str, value: Any, colour: str, width: float = 2, dash: str = "solid", **more: Any
) -> dict[str, Any]:
    """A shape: a straight line across the whole chart where ``axis`` (x or y) has a value."""
    other = "y" if axis == "x" else "x"
    ends = {f"{axis}0": value, f"{axis}1": value, f"{other}0": 0, f"{other}1": 1}
    line = {"color": colour, "width": width, "dash": dash}
    return {"type": "line", f"{other}ref": "paper", "line": line} | ends | more


def band(x0: Any, x1: Any, fill: str, **more: Any) -> dict[str, Any]:
    """A shape: a filled band from one x to another, behind the curves."""
    place = {"x0": x0, "x1": x1, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    return {"type": "rect", "fillcolor": fill, "line": {"width": 0}} | place | more


def note(
    text: str, x: Any, y: Any, *, before: bool = False, shift: float = 0, **more: Any
) -> dict[str, Any]:
    """An annotation that begins ``shift`` pixels after x, or ends as far ``before`` it."""
    place = {"xanchor": "right" if before else "left", "xshift": -shift if before else shift}
    return {"text": text, "x": x, "y": y, "showarrow": False} | place | more


def _data(values: Any) -> Any:
    return values if isinstance(values, list | dict) else encode(np.atleast_1d(values))
