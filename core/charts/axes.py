"""The axes of a comparison's curves: what they show, from where to where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analysis.lines import Line
from core.charts.parts import band, note
from core.charts.themes import Theme
from core.charts.ticks import ticks_within
from core.i18n import gettext

LANE = 0.1
"""Width of the lane of test results, right of the epochs, as a share of the plot's."""
GAP = 0.012
"""Between the epochs and the lane, likewise."""
SHORT_OF_ZERO = 0.005
"""Where an axis of whole numbers begins, as a share of it, so that it has no tick at zero."""
FREE = 0.1
"""Share of a percent axis that is left free under the lowest late value, for names of levels."""
STEP, TALLEST = 0.05, 0.9
"""A percent axis that shows late epochs begins at a multiple of STEP, at TALLEST or below."""
SMALLEST_STEPS = 12
"""Up to so many epochs, each has a tick."""


@dataclass(frozen=True, kw_only=True)
class Axes:
    """The axes of a chart.

    Attributes:
        across: Title of the x axis, with its unit.
        up: Title of the y axis, with its unit.
        reach: End of the x axis, so that it does not change during runs; None to fit the curves.
        log_x: Whether the x axis is logarithmic.
        log_y: Whether the y axis is logarithmic.
        whole: Whether x is a whole number, such as an epoch.
        low: Lower end of a y axis that is planned before the first value; None to fit the curves.
        high: Its upper end.
        percent: Whether y is a share, written in percent.
        lane: Whether there is a lane for test results, right of the last epoch.
    """

    across: str
    up: str
    reach: float | None = None
    log_x: bool = False
    log_y: bool = False
    whole: bool = False
    low: float | None = None
    high: float | None = None
    percent: bool = False
    lane: bool = False

    @property
    def value(self) -> str:
        """plotly's template of a value in a hover text."""
        return "%{y:.1%}" if self.percent else "%{y:.4f}"


def late_range(
    lines: Sequence[Line], figures: Sequence[float], reach: float, *, percent: bool
) -> tuple[float, float] | None:
    """The y axis on which two runs differ most: what their last two thirds need.

    Args:
        lines: The curves; only those of validation count.
        figures: Other figures that must be on it, such as test results.
        reach: End of the x axis.
        percent: Whether y is a share, which ends at 1.

    Returns:
        Lower and upper end; None before there is any value.
    """
    curves = [(line.x > reach / 3, line) for line in lines if not line.training]
    ends = [(late, end) for late, line in curves for end in (line.values, line.low, line.high)]
    late = [end[is_late] for is_late, end in ends if end is not None]
    values = np.concatenate([np.array(figures, np.float64), *late])
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    if percent:
        begins = np.floor((low - FREE * (1 - low)) / STEP) * STEP
        return float(np.clip(begins, 0.0, TALLEST)), 1.015
    room = 0.08 * (high - low) or 0.05 * abs(high)
    return low - room, high + room


def set_axes(layout: dict[str, Any], axes: Axes, lines: Sequence[Line], palette: Theme) -> None:
    """Set the ranges and ticks of a layout for these lines.

    The lane is an x axis of its own, from 0 to 1, so that no epoch's tick can stand under it and
    zooming leaves it where it is.
    """
    x, y = layout["xaxis"], layout["yaxis"]
    if axes.percent:
        y |= {"tickformat": ".0%"}
    if axes.low is not None and not axes.log_y:
        y |= {"range": [axes.low, axes.high]}
    if axes.log_y:
        y |= {"type": "log", "exponentformat": "none"}
        y |= ticks_within(*(line.values for line in lines))
    if axes.whole:
        x |= {"tickformat": ",d"}
        # In the row of the ticks, left of them: a title under them would take a row more.
        x["title"] = {"text": ""}
        place = {"xref": "paper", "yref": "paper", "yanchor": "top", "yshift": -5}
        quiet = {"font": {"color": palette.quiet}, "before": True, "shift": 6, **place}
        layout["annotations"] = [note(axes.across, 0, 0, **quiet)]
        if axes.reach and axes.reach <= SMALLEST_STEPS and not axes.log_x:
            x |= {"dtick": 1}
    if axes.log_x:
        x |= {"type": "log", "exponentformat": "none", "tickformat": ",~r"}
    elif axes.reach:
        pad = 0.02 * axes.reach  # half a marker
        x |= {"range": [SHORT_OF_ZERO * axes.reach if axes.whole else -pad, axes.reach + pad]}
    if axes.lane:
        x |= {"domain": [0, 1 - LANE - GAP]}
        ticks = {"tickvals": [0.5], "ticktext": [f"<b>{gettext('test')}</b>"]}
        ticks |= {"tickcolor": "rgba(0,0,0,0)"}  # it is as far from the plot as the epochs' are
        plain = {"fixedrange": True, "showgrid": False, "showline": False}
        place = {"range": [0, 1], "domain": [1 - LANE, 1]}
        layout["xaxis2"] = palette.axis("", **ticks, **plain, **place)
        layout["shapes"] = [band(1 - LANE, 1, palette.surface, xref="paper")]
