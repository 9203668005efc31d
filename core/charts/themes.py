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

    def layout(self, axis: str, epochs: int) -> dict[str, Any]:
        """The layout of a chart over ``epochs`` epochs whose heights are ``axis``."""
        line = {"gridcolor": self.grid, "zeroline": False, "linecolor": self.text}
        line |= {"showline": True, "ticks": "outside", "tickcolor": self.text, "automargin": True}
        title = {"standoff": 8, "font": {"size": FONT_SIZE}}
        across = {"title": {"text": gettext("epoch")} | title}
        across |= {"range": [1 - margin(epochs), epochs + 1.8 * margin(epochs)]}
        across |= {"tickformat": ",d"} | ({"dtick": 1} if epochs <= 12 else {"nticks": 10})
        return {
            "autosize": True,
            "font": {"color": self.text, "size": FONT_SIZE, "family": "inherit"},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "hovermode": "x unified",
            "hoverlabel": {"bgcolor": self.background, "font": {"color": self.text}},
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            "xaxis": line | across,
            "yaxis": line | {"title": {"text": axis} | title, "nticks": 6},
        }


THEMES: dict[str, Theme] = {
    "light": Theme("#1d1d1f", "#ffffff", "rgba(0,0,0,0.10)", "#4a4a4a"),
    "dark": Theme("#f0efed", "#171614", "rgba(255,255,255,0.14)", "#d0cdc8"),
}
