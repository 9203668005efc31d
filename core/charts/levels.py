"""Baselines as lines across a chart: what every curve has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.charts.parts import note, rule
from core.charts.texts import escaped
from core.charts.themes import Theme
from core.i18n import gettext

NAME_SIZE = 14
LEVEL_HEIGHT = 1.4 * NAME_SIZE
"""Pixels that the label of a level takes to the right of a plot."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """A test result drawn as a line across the whole chart.

    Attributes:
        name: Identifies it across updates.
        label: Its label, in a few words.
        value: Its position on the axis of the test results.
        seen: Whether the axis must include it; a value far from every curve flattens them.
    """

    name: str
    label: str
    value: float
    seen: bool = True


def least_shown(levels: Sequence[Level]) -> float:
    """The lower end of an axis of accuracies, before any is known: ten points under guessing."""
    return max(0.0, round(min((level.value for level in levels), default=0.1) - 0.1, 2))


def in_sight(levels: Sequence[Level], values: np.ndarray) -> list[Level]:
    """Levels that must be seen, and those within the range of the values drawn anyway.

    plotly extends an axis to everything drawn on it.

    Args:
        levels: The levels to choose from.
        values: The other values drawn; NaN for missing ones.
    """
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if len(finite) else (np.inf, -np.inf)
    return [level for level in levels if level.seen or low <= level.value <= high]


def add_levels(
    figure: dict[str, Any],
    levels: Sequence[Level],
    palette: Theme,
    *,
    upright: bool = False,
    logarithmic: bool = False,
    at_end: int = 0,
    aside: bool = False,
) -> None:
    """Add levels to a chart, as labelled dotted lines.

    Args:
        figure: A figure of ``core.charts``, changed in place.
        levels: The levels to draw.
        palette: The colours of the chart.
        upright: Whether test results are on the x axis.
        logarithmic: Whether the axis of the test results is logarithmic.
        at_end: 1 to put labels at the far end of the lines, 0 at the near end.
        aside: Whether the label is to the right of the plot instead, with a line for each level.
    """
    layout, axis = figure["layout"], "x" if upright else "y"
    shapes, names = layout.setdefault("shapes", []), layout.setdefault("annotations", [])
    shown = [level for level in levels if level.value > 0 or not logarithmic]
    if not shown:
        return
    shapes += [rule(axis, one.value, palette.reference, 1.5, "dot", layer="below") for one in shown]
    # One label for all: lines that are close would make several lie on each other.
    planned = layout[f"{axis}axis"].get("range")
    low, high = planned if planned and not logarithmic else (-np.inf, np.inf)
    lowest = min(shown, key=lambda level: level.value)
    value = float(np.log10(lowest.value)) if logarithmic else lowest.value
    place = (value, at_end) if upright else (at_end, value)
    arrows = ["↓ " if one.value < low else "↑ " if one.value > high else "" for one in shown]
    names_of = [arrow + escaped(one.label) for arrow, one in zip(arrows, shown, strict=True)]
    text = gettext("Without a network: {levels}", levels=", ".join(names_of))
    name = note(text, *place, before=bool(at_end), shift=8, yanchor="bottom" if upright else "top")
    name |= {f"{'y' if upright else 'x'}ref": "paper", "textangle": -90 if upright else 0}
    if planned and not upright and not logarithmic:
        # At the foot of the empty band that was planned under the lowest level, off all curves.
        name |= {"y": planned[0], "yanchor": "bottom", "yshift": 4}
    if aside:
        place = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "align": "left"}
        name = note("<br>".join(names_of), 1, 0, shift=8, name="levels", **place)
    names.append(name | {"font": {"color": palette.reference, "size": NAME_SIZE}})
