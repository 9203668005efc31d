"""The axes of a comparison's curves: what they show, from where to where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analysis.lines import Line
from core.charts.ticks import ticks_within

LANE = (0.3, 1.1)
"""Where the lane of test results begins and ends after the last epoch, in units of ``unit_of``."""


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

    @property
    def value(self) -> str:
        """plotly's template of a value in a hover text."""
        return "%{y:.1%}" if self.percent else "%{y:.4f}"


def set_axes(layout: dict[str, Any], axes: Axes, lines: Sequence[Line]) -> None:
    """Set the ranges and ticks of a layout for these lines."""
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
        if axes.reach and axes.reach <= 12 and not axes.log_x:
            x |= {"dtick": 1}
    if axes.log_x:
        x |= {"type": "log", "exponentformat": "none", "tickformat": ",~r"}
    elif axes.reach:
        unit = unit_of(axes.reach, axes)
        first = 1 - 0.5 * unit if axes.whole else -0.03 * axes.reach
        x |= {"range": [first, axes.reach + (LANE[1] + 0.05 if axes.whole else 0.05) * unit]}


def unit_of(last: float, axes: Axes) -> float:
    """A distance on the x axis that looks the same in all charts."""
    return max(1.0 if axes.whole else 0.0, last / 12)


def end_of(lines: Sequence[Line], axes: Axes) -> tuple[float, float]:
    """The end of the last epoch on the x axis, and the unit of what stands after it."""
    ends = [line.x[np.isfinite(line.x)].max() for line in lines if np.isfinite(line.x).any()]
    last = max([axes.reach or 0.0, *map(float, ends)])
    return last, 0.03 * last if axes.log_x else unit_of(last, axes)
