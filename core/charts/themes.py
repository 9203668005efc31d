"""Light and dark: a chart's layout and the colours that belong to no family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.i18n import gettext

FONT_SIZE = 15


def margin(epochs: int) -> float:
    """Free space in epochs before an axis of ``epochs``; almost twice as much goes after it."""
    return max(0.5, 0.03 * epochs)


@dataclass(frozen=True)
class Theme:
    """A chart's colours, each ``#rrggbb`` or ``rgba()``.

    Attributes:
        text: Text and axes.
        background: The page behind the chart; charts are transparent.
        grid: Grid lines.
        reference: Published figures and other reference lines.
    """

    text: str
    background: str
    grid: str
    reference: str

    def axis(self, title: str, **changes: Any) -> dict[str, Any]:
        """Return an axis.

        Args:
            title: What it shows, with the unit.
            **changes: Further plotly settings.
        """
        line = {"gridcolor": self.grid, "zeroline": False, "linecolor": self.text}
        line |= {"showline": True, "ticks": "outside", "tickcolor": self.text, "automargin": True}
        return line | {"title": _title(title), "nticks": 6} | changes

    def layout(self, across: str, up: str) -> dict[str, Any]:
        """Return the layout of a chart of ``up`` over ``across``, axis titles with units."""
        return {
            "autosize": True,
            "font": {"color": self.text, "size": FONT_SIZE, "family": "inherit"},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "hovermode": "x unified",
            "hoverlabel": {"bgcolor": self.background, "font": {"color": self.text}},
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            "xaxis": self.axis(across, nticks=10),
            "yaxis": self.axis(up),
        }

    def over_epochs(self, up: str, epochs: int) -> dict[str, Any]:
        """Return the layout of a chart of ``up`` over ``epochs`` epochs."""
        ticks = {"dtick": 1} if epochs <= 12 else {"nticks": 10}
        across = [1 - margin(epochs), epochs + 1.8 * margin(epochs)]
        layout = self.layout(gettext("epoch"), up)
        layout["xaxis"] |= {"range": across, "tickformat": ",d"} | ticks
        return layout


def _title(text: str) -> dict[str, Any]:
    return {"text": text, "standoff": 8, "font": {"size": FONT_SIZE}}


THEMES: dict[str, Theme] = {
    "light": Theme("#1d1d1f", "#ffffff", "rgba(0,0,0,0.10)", "#4a4a4a"),
    "dark": Theme("#f0efed", "#171614", "rgba(255,255,255,0.14)", "#d0cdc8"),
}
