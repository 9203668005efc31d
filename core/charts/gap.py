"""The one remark inside a chart of accuracies: whose training runs away from its validation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.analysis.lines import Line
from core.charts.axes import Axes
from core.charts.colours import shade_of
from core.charts.labels import NAME_SIZE
from core.charts.parts import note
from core.charts.texts import escaped, short
from core.i18n import gettext

LEAST = 0.15
"""Nothing is said of a smaller gap at the end, as a share."""
WIDTH, HEIGHT = 0.34, 0.12
"""Room for the remark, as shares of the axes."""
NAME = "gap"
"""Name of the annotation, by which a replay keeps it back until the end."""
APART = 0.02
"""Its distance from every curve, as a share of the y axis."""
STEPS = 41


def gap_note(lines: Sequence[Line], axes: Axes, theme: str) -> list[dict[str, Any]]:
    """Return the remark as an annotation in free space inside the gap, or nothing.

    It is about the largest gap of curves that have reached the end of the axis, so that it neither
    comes too early nor moves.
    """
    if not axes.percent or not axes.reach or axes.low is None or axes.high is None:
        return []
    curves = {(line.key, line.training): line for line in lines if len(line.values)}
    gaps = {
        key: float(training.values[-1] - curves[key, False].values[-1])
        for (key, is_training), training in curves.items()
        if is_training and (key, False) in curves
        if min(training.x[-1], curves[key, False].x[-1]) >= axes.reach
    }
    if not gaps or not max(gaps.values()) >= LEAST:
        return []
    key = max(gaps, key=gaps.__getitem__)
    place = _free(curves[key, True], curves[key, False], list(curves.values()), axes)
    if place is None:
        return []
    line = curves[key, True]
    name = escaped(short(line.label, 18))
    text = gettext("{name} in training:\nit learns by heart", name=name).replace("\n", "<br>")
    font = {"color": shade_of(line.family, line.shade, theme), "size": NAME_SIZE, "weight": 600}
    return [note(text, *place, name=NAME, yanchor="middle", align="left", font=font)]


def _free(
    above: Line, below: Line, curves: Sequence[Line], axes: Axes
) -> tuple[float, float] | None:
    """The left end and middle of a box between two curves that no curve crosses, as near to the
    upper one as can be."""
    span, best = axes.high - axes.low, None
    for left in np.linspace(0.15, 1 - WIDTH, 12) * axes.reach:
        under = left + np.linspace(0, WIDTH, STEPS) * axes.reach
        heights = [np.interp(under, line.x, line.values) for line in curves]
        upper, lower = (np.interp(under, line.x, line.values) for line in (above, below))
        for middle in np.linspace(lower.max(), upper.min(), STEPS):
            room = HEIGHT / 2 * span
            clear = all(np.abs(height - middle).min() > room + APART * span for height in heights)
            distance = float(upper.min() - middle)
            if clear and middle > lower.max() and (best is None or distance < best[0]):
                best = (distance, float(left), float(middle))
    return best and best[1:]
