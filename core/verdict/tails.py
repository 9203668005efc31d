"""How many standard errors wide a margin is: Student's t for two groups, a range for more."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

Tail = Callable[[np.ndarray, np.ndarray | float], np.ndarray]
"""Maps degrees of freedom and a two-sided error to the margin in standard errors."""

# The grid on which the studentized range is computed: 1 / degrees of freedom and errors.
_RECIPROCALS = 1 / np.array(
    [np.inf, 80, 40, 28, 20, 14, 10, 8, 7, 6, 5, 4.5, 4, 3.5, 3, 2.5, 2, 1.7, 1.4, 1.2, 1]
)
_LOG_ERRORS = np.log(np.geomspace(1e-5, 0.2, 60))


def student(freedom: np.ndarray, error: np.ndarray | float) -> np.ndarray:
    """Two-sided Student's t, a ``Tail``."""
    from scipy.special import stdtrit  # takes 0.2 s to import: Home should not wait for it

    return stdtrit(freedom, 1 - np.asarray(error) / 2)


def studentized(groups: int) -> Tail:
    """The studentized range of ``groups`` means over √2: the margin that holds for all pairs.

    Computed once on a grid, in a tenth of a second, and interpolated to 0.3 %. SciPy's takes half a
    second to import and milliseconds for each value, too long for a page to wait.
    """
    if groups == 2:
        return student

    def tail(freedom: np.ndarray, error: np.ndarray | float) -> np.ndarray:
        reciprocals, log_errors = np.broadcast_arrays(1 / np.asarray(freedom), np.log(error))
        table = _log_ranges(groups)
        row, down = _place(reciprocals, _RECIPROCALS)
        column, right = _place(log_errors, _LOG_ERRORS)
        upper = table[row, column] * (1 - right) + table[row, column + 1] * right
        lower = table[row + 1, column] * (1 - right) + table[row + 1, column + 1] * right
        return np.exp(upper * (1 - down) + lower * down)

    return tail


def _place(values: np.ndarray, knots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the knot at or below each value, and how far it is to the next, 0 to 1."""
    place = np.interp(values, knots, np.arange(len(knots)))
    index = np.minimum(place.astype(int), len(knots) - 2)
    return index, place - index


@lru_cache(maxsize=16)
def _log_ranges(groups: int) -> np.ndarray:
    """(degrees of freedom, errors) float64, logarithms of the studentized range over √2."""
    normal = np.linspace(-8, 8, 641)
    density = np.exp(-(normal**2) / 2) / math.sqrt(2 * math.pi)
    steps = (density[1:] + density[:-1]) / 2 * np.diff(normal)
    cumulative = np.concatenate([[0], steps.cumsum()])
    # the chance that the range of so many standard normals exceeds each width
    widths = np.linspace(0, 16, 321)
    inside = cumulative - np.interp(normal - widths[:, None], normal, cumulative)
    exceeds = 1 - groups * np.trapezoid(density * inside ** (groups - 1), normal, axis=1)
    exceeds -= exceeds[-1]  # the error of the sum
    # the same for a range in estimated standard errors, whose scale is χ / √freedom
    ranges, scales = np.geomspace(0.5, 1e6, 700), np.geomspace(1e-6, 8, 600)
    chances = np.interp(ranges[:, None] * scales, widths, exceeds, right=0.0)
    table = np.empty((len(_RECIPROCALS), len(_LOG_ERRORS)))
    for row, reciprocal in enumerate(_RECIPROCALS):
        if reciprocal:
            log_density = (np.log(scales) - scales**2 / 2) / reciprocal
            weights = np.exp(log_density - log_density.max())
            chance = chances @ weights / weights.sum()
        else:
            chance = np.interp(ranges, widths, exceeds, right=0.0)
        falling = np.log(np.maximum(chance, 1e-300))
        table[row] = np.interp(_LOG_ERRORS, falling[::-1], np.log(ranges)[::-1])
    return table - math.log(2) / 2
