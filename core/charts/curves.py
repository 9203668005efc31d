"""A run's curves: training dashed, validation solid, published figures as stars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.charts.arrays import decode, encode, thin
from core.charts.families import FAMILY_STYLES
from core.charts.themes import THEMES, margin
from core.i18n import gettext

MARKERS_UP_TO = 40


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of a chart.

    Attributes:
        name: Its name in the legend, in the reader's language.
        epochs: (n,) 0-based epochs; shown 1-based.
        values: (n,) values; NaN leaves a gap.
        training: Whether it is measured on the training data; drawn dashed and thinner.
        faint: Whether to draw it in the background, as another seed of the same recipe.
        key: Identifies the curve if a chart has several with one name.
    """

    name: str
    epochs: np.ndarray
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
    traces = [_line(curve, colour, style.symbol, epochs) for curve in curves]
    if marks.published_test is not None:
        traces.append(
            _across(
                "published-test",
                gettext("published test"),
                marks.published_test,
                epochs,
                palette.reference,
                "dot",
            )
        )
    if marks.baseline is not None:
        name = marks.baseline_name or gettext("guess: as now")
        dashes = "12px,4px,2px,4px"
        traces.append(_across("guess", name, marks.baseline, epochs, palette.text, dashes))
    traces += _published(marks, palette.reference)
    if marks.test is not None:
        last = max((int(curve.epochs[-1]) for curve in curves if len(curve.epochs)), default=0)
        after = last + 1.1 * margin(epochs)  # the test follows the last epoch
        traces.append(_test(marks.test, after, colour, style.symbol, palette.background))
    if scale:
        traces = [_in_unit(trace, *scale) for trace in traces]
    layout = palette.over_epochs(axis, epochs) | {"uirevision": revision}
    if not traces:
        layout["yaxis"] |= {"showticklabels": False, "ticks": "", "range": [0, 1]}
    return {"data": traces, "layout": layout}


def _in_unit(trace: dict[str, Any], scale: float, unit: str) -> dict[str, Any]:
    """Add values in ``unit`` to a trace's hover text, except for published figures."""
    if "hovertemplate" not in trace or trace.get("legendgroup") == "published":
        return trace
    converted = encode(decode(trace["y"]) * scale)
    return trace | {
        "customdata": converted,
        "hovertemplate": f"%{{y:.4f}} = %{{customdata:.2f}} {unit}",
    }


def _line(curve: Curve, colour: str, symbol: str, epochs: int) -> dict[str, Any]:
    drawn = thin(len(curve.values), curve.values)
    few = epochs <= MARKERS_UP_TO or len(curve.values) == 1
    return {
        "type": "scatter",
        "uid": f"{curve.key}-{'training' if curve.training else 'validation'}",
        "name": curve.name,
        "mode": "lines+markers" if few and not curve.faint else "lines",
        "x": encode(curve.epochs[drawn] + 1),
        "y": encode(curve.values[drawn]),
        "opacity": 0.4 if curve.faint else 1.0,
        "showlegend": not curve.faint,
        "line": {
            "color": colour,
            "width": 2 if curve.training or curve.faint else 3,
            "dash": "7px,4px" if curve.training else "solid",
        },
        "marker": {
            "symbol": symbol + "-open" if curve.training else symbol,
            "size": 8,
            "color": colour,
        },
        # hover texts of many seeds would fill the screen
        **({"hoverinfo": "skip"} if curve.faint else {"hovertemplate": "%{y:.4f}"}),
    }


def _across(
    uid: str, name: str, height: float, epochs: int, colour: str, dash: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": uid,
        "name": name,
        "mode": "lines",
        "x": encode(np.array([1 - margin(epochs), epochs + 1.8 * margin(epochs)])),
        "y": encode(np.array([height, height])),
        "line": {"color": colour, "width": 2, "dash": dash},
        "hovertemplate": "%{y:.4f}",
    }


def _published(marks: Marks, colour: str) -> list[dict[str, Any]]:
    """Stars, filled for validation and open for training, like the runs' own markers."""
    traces = []
    if marks.published:
        traces.append(_stars(gettext("published"), marks.published, "star", colour))
    if marks.published_training:
        name = gettext("published, training")
        star = _stars(name, marks.published_training, "star-open", colour)
        traces.append(star | {"showlegend": not marks.published})
    return [trace | {"legendgroup": "published"} for trace in traces]


def _stars(name: str, points: Mapping[int, float], symbol: str, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": f"published-{symbol}",
        "name": name,
        "mode": "markers",
        "x": encode(np.array(list(points)) + 1),
        "y": encode(np.array(list(points.values()))),
        "marker": {
            "symbol": symbol,
            "size": 12,
            "color": colour,
            "line": {"width": 1.5, "color": colour},
        },
        "hovertemplate": "%{y:.4f}",
    }


def _test(height: float, epoch: float, colour: str, symbol: str, edge: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "uid": "test",
        "name": gettext("test"),
        "mode": "markers",
        "x": encode(np.array([epoch + 1])),
        "y": encode(np.array([height])),
        "marker": {
            "symbol": symbol,
            "size": 14,
            "color": colour,
            "line": {"width": 2, "color": edge},
        },
        "hovertemplate": "%{y:.4f}",
    }
