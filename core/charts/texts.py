"""Texts inside charts."""

from __future__ import annotations


def short(label: str, most: int = 44) -> str:
    """A label that fits beside a curve."""
    return label if len(label) <= most else label[: most - 1] + "…"


def escaped(label: str) -> str:
    """plotly reads some HTML in texts; what people typed shall stay as they typed it."""
    return label.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
