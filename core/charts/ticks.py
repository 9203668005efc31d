"""Ticks of a logarithmic axis, never so many that they overlap."""

from __future__ import annotations

from typing import Any

import numpy as np

_COARSE, _FINE = (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7)
_UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def log_ticks(low: float, high: float, most: int = 6) -> dict[str, Any]:
    """plotly's settings for at most ``most`` ticks, if possible, between two positive numbers."""
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    for steps in (_FINE, _COARSE, (1,)):
        values = [power * step for power in powers for step in steps]
        values = [value for value in values if low <= value <= high]
        if len(values) <= most:
            break
    return {"tickvals": values, "ticktext": [_text(value) for value in values]}


def ticks_within(*heights: np.ndarray) -> dict[str, Any]:
    """``log_ticks`` for the values of a chart; plotly's own ticks print 5 for 0.5.

    Args:
        *heights: (n,) values; those that have no logarithm are left out.
    """
    every = np.concatenate([np.zeros(0), *heights])
    every = every[np.isfinite(every) & (every > 0)]
    if not len(every):
        return {}
    low, high = float(every.min()), float(every.max())
    ticks = log_ticks(low, high)
    if len(ticks["tickvals"]) < 2:  # too close together for round numbers
        ticks = {"tickvals": [low, high], "ticktext": [f"{low:.3g}", f"{high:.3g}"]}
    return ticks


def _text(value: float) -> str:
    for size, unit in _UNITS:
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"
