"""The names of curves, to the right of their last values, never on top of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from core.analysis.lines import Line
from core.charts.axes import Axes
from core.charts.colours import shade_of
from core.charts.families import FAMILY_STYLES
from core.charts.parts import note
from core.charts.texts import escaped, shorter

NAME_SIZE = 15
NAME_WIDTH = 7.2  # pixels per letter, at most
# Pixels from one name to the next: as wished, and at least.
LABEL_HEIGHT, LEAST_HEIGHT = 1.4 * NAME_SIZE, 1.2 * NAME_SIZE
AROUND = 80
"""Pixels of a chart's height outside of its plot: the margins, the ticks and their title."""
FITTED = 0.08
"""By how much of their span plotly extends an axis beyond the values, at most."""


def name_labels(
    named: Sequence[Line],
    lines: Sequence[Line],
    axes: Axes,
    height: int,
    theme: str,
    foot: float = 0,
) -> list[dict[str, Any]]:
    """Name each curve to the right of its last value, or as near to it as other names allow.

    Names are moved in the units of the y axis, not in pixels, so that they are as far apart or
    farther on any chart that is higher than ``height``. They are inside the plot. If they do not
    all fit, there are none.

    An annotation's ``name`` is the curve's key: clicking it hides the curve.

    Args:
        named: The curves to name.
        lines: All curves of the chart, which decide the range of a y axis that is not planned.
        axes: The axes.
        height: The least height of the chart in pixels.
        theme: ``light`` or ``dark``.
        foot: Pixels at the lower end that no name may take.
    """
    ends: dict[str, tuple[float, Line]] = {}
    for line in sorted(named, key=lambda line: line.training):
        known = _on_axis(line.values[np.isfinite(line.x)], axes)
        if len(known) and line.key not in ends:
            ends[line.key] = (float(known[-1]), line)
    room = max(0.0, (height - AROUND - foot) / LEAST_HEIGHT)
    if not ends or len(ends) > room:
        return []
    low, high = _range(lines, axes)
    pixel = (high - low) / (height - AROUND)
    low += foot * pixel
    apart = min(LABEL_HEIGHT * pixel, (high - low) / len(ends))
    places = spread(np.array([value for value, _ in ends.values()]), apart, low, high)
    texts = shorter([line.label for _, line in ends.values()])
    place = {"shift": 4, "xref": "paper", "yanchor": "middle", "captureevents": True}
    return [
        note(
            _marked(line, escaped(text), theme),
            1,
            float(value),
            name=key,
            font={"size": NAME_SIZE, "weight": 600},
            **place,
        )
        for text, value, (key, (_, line)) in zip(texts, places, ends.items(), strict=True)
    ]


def label_width(labels: Iterable[str]) -> int:
    """Pixels that these names are wide, at most."""
    return round(NAME_WIDTH * max((len(label) + 2 for label in labels), default=0))


def spread(wanted: np.ndarray, apart: float, low: float, high: float) -> np.ndarray:
    """(n,) places nearest to the wanted ones, by least squares, that do not touch each other.

    Args:
        wanted: (n,) where each would be if it were alone.
        apart: The least distance between two; n of them must fit between ``low`` and ``high``.
        low: The lower end of where they may be, half a distance included.
        high: The upper end, likewise.
    """
    count = len(wanted)
    order = np.argsort(wanted, kind="stable")
    steps = apart * np.arange(count)
    sums = np.concatenate([[0.0], np.cumsum(wanted[order] - steps)])
    # isotonic regression, by its formula of least and greatest means
    means = np.array(
        [
            max(
                min((sums[end] - sums[first]) / (end - first) for end in range(i + 1, count + 1))
                for first in range(i + 1)
            )
            for i in range(count)
        ]
    )
    places = np.empty(count)
    places[order] = np.clip(means, low + apart / 2, high - apart / 2 - steps[-1]) + steps
    return places


def _on_axis(values: np.ndarray, axes: Axes) -> np.ndarray:
    """The values that the y axis can show, in its units: a logarithmic one has the exponents."""
    known = values[np.isfinite(values)]
    return np.log10(known[known > 0]) if axes.log_y else known


def _range(lines: Sequence[Line], axes: Axes) -> tuple[float, float]:
    """Lower and upper end of the y axis, in its units."""
    if axes.low is not None and axes.high is not None and not axes.log_y:
        return axes.low, axes.high
    values = np.concatenate([_on_axis(line.values, axes) for line in lines])
    low, high = float(values.min()), float(values.max())
    more = FITTED * ((high - low) or 1.0)
    return low - more, high + more


def _marked(line: Line, text: str, theme: str) -> str:
    """A curve's name after the mark of its family; the colour is the mark's only."""
    colour = shade_of(line.family, line.shade, theme)
    return f'<span style="color:{colour}">{FAMILY_STYLES[line.family].character}</span> {text}'
