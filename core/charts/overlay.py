"""Many runs in one chart: curves with bands, named at their ends, told apart by family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analysis.lines import Line
from core.charts.arrays import encode, thin
from core.charts.colours import see_through, shade_of, symbol_of
from core.charts.texts import escaped, shorter
from core.charts.themes import THEMES, Theme
from core.charts.ticks import ticks_within

NAMED_UP_TO = 12
LEGEND_UP_TO = 10
MARKERS_UP_TO = 40
MUTED = 0.15
LABEL_HEIGHT = 18
NAME_SIZE = 13
NAME_WIDTH = 7.2  # pixels a letter, at most
PLOT_HEIGHT = 330


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A point beside the curves: a test figure, or what a source published.

    Attributes:
        key: Of the curve it belongs to.
        label: What the hover calls it.
        value: Its height.
        published: A star; else the family's marker.
    """

    key: str
    label: str
    family: str
    shade: int
    value: float
    published: bool = False


@dataclass(frozen=True, kw_only=True)
class Axes:
    """What a chart is drawn over.

    Attributes:
        across: What lies along x, with its unit.
        up: What the heights are, with their unit.
        reach: How far x goes, so that it does not jump while runs go on; None to fit the curves.
        log_x: Whether x is logarithmic.
        log_y: Whether y is.
        whole: Whether x counts whole things, such as epochs.
    """

    across: str
    up: str
    reach: float | None = None
    log_x: bool = False
    log_y: bool = False
    whole: bool = False


