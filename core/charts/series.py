"""A series over time: all of it with its splits, and one window with its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.charts.arrays import encode, thin
from core.charts.classes import CHOSEN, NEUTRAL
from core.charts.themes import THEMES, Theme
from core.i18n import gettext

MOST_POINTS = 1_500
DAY = 86_400
LEAST_STRIPE = 0.008
"""Smallest width of a window's stripe, as a share of the chart."""
LABEL_HEIGHT = 20
"""Pixels per line of text."""


@dataclass(frozen=True)
class Clock:
    """Maps rows of a series to positions on a time axis.

    Attributes:
        times: (rows,) int64 seconds.
        dated: Whether the times count from 1970 and are shown as dates; else they count from the
            first row and are shown in days.
    """

    times: np.ndarray
    dated: bool

    def places(self, rows: np.ndarray) -> Any:
        """Positions of rows, as plotly reads them: dates, or days from the first row."""
        seconds = self.times[rows]
        if self.dated:
            return np.datetime_as_string(seconds.astype("datetime64[s]"), unit="m").tolist()
        return encode(seconds / DAY)

    def place(self, row: int) -> Any:
        """Position of one row."""
        if self.dated:
            return self.places(np.array([row]))[0]
        return float(self.times[row] / DAY)

    @property
    def axis(self) -> str:
        """The title of the axis, with its unit."""
        return gettext("time (date)") if self.dated else gettext("time (days from the first row)")


def plot_whole(
    values: np.ndarray,
    clock: Clock,
    *,
    axis: str,
    bands: Mapping[str, tuple[int, int]],
    window: tuple[int, int],
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot the whole series, thinned without losing a peak, with bands for its splits.

    Args:
        values: (rows,) values.
        clock: The times of the rows.
        axis: The title of the vertical axis, with its unit.
        bands: Split name → its first and last row.
        window: First and last row of the window shown in detail.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    drawn = thin(len(values), values, MOST_POINTS)
    line = _line(clock.places(drawn), values[drawn], theme)
    layout = palette.layout(clock.axis, axis) | {"uirevision": revision, "hovermode": "closest"}
    layout |= {"shapes": [], "annotations": []}
    for number, (name, (first, last)) in enumerate(bands.items()):
        fill = palette.grid if number % 2 == 0 else "rgba(0,0,0,0)"
        # Staggered, so that a short split's name does not run into the next one's.
        height = LABEL_HEIGHT * (len(bands) - 1 - number)
        _band(layout, clock, (first, last), name, fill, height, palette)
    # A window of days in a series of years would be thinner than a line.
    extra = max(0, int(len(values) * LEAST_STRIPE) - (window[1] - window[0])) // 2
    rows = max(0, window[0] - extra), min(len(values) - 1, window[1] + extra)
    x0, x1 = (clock.place(row) for row in rows)
    edge = {"color": palette.text, "width": 2}
    layout["shapes"].append(_box(x0, x1) | {"fillcolor": CHOSEN, "opacity": 0.9, "line": edge})
    layout["margin"] |= {"t": 14 + LABEL_HEIGHT * len(bands)}
    return {"data": [line], "layout": layout}


def plot_window(
    values: np.ndarray,
    clock: Clock,
    *,
    axis: str,
    shown: tuple[int, int],
    read: np.ndarray,
    now: int,
    target: int | None = None,
    theme: str = "light",
    revision: str = "",
) -> dict[str, Any]:
    """Plot one window: the model's inputs, "now", the value to predict, and the guess "as now".

    Args:
        values: (rows,) values of the whole series.
        clock: The times of the rows.
        axis: The title of the vertical axis, with its unit.
        shown: First and last row to show.
        read: (steps,) rows the model reads.
        now: The row at which the prediction is made.
        target: The row whose value is predicted; None for a measurement that is only read.
        theme: ``light`` or ``dark``.
        revision: Zoom is kept as long as this stays the same.
    """
    palette = THEMES[theme]
    rows = np.arange(shown[0], shown[1] + 1)
    drawn = rows[thin(len(rows), values[rows], MOST_POINTS)]
    line = _line(clock.places(drawn), values[drawn], theme) | {"name": gettext("measured")}
    drawn_read = read[thin(len(read), values[read])]
    readings = {
        "type": "scatter",
        "mode": "markers",
        "name": gettext("read by the model ({count:,} readings)", count=len(read)),
        "x": clock.places(drawn_read),
        "y": encode(values[drawn_read]),
        "marker": {"size": 6, "color": palette.text},
        "hovertemplate": "%{y:.1f}",
    }
    layout = palette.layout(clock.axis, axis) | {"uirevision": revision}
    x0, x1 = clock.place(int(read[0])), clock.place(now)
    layout["shapes"] = [_box(x0, x1) | {"fillcolor": palette.grid, "line": {"width": 0}}]
    layout["annotations"] = [_label(x1, gettext("now"), "right", palette)]
    targets = (
        [] if target is None else _target_traces(values, clock, int(read[-1]), target, palette)
    )
    return {"data": [line, readings, *targets], "layout": layout}


def _target_traces(
    values: np.ndarray, clock: Clock, last: int, target: int, palette: Theme
) -> list[dict[str, Any]]:
    """The guess that the last reading stays as it is, and the true target."""
    persistence = {
        "type": "scatter",
        "mode": "lines",
        "name": gettext("guess “as now”: {value}", value=minus(values[last])),
        "x": clock.places(np.array([last, target])),
        "y": encode(values[[last, last]]),
        "line": {"color": palette.reference, "width": 2, "dash": "dot"},
        "hoverinfo": "skip",
    }
    aim = {
        "type": "scatter",
        "mode": "markers",
        "name": gettext("to be predicted: {value}", value=minus(values[target])),
        "x": clock.places(np.array([target])),
        "y": encode(values[[target]]),
        "marker": {
            "symbol": "diamond",
            "size": 17,
            "color": CHOSEN,
            "line": {"width": 2, "color": palette.text},
        },
        "hovertemplate": "%{y:.1f}",
    }
    return [persistence, aim]


def minus(value: float) -> str:
    """Format a temperature with one decimal and a typographic minus sign."""
    return f"{value:.1f}".replace("-", "−")


def _line(places: Any, values: np.ndarray, theme: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": places,
        "y": encode(values),
        "line": {"color": NEUTRAL[theme], "width": 1.5},
        "hovertemplate": "%{y:.1f}",
        "showlegend": False,
    }


def _band(
    layout: dict[str, Any],
    clock: Clock,
    rows: tuple[int, int],
    name: str,
    fill: str,
    height: int,
    palette: Theme,
) -> None:
    x0, x1 = (clock.place(row) for row in rows)
    layout["shapes"].append(_box(x0, x1) | {"fillcolor": fill, "line": {"width": 0}})
    layout["annotations"].append(
        _label(x0, f"▏{name}", "left", palette)
        | {"y": 1.0, "yanchor": "bottom", "xshift": -2, "yshift": height}
    )


def _box(x0: Any, x1: Any) -> dict[str, Any]:
    place = {"type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1}
    return place | {"x0": x0, "x1": x1, "layer": "below"}


def _label(x: Any, text: str, anchor: str, palette: Theme) -> dict[str, Any]:
    place = {"xref": "x", "yref": "paper", "x": x, "y": 0.99, "yanchor": "top"}
    place |= {"xanchor": anchor, "xshift": -6 if anchor == "right" else 6}
    return place | {"text": text, "showarrow": False, "font": {"color": palette.text}}
