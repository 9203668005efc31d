"""Many runs in one chart: curves with bands, labelled at their ends, coloured by family."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analysis.lines import Line
from core.charts.arrays import thin
from core.charts.axes import Axes, set_axes
from core.charts.colours import SLATE, see_through, shade_of, symbol_of
from core.charts.gap import gap_note
from core.charts.labels import label_width, name_labels
from core.charts.parts import ALONE, NAMED, curve, marker, points
from core.charts.texts import escaped
from core.charts.themes import EMPTY, THEMES, Theme

NAMED_UP_TO = 12
MARKERS_UP_TO = 40
DOTS_UP_TO = 150
"""Up to so many points, a training curve has dots."""
MUTED = 0.15
TRAINING = 0.45
"""Opacity of training curves, which are the context of the validation curves."""
DASHES = "6px,5px"
BESIDE = 0.065
"""Test results nearer than this stand side by side, as a share of the y axis."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A point next to the curves: a test result or a published figure.

    Attributes:
        key: The key of the curve it belongs to.
        label: Its name in hover texts.
        family: One of FAMILIES.
        shade: The recipe's number within its family.
        value: Its value.
        published: Whether it is a published figure, drawn as a star instead of the family's marker.
        epoch: The end of the epoch it belongs to, 1.0 for the first; None for the lane.
    """

    key: str
    label: str
    family: str
    shade: int
    value: float
    published: bool = False
    epoch: float | None = None


def plot_overlay(
    lines: Sequence[Line],
    figures: Sequence[Figure],
    axes: Axes,
    *,
    highlight: str = "",
    theme: str = "light",
    revision: str = "",
    height: int = 430,
    coming: Collection[str] = (),
    foot: float = 0,
    one_run: bool = False,
) -> dict[str, Any]:
    """Plot the curves of many runs.

    Args:
        lines: The curves.
        figures: Points in the lane, if the axes have one, or at an epoch.
        axes: The axes.
        highlight: Key of the one curve to emphasise, with the others muted; "" for none.
        theme: ``light`` or ``dark``.
        revision: Zoom and hidden curves are kept as long as this stays the same.
        height: The least height at which the chart is shown, in pixels; see ``name_labels``.
        coming: Labels of curves that have no value yet, for which room is kept.
        foot: Pixels to the right of the plot's lower end that no name may take.
        one_run: Whether the chart is about one run: training curves are dashed, its diagnosis makes
            the remark, and a narrow screen has a legend instead of names.

    Returns:
        A plotly figure; each trace has a ``uid`` that is stable across updates.
    """
    palette = THEMES[theme]
    many = len({line.key for line in lines}) > NAMED_UP_TO
    layout = palette.layout(axes.across, axes.up, revision)
    layout["legend"] |= {"groupclick": "togglegroup"}
    set_axes(layout, axes, lines, palette)
    traces: list[dict[str, Any]] = []
    in_legend: set[str] = set()
    for line in sorted(lines, key=lambda line: line.key == highlight):
        is_first = line.key not in in_legend and not line.training
        in_legend |= {line.key} if is_first else set()
        strength = opacity(line.key, highlight)
        dash = DASHES if one_run and line.training else "solid"
        style = {"thin_line": many, "head": is_first, "dash": dash}
        traces += _traces(line, theme, strength, axes.value, **style)
    for key in {line.key for line in lines} - in_legend:  # runs with training curves only
        next(trace for trace in traces if trace["legendgroup"] == key)["showlegend"] = True
    if axes.lane:
        traces += [_nothing("epochs", "x"), _nothing("lane", "x2")]
    for figure, place in _side_by_side(figures, axes):
        traces.append(_point(figure, place, axes.value, theme, palette, highlight))
    named = [line for line in lines if line.key == highlight or not (many or highlight)]
    notes = layout.setdefault("annotations", [])
    if one_run:  # a narrow chart has no room for the axis' title before its first tick
        notes[:] = [title | {"xanchor": "right", "xshift": -6} for title in notes]
    notes += name_labels(named, lines, axes, height, theme, foot)
    if not (one_run or many or highlight):
        notes += gap_note(lines, axes, theme)
    names = [line.label for line in named] + list(() if many or highlight else coming)
    layout["margin"] |= {"t": 12, "r": 12 + label_width(names)}
    # Names are next to the curves; a narrow screen has no room there, and chips above the chart.
    layout["showlegend"] = False
    layout["meta"] = {"named": True, "across": axes.across, "legend": one_run}
    if not lines and axes.low is None:
        layout["yaxis"] |= EMPTY
    return {"data": traces, "layout": layout}


def identity(key: str, kind: str, label: str, highlight: str) -> dict[str, Any]:
    """What identifies a point of the curve ``key``, and its opacity; see ``opacity``."""
    trace = {"uid": f"{key} {kind}", "meta": key, "name": escaped(label)}
    return trace | {"opacity": opacity(key, highlight)}


def opacity(key: str, highlight: str) -> float:
    """The opacity of what belongs to ``key`` if ``highlight`` is emphasised ("" for nothing)."""
    return MUTED if highlight not in ("", key) else 1.0


def _nothing(name: str, axis: str) -> dict[str, Any]:
    """An empty trace: of several axes, plotly draws only those that have one."""
    return points(np.nan, np.nan, {}, uid=name, xaxis=axis, showlegend=False)


def _side_by_side(figures: Sequence[Figure], axes: Axes) -> list[tuple[Figure, float]]:
    """Each figure and its place across the lane, so that near ones do not cover each other."""
    span = axes.high - axes.low if axes.low is not None and axes.high is not None else 1.0
    rows: list[list[Figure]] = []
    for figure in sorted(figures, key=lambda figure: figure.value):
        if figure.epoch is not None:
            continue
        if rows and figure.value - rows[-1][-1].value < BESIDE * span:
            rows[-1].append(figure)
        else:
            rows.append([figure])
    places = [
        (figure, (2 * index + 1) / (2 * len(row)))
        for row in rows
        for index, figure in enumerate(row)
    ]
    return places + [(figure, figure.epoch) for figure in figures if figure.epoch is not None]


def _traces(
    line: Line, theme: str, strength: float, value: str, *, thin_line: bool, head: bool, dash: str
) -> list[dict[str, Any]]:
    """A line's traces, back to front: band, single seeds, the curve before smoothing, the curve."""
    colour, muted = shade_of(line.family, line.shade, theme), strength < 1
    uid = f"{line.key} {'training' if line.training else 'validation'}"
    drawn = thin(len(line.values), line.values)
    traces = []
    if line.low is not None and not muted and not line.training:
        traces.append(_band(line, drawn, colour) | {"uid": f"{uid} band"})
    if not (muted or thin_line or line.training):
        for index, (x, values) in enumerate(line.singles):
            shown = thin(len(values), values)
            # plotly uses the uid in a CSS selector
            single = {"uid": f"{uid} single-{index}", "hoverinfo": "skip"}
            faint = see_through(colour, 0.45)
            traces.append(curve(x[shown], values[shown], faint, 1) | single)
    if line.raw is not None and not muted:
        shown = thin(len(line.raw), line.raw)
        faint = see_through(colour, 0.3)
        raw = curve(line.x[shown], line.raw[shown], faint, 1.5, uid=f"{uid} raw")
        traces.append(raw | {"meta": line.key, "hoverinfo": "skip"})
    width = (1 if line.training else 2) if thin_line else (1.2 if line.training else 3)
    bare = dash != "solid" or line.shade == SLATE
    if bare:
        width = 2 if line.shade == SLATE else 1.6
    elif line.training:
        colour = see_through(colour, TRAINING)
    main = curve(line.x[drawn], line.values[drawn], colour, width, dash, uid=uid, meta=line.key)
    main["hovertemplate"] = f"{NAMED}%{{x:,.4~r}} · {value}{ALONE}"
    few = len(line.values) <= (DOTS_UP_TO if line.training else MARKERS_UP_TO) and not thin_line
    if (few and not bare) or len(line.values) == 1:
        dot = marker("circle", 4, colour)
        symbol = dot if line.training else marker(symbol_of(line.family, line.shade), 8, colour)
        main |= {"mode": "lines+markers", "marker": symbol}
    common = {"name": escaped(line.label), "legendgroup": line.key, "opacity": strength}
    traces = [trace | common | {"showlegend": False} for trace in (*traces, main)]
    traces[-1]["showlegend"] = head
    return traces


