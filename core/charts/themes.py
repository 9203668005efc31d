"""Light and dark: the colours of a chart that are no family's, and its layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.i18n import gettext

FONT_SIZE = 15


def margin(epochs: int) -> float:
    """Epochs of free space before an axis of ``epochs``, and almost twice as much behind it."""
    return max(0.5, 0.03 * epochs)


@dataclass(frozen=True)
class Theme:
    """Colours, ``#rrggbb`` or ``rgba()``.

    Attributes:
        text: Letters and axes.
        background: What lies behind; charts are transparent.
        grid: Lines that help reading and nothing more.
        reference: What a source published.
    """

    text: str
    background: str
    grid: str
    reference: str

    def axis(self, title: str, **changes: Any) -> dict[str, Any]:
        """One axis: ``title`` is what it shows, with the unit; ``changes`` are plotly's names."""
        line = {"gridcolor": self.grid, "zeroline": False, "linecolor": self.text}
        line |= {"showline": True, "ticks": "outside", "tickcolor": self.text, "automargin": True}
        return line | {"title": _title(title), "nticks": 6} | changes

    def layout(self, across: str, up: str) -> dict[str, Any]:
        """The layout of a chart of ``up`` over ``across``, each named with its unit."""
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
        """The layout of a chart of ``up`` over ``epochs`` epochs."""
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
