"""Charts: turn arrays into plotly figures, as plain dictionaries that any plotly.js can draw."""

from core.charts.families import FAMILY_STYLES

__all__ = ["FAMILY_STYLES"]
