"""Windows over a series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def window_steps(preprocessing: Mapping[str, Any]) -> int:
    """Readings in one window: lookback days, read every step minutes."""
    return max(1, int(preprocessing["lookback"] * 1_440) // preprocessing["step"])
