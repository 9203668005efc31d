"""A run's curves: training dashed, validation solid, published figures as stars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.charts.arrays import decode, encode, thin
from core.charts.families import FAMILY_STYLES
from core.charts.parts import VALUE, curve, marker, points
from core.charts.themes import EMPTY, THEMES
from core.i18n import gettext

MARKERS_UP_TO = 40


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of a chart.

    Attributes:
        name: Its name in the legend, in the reader's language.
        ends: (n,) where they are, in epochs: 1.0 is the end of the first.
        values: (n,) values; NaN leaves a gap.
        training: Whether it is measured on the training data; drawn dashed and thinner.
        faint: Whether to draw it in the background, as another seed of the same recipe.
        key: Identifies the curve if a chart has several with one name.
    """

    name: str
    ends: np.ndarray
    values: np.ndarray
    training: bool = False
    faint: bool = False
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Values shown in addition to the curves.

    Attributes:
        published: 0-based epoch → published validation figure, drawn as stars.
        published_training: The same for training.
        published_test: The published test figure, drawn as a horizontal line.
        test: The run's test result, drawn as a point after the last epoch.
        baseline: The result of a baseline on the same data, drawn as a horizontal line.
        baseline_name: Its name in the legend; the guess "as now" if empty.
    """

    published: Mapping[int, float] = field(default_factory=dict)
    published_training: Mapping[int, float] = field(default_factory=dict)
    published_test: float | None = None
    test: float | None = None
    baseline: float | None = None
    baseline_name: str = ""


def plot_curves(
    curves: Sequence[Curve],
    *,
    family: str,
    axis: str,
    epochs: int,
    marks: Marks | None = None,
    theme: str = "light",
    revision: str = "",
    scale: tuple[float, str] | None = None,
) -> dict[str, Any]:
    """Plot curves over epochs.

    Args:
        curves: The curves to draw.
        family: The family whose colour and marker they have.
        axis: The title of the vertical axis, with its unit.
        epochs: Length of the horizontal axis, so that it does not change during a run.
        marks: Values to show in addition to the curves.
        theme: ``light`` or ``dark``.
        revision: Zoom and hidden curves are kept as long as this stays the same.
        scale: The size of a value of 1 in another unit, and that unit, to add to hover texts.

    Returns:
        A plotly figure: ``data`` and ``layout``, with at most 500 points per curve. Each trace has
        a ``uid`` that is stable across updates and valid in a CSS class name.
    """
    marks = marks or Marks()
    style, palette = FAMILY_STYLES[family], THEMES[theme]
    colour = style.colour(theme)
    free = max(0.5, 0.03 * epochs)  # for the test, after the last epoch
    reach = (0.0, epochs + 1.8 * free)
    traces = [_line(line, colour, style.symbol, epochs) for line in curves]
    if marks.published_test is not None:
        height, name = marks.published_test, gettext("published test")
        traces.append(_level("published-test", name, height, reach, palette.reference, "dot"))
    if marks.baseline is not None:
        name = marks.baseline_name or gettext("guess: as now")
        traces.append(
            _level("guess", name, marks.baseline, reach, palette.text, "12px,4px,2px,4px")
        )
    traces += _published(marks, palette.reference)
    if marks.test is not None:
        last = max((float(line.ends[-1]) for line in curves if len(line.ends)), default=1.0)
        drawn = marker(style.symbol, 14, colour, palette.background)
        test = points(last + 1.1 * free, marks.test, drawn, uid="test", name=gettext("test"))
        traces.append(test | {"hovertemplate": VALUE})  # the test follows the last epoch
    if scale:
        traces = [_in_unit(trace, *scale) for trace in traces]
    layout = palette.layout(gettext("epoch"), axis, revision, hovermode="x unified")
    ticks = {"dtick": 1} if epochs <= 12 else {"nticks": 10}
    layout["xaxis"] |= {"range": list(reach), "tickformat": ",d"} | ticks
    if not traces:
        layout["yaxis"] |= EMPTY
    return {"data": traces, "layout": layout}


def _in_unit(trace: dict[str, Any], scale: float, unit: str) -> dict[str, Any]:
    """Add values in ``unit`` to a trace's hover text, except for published figures."""
    if "hovertemplate" not in trace or trace.get("legendgroup") == "published":
        return trace
    converted = encode(decode(trace["y"]) * scale)
    return trace | {
        "customdata": converted,
        "hovertemplate": f"{VALUE} = %{{customdata:.2f}} {unit}",
    }


def _line(line: Curve, colour: str, symbol: str, epochs: int) -> dict[str, Any]:
    drawn = thin(len(line.values), line.values)
    few = epochs <= MARKERS_UP_TO or len(line.values) == 1
    within = bool(np.any(line.ends % 1))  # points within epochs: too many for open symbols
    symbol = f"{symbol}-open" if line.training and not within else symbol
    return curve(
        line.ends[drawn],
        line.values[drawn],
        colour,
        2 if line.training or line.faint else 3,
        "7px,4px" if line.training else "solid",
        uid=f"{line.key}-{'training' if line.training else 'validation'}",
        name=line.name,
        mode="lines+markers" if few and not line.faint else "lines",
        opacity=0.4 if line.faint else 1.0,
        showlegend=not line.faint,
        marker=marker(symbol, 4 if within else 8, colour),
        # hover texts of many seeds would fill the screen
        **({"hoverinfo": "skip"} if line.faint else {"hovertemplate": VALUE}),
    )


def _level(
    uid: str, name: str, height: float, reach: tuple[float, float], colour: str, dash: str
) -> dict[str, Any]:
    level = curve(reach, (height, height), colour, dash=dash, hovertemplate=VALUE)
    return level | {"uid": uid, "name": name}


def _published(marks: Marks, colour: str) -> list[dict[str, Any]]:
    """Stars, filled for validation and open for training, like the runs' own markers."""
    traces = []
    if marks.published:
        traces.append(_stars(gettext("published"), marks.published, "star", colour))
    if marks.published_training:
        name = gettext("published, training")
        star = _stars(name, marks.published_training, "star-open", colour)
        traces.append(star | {"showlegend": not marks.published})
    return traces


def _stars(name: str, figures: Mapping[int, float], symbol: str, colour: str) -> dict[str, Any]:
    epochs, heights = np.array(list(figures)) + 1, tuple(figures.values())
    stars = points(epochs, heights, marker(symbol, 12, colour, colour, 1.5), hovertemplate=VALUE)
    return stars | {"uid": f"published-{symbol}", "name": name, "legendgroup": "published"}
