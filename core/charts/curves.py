"""A run's curves: training dashed, validation solid, the source's figures as stars."""

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
        name: What the legend calls it, in the reader's language.
        epochs: (n,) 0-based epochs; shown 1-based.
        values: (n,) heights; NaN leaves a gap.
        training: Dashed and thinner: what the model was fitted to.
        faint: Stands behind: another seed of the same recipe.
        key: Whose curve it is, where one chart has several of one name.
    """

    name: str
    epochs: np.ndarray
    values: np.ndarray
    training: bool = False
    faint: bool = False
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Figures beside the curves.

    Attributes:
        published: 0-based epoch → validation height, as a source printed it.
        published_training: The same for training.
        published_test: Height of a line across: the source's test figure.
        test: Height of a point at the last epoch: this run's test figure.
        baseline: Height of a line across: what a model without a network gets on the same data.
        baseline_name: What the legend calls that; of a series it is the guess "as now".
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
    """Curves over epochs.

    Args:
        family: Whose colour and marker they have.
        axis: What the heights are, with their unit.
        epochs: How long the horizontal axis is, so that it does not jump while a run goes on.
        theme: ``light`` or ``dark``.
        revision: Zoom and hidden curves are kept as long as this stays the same.
        scale: How many of a unit one of the heights is, and the unit, to be said beside them.

    Returns:
        A plotly figure: ``data`` and ``layout``; at most 500 points a curve; each trace has a
        ``uid`` that stays its own while others come and go, and that a CSS class may be called.
    """
    marks = marks or Marks()
    style, looks = FAMILY_STYLES[family], THEMES[theme]
    colour = style.colour(theme)
    traces = [_line(curve, colour, style.symbol, epochs) for curve in curves]
    if marks.published_test is not None:
        traces.append(
            _across(
                "published-test",
                gettext("published test"),
                marks.published_test,
                epochs,
                looks.reference,
                "dot",
            )
        )
    if marks.baseline is not None:
        name = marks.baseline_name or gettext("guess: as now")
        dashes = "12px,4px,2px,4px"
        traces.append(_across("guess", name, marks.baseline, epochs, looks.text, dashes))
    traces += _published(marks, looks.reference)
    if marks.test is not None:
        last = max((int(curve.epochs[-1]) for curve in curves if len(curve.epochs)), default=0)
        after = last + 1.1 * margin(epochs)  # it is measured after the last epoch
        traces.append(_test(marks.test, after, colour, style.symbol, looks.background))
    if scale:
        traces = [_in_unit(trace, *scale) for trace in traces]
    layout = looks.over_epochs(axis, epochs) | {"uirevision": revision}
    if not traces:
        layout["yaxis"] |= {"showticklabels": False, "ticks": "", "range": [0, 1]}
    return {"data": traces, "layout": layout}


def _in_unit(trace: dict[str, Any], scale: float, unit: str) -> dict[str, Any]:
    """The trace, saying its heights in ``unit`` too; a source's figures are on its own scale."""
    if "hovertemplate" not in trace or trace.get("legendgroup") == "published":
        return trace
    heights = encode(decode(trace["y"]) * scale)
    return trace | {
        "customdata": heights,
        "hovertemplate": f"%{{y:.4f}} = %{{customdata:.2f}} {unit}",
    }


def _line(curve: Curve, colour: str, symbol: str, epochs: int) -> dict[str, Any]:
    kept = thin(len(curve.values), curve.values)
    few = epochs <= MARKERS_UP_TO or len(curve.values) == 1
    return {
        "type": "scatter",
        "uid": f"{curve.key}-{'training' if curve.training else 'validation'}",
        "name": curve.name,
        "mode": "lines+markers" if few and not curve.faint else "lines",
        "x": encode(curve.epochs[kept] + 1),
        "y": encode(curve.values[kept]),
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
        # many seeds would fill the screen
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
    """Stars, filled for validation and open for training as the runs' own markers are."""
    found = []
    if marks.published:
        found.append(_stars(gettext("published"), marks.published, "star", colour))
    if marks.published_training:
        name = gettext("published, training")
        star = _stars(name, marks.published_training, "star-open", colour)
        found.append(star | {"showlegend": not marks.published})
    return [trace | {"legendgroup": "published"} for trace in found]


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
