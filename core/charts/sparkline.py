"""A curve as small as a word: the points of an SVG polyline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.charts.arrays import thin

WIDTH = 120
HEIGHT = 32
MAX_POINTS = 60


def polyline(values: Sequence[float], low: float, high: float) -> str:
    """Return points such as ``"0,32 60,10 120,4"`` in a box of WIDTH × HEIGHT, high values on top.

    Args:
        values: One per epoch; NaN and infinities are left out.
        low: The value at the bottom; lines with the same ``low`` and ``high`` are comparable.
        high: The value at the top.

    Returns:
        The points, or "" if there is nothing to draw.
    """
    heights = np.asarray(values, np.float64)
    across = np.linspace(0, WIDTH, len(heights)) if len(heights) > 1 else np.array([WIDTH / 2])
    finite = np.isfinite(heights)
    heights, across = heights[finite], across[: len(finite)][finite]
    if not len(heights):
        return ""
    span = high - low
    share = (heights - low) / span if span > 0 else np.full(len(heights), 0.5)
    down = HEIGHT * (1 - np.clip(share, 0, 1))
    chosen = thin(len(heights), heights, MAX_POINTS)
    return " ".join(f"{across[index]:.0f},{down[index]:.1f}" for index in chosen)
