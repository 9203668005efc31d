"""Charts: turn arrays into plotly figures, as plain dictionaries that any plotly.js can draw."""

from core.charts.curves import Curve, Marks, plot_curves
from core.charts.families import FAMILY_STYLES

__all__ = ["FAMILY_STYLES", "Curve", "Marks", "plot_curves"]