def _band(line: Line, drawn: np.ndarray, colour: str) -> dict[str, Any]:
    """The range from the lowest to the highest seed, as one closed outline."""
    known = drawn[np.isfinite(line.low[drawn]) & np.isfinite(line.x[drawn])]
    x = np.concatenate([line.x[known], line.x[known][::-1]])
    y = np.concatenate([line.high[known], line.low[known][::-1]])
    fill = {"fill": "toself", "fillcolor": see_through(colour, 0.18), "hoverinfo": "skip"}
    return curve(x, y, colour, 0) | fill


def _point(
    figure: Figure, x: float, value: str, theme: str, palette: Theme, highlight: str
) -> dict[str, Any]:
    colour = shade_of(figure.family, figure.shade, theme)
    if figure.published:
        symbol = marker("star", 14, palette.background, colour)
    else:
        size = 11 if figure.shade == SLATE else 14
        symbol = marker(symbol_of(figure.family, figure.shade), size, colour, palette.background)
    kind = "published" if figure.published else "test"
    kind += "" if figure.epoch is None else f"-{figure.epoch:g}"
    more = {"legendgroup": figure.key, "showlegend": False}
    more |= {"xaxis": "x2"} if figure.epoch is None else {}
    point = points(x, figure.value, symbol, **more)
    point["hovertemplate"] = f"{NAMED}{value}{ALONE}"
    return point | identity(figure.key, kind, figure.label, highlight)
