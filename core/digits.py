"""Numbers with as many digits as they are known to, and never as powers of ten."""

from __future__ import annotations

from decimal import Decimal


def significant(value: float, digits: int = 3) -> str:
    """``"0.0123"``, ``"2.5"``, ``"12,300"``: what ``.3g`` rounds to, where that writes 1.23e+04."""
    return f"{Decimal(f'{value:.{digits}g}'):,f}"
