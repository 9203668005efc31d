"""The names of curves, to the right of their last values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.analysis.lines import Line
from core.charts.axes import Axes
from core.charts.colours import shade_of
from core.charts.families import FAMILY_STYLES
from core.charts.parts import note
from core.charts.texts import escaped, shorter

LABEL_HEIGHT = 21
NAME_SIZE = 15
PLOT_HEIGHT = 330


def name_labels(lines: Sequence[Line], axes: Axes, theme: str) -> list[dict[str, Any]]:
    """Each curve's name to the right of its last value, shifted so that names do not overlap.

    An annotation's ``name`` is the curve's key: clicking it hides the curve.
    """
    ends: dict[str, tuple[float, Line]] = {}
    for line in sorted(lines, key=lambda line: line.training):
        known = line.values[np.isfinite(line.values) & np.isfinite(line.x)]
        if len(known) and line.key not in ends and not (axes.log_y and known[-1] <= 0):
            ends[line.key] = (float(known[-1]), line)
    shifts = _apart({key: height for key, (height, _) in ends.items()}, lines, axes)
    texts = shorter([line.label for _, line in ends.values()])
    place = {"shift": 4, "xref": "paper", "yanchor": "middle", "captureevents": True}
    return [
        note(
            _marked(line, escaped(text), theme),
            1,
            float(np.log10(height)) if axes.log_y else height,
            name=key,
            yshift=shifts[key],
            font={"size": NAME_SIZE, "weight": 600},
            **place,
        )
        for text, (key, (height, line)) in zip(texts, ends.items(), strict=True)
    ]


def _marked(line: Line, text: str, theme: str) -> str:
    """A curve's name after the mark of its family; the colour is the mark's only."""
    colour, character = (
        shade_of(line.family, line.shade, theme),
        FAMILY_STYLES[line.family].character,
    )
    return f'<span style="color:{colour}">{character}</span> {text}'


def _apart(heights: Mapping[str, float], lines: Sequence[Line], axes: Axes) -> dict[str, float]:
    """Pixels by which to shift each name up (or down) so that names are a line apart."""
    if not heights:
        return {}
    scale = np.log10 if axes.log_y else np.asarray
    all_values = np.concatenate([line.values for line in lines])
    all_values = all_values[np.isfinite(all_values) & ((all_values > 0) | (not axes.log_y))]
    if axes.low is not None and axes.high is not None and not axes.log_y:
        bottom, span = axes.low, axes.high - axes.low
    else:
        bottom, span = float(scale(all_values).min()), float(np.ptp(scale(all_values))) or 1.0
    pixels = PLOT_HEIGHT / span
    wanted = {key: (float(scale(value)) - bottom) * pixels for key, value in heights.items()}
    order = sorted(wanted, key=wanted.get)
    positions, below = {}, -np.inf
    for key in order:
        positions[key] = below = max(wanted[key], below + LABEL_HEIGHT)
    above = PLOT_HEIGHT + LABEL_HEIGHT
    for key in reversed(order):
        positions[key] = above = min(positions[key], above - LABEL_HEIGHT)
    return {key: positions[key] - wanted[key] for key in order}