def plot_overlay(
    lines: Sequence[Line],
    figures: Sequence[Figure],
    axes: Axes,
    *,
    highlight: str = "",
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Curves of many runs.

    Args:
        figures: Points at the right edge, behind the last epoch.
        highlight: The key of the one curve to bring out; the others are muted.
        theme: ``light`` or ``dark``.
        revision: Zoom and hidden curves are kept as long as this stays the same.

    Returns:
        A plotly figure; each trace has a ``uid`` that stays the same from update to update.
    """
    looks = THEMES[theme]
    many = len({line.key for line in lines}) > NAMED_UP_TO
    layout = looks.layout(axes.across, axes.up) | {"uirevision": revision, "hovermode": "closest"}
    layout["legend"] |= {"groupclick": "togglegroup"}
    _set_axes(layout, axes, lines)
    traces: list[dict[str, Any]] = []
    headed: set[str] = set()
    for line in sorted(lines, key=lambda line: line.key == highlight):
        shown = not highlight or line.key == highlight
        heads = line.key not in headed and not line.training
        headed |= {line.key} if heads else set()
        traces += _traces(line, theme, muted=not shown, thin_line=many, head=heads)
    for key in {line.key for line in lines} - headed:  # only training curves: they head themselves
        next(trace for trace in traces if trace["legendgroup"] == key)["showlegend"] = True
    end = _end(lines, axes)
    traces += [_point(figure, end, theme, looks, highlight) for figure in figures]
    named = [line for line in lines if line.key == highlight or not (many or highlight)]
    layout["annotations"] = _names(named, axes, theme)
    longest = max((len(name["text"]) for name in layout["annotations"]), default=0)
    layout["margin"] |= {"t": 12, "r": 12 + round(NAME_WIDTH * longest)}
    # Names stand at the curves; on a narrow screen, without room for them, the legend does.
    layout["showlegend"] = False
    layout["meta"] = {"legend": len({line.key for line in lines}) <= LEGEND_UP_TO}
    if not traces:
        layout["yaxis"] |= {"showticklabels": False, "ticks": "", "range": [0, 1]}
    return {"data": traces, "layout": layout}


def _set_axes(layout: dict[str, Any], axes: Axes, lines: Sequence[Line]) -> None:
    x, y = layout["xaxis"], layout["yaxis"]
    if axes.log_y:
        y |= {
            "type": "log",
            "exponentformat": "none",
            **ticks_within(*(line.values for line in lines)),
        }
    if axes.whole:
        x |= {"tickformat": ",d"}
        if axes.reach and axes.reach <= 12 and not axes.log_x:
            x |= {"dtick": 1}
    if axes.log_x:
        x |= {"type": "log", "exponentformat": "none", "tickformat": ",~r"}
    elif axes.reach:
        free = max(0.5 if axes.whole else 0.0, 0.03 * axes.reach)
        x |= {"range": [(1 if axes.whole else 0) - free, axes.reach + 1.8 * free]}


def _end(lines: Sequence[Line], axes: Axes) -> float:
    """Where the points stand: behind the last epoch."""
    ends = [line.x[np.isfinite(line.x)].max() for line in lines if np.isfinite(line.x).any()]
    last = max([axes.reach or 0.0, *map(float, ends)])
    if axes.log_x:
        return last * 1.03
    return last + max(0.4 if axes.whole else 0.0, 0.03 * last)


def _traces(
    line: Line, theme: str, *, muted: bool, thin_line: bool, head: bool
) -> list[dict[str, Any]]:
    colour = shade_of(line.family, line.shade, theme)
    uid = f"{line.key} {'training' if line.training else 'validation'}"
    opacity = MUTED if muted else 1.0
    common = {"type": "scatter", "legendgroup": line.key, "opacity": opacity}
    kept = thin(len(line.values), line.values)
    found = []
    if line.low is not None and not muted and not line.training:
        found.append(common | _band(line, kept, colour) | {"uid": f"{uid} band"})
    if not (muted or thin_line or line.training):
        found += [common | _single(line, at, colour, uid) for at in range(len(line.singles))]
    if line.raw is not None and not muted:
        raw = thin(len(line.raw), line.raw)
        behind = _curve(line, raw, line.raw, see_through(colour, 0.3), 1.5)
        found.append(common | behind | {"uid": f"{uid} raw", "hoverinfo": "skip"})
        found[-1].pop("hovertemplate")
    width = (1.5 if line.training else 2) if thin_line else (2 if line.training else 3)
    curve = common | _curve(line, kept, line.values, colour, width) | {"uid": uid}
    few = len(line.values) <= MARKERS_UP_TO and not thin_line
    if (few and not line.training) or len(line.values) == 1:
        curve["mode"] = "lines+markers"
        curve["marker"] = {
            "symbol": symbol_of(line.family, line.shade),
            "size": 8,
            "color": colour,
        }
    return [*found, curve | {"showlegend": head}]


def _curve(
    line: Line, kept: np.ndarray, values: np.ndarray, colour: str, width: float
) -> dict[str, Any]:
    return {
        "name": escaped(line.label),
        "mode": "lines",
        "x": encode(line.x[kept]),
        "y": encode(values[kept]),
        "showlegend": False,
        "line": {
            "color": colour,
            "width": width,
            "dash": "7px,4px" if line.training else "solid",
        },
        "meta": line.key,
        "hovertemplate": "%{fullData.name}<br>%{x:,.4~r} · %{y:.4f}<extra></extra>",
    }


def _single(line: Line, at: int, colour: str, uid: str) -> dict[str, Any]:
    """One seed behind its mean."""
    x, values = line.singles[at]
    kept = thin(len(values), values)
    return {
        "name": escaped(line.label),
        "mode": "lines",
        "uid": f"{uid} single-{at}",  # plotly makes a CSS selector of it
        "x": encode(x[kept]),
        "y": encode(values[kept]),
        "showlegend": False,
        "line": {"color": see_through(colour, 0.45), "width": 1},
        "hoverinfo": "skip",
    }


def _band(line: Line, kept: np.ndarray, colour: str) -> dict[str, Any]:
    """From the lowest to the highest seed: one closed outline."""
    there = kept[np.isfinite(line.low[kept]) & np.isfinite(line.x[kept])]
    return {
        "name": escaped(line.label),
        "mode": "lines",
        "x": encode(np.concatenate([line.x[there], line.x[there][::-1]])),
        "y": encode(np.concatenate([line.high[there], line.low[there][::-1]])),
        "fill": "toself",
        "fillcolor": see_through(colour, 0.18),
        "line": {"width": 0},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _point(figure: Figure, x: float, theme: str, looks: Theme, highlight: str) -> dict[str, Any]:
    colour = shade_of(figure.family, figure.shade, theme)
    symbol = "star" if figure.published else symbol_of(figure.family, figure.shade)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": escaped(figure.label),
        "uid": f"{figure.key} {'published' if figure.published else 'test'}",
        "legendgroup": figure.key,
        "showlegend": False,
        "opacity": MUTED if highlight not in ("", figure.key) else 1.0,
        "x": encode(np.array([x])),
        "y": encode(np.array([figure.value])),
        "meta": figure.key,
        "marker": {
            "symbol": symbol,
            "size": 13,
            "color": looks.background if figure.published else colour,
            "line": {"width": 2, "color": colour if figure.published else looks.background},
        },
        "hovertemplate": "%{fullData.name}<br>%{y:.4f}<extra></extra>",
    }


def _names(lines: Sequence[Line], axes: Axes, theme: str) -> list[dict[str, Any]]:
    """Each curve's name right of the chart at its last height, moved so that none covers another.

    ``name`` is the curve's key: a click on the name hides the curve.
    """
    ends: dict[str, tuple[float, Line]] = {}
    for line in sorted(lines, key=lambda line: line.training):
        there = line.values[np.isfinite(line.values) & np.isfinite(line.x)]
        if len(there) and line.key not in ends and not (axes.log_y and there[-1] <= 0):
            ends[line.key] = (float(there[-1]), line)
    shifts = _apart({key: height for key, (height, _) in ends.items()}, lines, axes)
    texts = shorter([line.label for _, line in ends.values()])
    return [
        {
            "text": escaped(text),
            "name": key,
            "captureevents": True,
            "xref": "paper",
            "x": 1,
            "xshift": 4,
            "y": float(np.log10(height)) if axes.log_y else height,
            "xanchor": "left",
            "yanchor": "middle",
            "yshift": shifts[key],
            "showarrow": False,
            "font": {"color": shade_of(line.family, line.shade, theme), "size": NAME_SIZE},
        }
        for text, (key, (height, line)) in zip(texts, ends.items(), strict=True)
    ]


def _apart(heights: Mapping[str, float], lines: Sequence[Line], axes: Axes) -> dict[str, float]:
    """How many pixels to move each name up (or down) so that they are a line apart."""
    scale = np.log10 if axes.log_y else np.asarray
    every = np.concatenate([line.values for line in lines]) if lines else np.zeros(1)
    every = every[np.isfinite(every) & ((every > 0) | (not axes.log_y))]
    span = float(np.ptp(scale(every))) or 1.0
    bottom = float(scale(every).min())
    wanted = {
        key: (float(scale(value)) - bottom) / span * PLOT_HEIGHT for key, value in heights.items()
    }
    order = sorted(wanted, key=wanted.get)
    places, below = {}, -np.inf
    for key in order:
        places[key] = below = max(wanted[key], below + LABEL_HEIGHT)
    above = PLOT_HEIGHT + LABEL_HEIGHT
    for key in reversed(order):
        places[key] = above = min(places[key], above - LABEL_HEIGHT)
    return {key: places[key] - wanted[key] for key in order}
