"""A series over time: all of it with its splits, and one window with its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.charts.arrays import encode, thin
from core.charts.classes import CHOSEN
from core.charts.parts import band, curve, marker, note, points
from core.charts.themes import THEMES, Theme
from core.i18n import gettext

MAX_POINTS = 1_500
DAY = 86_400
MIN_STRIPE = 0.008
"""Smallest width of a window's stripe, as a share of the chart."""
LABEL_HEIGHT = 20
"""Pixels per line of text."""
DEGREES = "%{y:.1f}"


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
    drawn = thin(len(values), values, MAX_POINTS)
    line = _series(clock, drawn, values, palette)
    layout = palette.layout(clock.axis, axis, revision, shapes=[], annotations=[])
    for number, (name, (first, last)) in enumerate(bands.items()):
        fill = palette.grid if number % 2 == 0 else "rgba(0,0,0,0)"
        x0, x1 = clock.place(first), clock.place(last)
        layout["shapes"].append(band(x0, x1, fill))
        # Staggered, so that a short split's name does not run into the next one's.
        height = LABEL_HEIGHT * (len(bands) - 1 - number)
        place = {"yref": "paper", "yanchor": "bottom", "yshift": height}
        layout["annotations"].append(note(f"▏{name}", x0, 1.0, shift=-2, **place))
    # A window of days in a series of years would be thinner than a line.
    extra = max(0, int(len(values) * MIN_STRIPE) - (window[1] - window[0])) // 2
    x0 = clock.place(max(0, window[0] - extra))
    x1 = clock.place(min(len(values) - 1, window[1] + extra))
    edge = {"color": palette.text, "width": 2}
    layout["shapes"].append(band(x0, x1, CHOSEN, opacity=0.9, line=edge))
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
    drawn = rows[thin(len(rows), values[rows], MAX_POINTS)]
    line = _series(clock, drawn, values, palette) | {"name": gettext("measured")}
    drawn_read = read[thin(len(read), values[read])]
    dots = marker("circle", 6, palette.text)
    readings = points(clock.places(drawn_read), values[drawn_read], dots, hovertemplate=DEGREES)
    readings["name"] = gettext("read by the model ({count:,} readings)", count=len(read))
    layout = palette.layout(clock.axis, axis, revision, hovermode="x unified")
    x0, x1 = clock.place(int(read[0])), clock.place(now)
    layout["shapes"] = [band(x0, x1, palette.grid)]
    place = {"before": True, "shift": 6, "yref": "paper", "yanchor": "top"}
    layout["annotations"] = [note(gettext("now"), x1, 0.99, **place)]
    targets = (
        [] if target is None else _target_traces(values, clock, int(read[-1]), target, palette)
    )
    return {"data": [line, readings, *targets], "layout": layout}


def _target_traces(
    values: np.ndarray, clock: Clock, last: int, target: int, palette: Theme
) -> list[dict[str, Any]]:
    """The guess that the last reading stays as it is, and the true target."""
    places = clock.places(np.array([last, target]))
    persistence = curve(places, values[[last, last]], palette.reference, dash="dot")
    name = gettext("guess “as now”: {value}", value=minus(values[last]))
    persistence |= {"name": name, "hoverinfo": "skip"}
    places, diamond = clock.places(np.array([target])), marker("diamond", 17, CHOSEN, palette.text)
    aim = points(places, values[target], diamond, hovertemplate=DEGREES)
    aim["name"] = gettext("to be predicted: {value}", value=minus(values[target]))
    return [persistence, aim]


def minus(value: float) -> str:
    """Format a temperature with one decimal and a typographic minus sign."""
    return f"{value:.1f}".replace("-", "−")


def _series(clock: Clock, drawn: np.ndarray, values: np.ndarray, palette: Theme) -> dict[str, Any]:
    line = curve(clock.places(drawn), values[drawn], palette.neutral, 1.5, showlegend=False)
    return line | {"hovertemplate": DEGREES}
