"""Light and dark: a chart's layout and the colours that belong to no family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FONT_SIZE = 15
EMPTY = {"showticklabels": False, "ticks": "", "range": [0, 1]}
"""plotly's settings for the axis of a chart that has no curve yet."""


@dataclass(frozen=True)
class Theme:
    """A chart's colours, each ``#rrggbb`` or ``rgba()``.

    Attributes:
        text: Text.
        quiet: Ticks of axes and their titles.
        background: The page behind the chart; charts are transparent.
        grid: Grid lines.
        line: The lines and ticks of axes.
        reference: Published figures and other reference lines.
        neutral: Bars and lines that belong to no family.
        surface: Areas that stand out from the page a little.
        caution: Words on a diagnosis.
        caution_tint: The area of its evidence.
    """

    text: str
    quiet: str
    background: str
    grid: str
    line: str
    reference: str
    neutral: str
    surface: str
    caution: str
    caution_tint: str

    def axis(self, title: str, **changes: Any) -> dict[str, Any]:
        """Return an axis.

        Args:
            title: What it shows, with the unit.
            **changes: Further plotly settings.
        """
        line = {"gridcolor": self.grid, "zeroline": False, "linecolor": self.line}
        line |= {"showline": True, "ticks": "outside", "tickcolor": self.line, "automargin": True}
        words = {"title": _title(title, self.quiet), "tickfont": {"color": self.quiet}}
        return line | words | {"nticks": 6} | changes

    def layout(self, across: str, up: str, revision: str = "", **changes: Any) -> dict[str, Any]:
        """Return the layout of a chart.

        Args:
            across: The title of the horizontal axis, with its unit.
            up: The title of the vertical axis, with its unit.
            revision: Zoom and hidden curves are kept as long as this stays the same.
            **changes: Further plotly settings.
        """
        return {
            "autosize": True,
            "uirevision": revision,
            "font": {"color": self.text, "size": FONT_SIZE, "family": "inherit"},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": self.background, "font": {"color": self.text}},
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            "xaxis": self.axis(across, nticks=10),
            "yaxis": self.axis(up, showline=False, ticks=""),
        } | changes


def _title(text: str, colour: str) -> dict[str, Any]:
    return {"text": text, "standoff": 8, "font": {"size": FONT_SIZE, "color": colour}}


THEMES: dict[str, Theme] = {
    "light": Theme(
        text="#1d1d1f",
        quiet="#595959",
        background="#ffffff",
        grid="rgba(0,0,0,0.10)",
        line="#c6c4be",
        reference="#4a4a4a",
        neutral="#57606a",
        surface="#f7f6f3",
        caution="#8a5a00",
        caution_tint="#fdf3d8",
    ),
    "dark": Theme(
        text="#f0efed",
        quiet="#b9b6b1",
        background="#171614",
        grid="rgba(255,255,255,0.14)",
        line="#53504b",
        reference="#d0cdc8",
        neutral="#aab4be",
        surface="#1f1e1c",
        caution="#f0cd7a",
        caution_tint="#332a13",
    ),
}
