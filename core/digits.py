"""Formats numbers with a given number of significant digits, without exponents."""

from __future__ import annotations

from decimal import Decimal


def significant(value: float, digits: int = 3) -> str:
    """Format like ``.3g`` (``"0.0123"``, ``"2.5"``), with ``"12,300"`` instead of ``1.23e+04``."""
    return f"{Decimal(f'{value:.{digits}g}'):,f}"
