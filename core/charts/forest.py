"""Differences with their intervals, one per row: a settled one does not include zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.charts.colours import shade_of
from core.charts.parts import ALONE, NAMED, band, error_bars, marker, note, points, rule
from core.charts.texts import escaped
from core.charts.themes import THEMES
from core.i18n import gettext

ROW_HEIGHT, AROUND = 50, 120
SIZE, NAME_SIZE, WORDS_SIZE = 12, 15, 14
WORDS = "words"
"""Name of the annotations at the right, by which a phone puts them below their rows."""
NAME_WIDTH = 7.4  # pixels per letter, at most


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One row.

    Attributes:
        key: Identifies it across updates.
        label: The two recipes; the second is subtracted from the first.
        words: What the interval shows, in a few words.
        value: The difference.
        low: Lower end of the interval.
        high: Upper end of the interval.
        family: Family of the better one; "" if neither is declared better.
        shade: The recipe's number within its family.
    """

    key: str
    label: str
    words: str
    value: float
    low: float
    high: float
    family: str = ""
    shade: int = 0


def forest_height(rows: int) -> int:
    """Height in pixels of a forest plot with this many rows."""
    return AROUND + ROW_HEIGHT * rows


def plot_forest(
    rows: Sequence[Difference], matters: float, axis: str, *, theme: str = "light"
) -> dict[str, Any]:
    """Plot differences, the first row on top.

    Args:
        rows: The differences.
        matters: Smallest difference that matters: half the width of the band around zero.
        axis: The title of the axis, with its unit.
        theme: ``light`` or ``dark``.
    """
    palette = THEMES[theme]
    layout = palette.layout(axis, "", "forest", showlegend=False)
    layout["yaxis"] |= {"showticklabels": False, "ticks": "", "fixedrange": True}
    layout["yaxis"] |= {"range": [-0.5, len(rows) - 0.2], "showgrid": False}
    layout["xaxis"] |= {"nticks": 7, "tickangle": 0, "tickformat": "~g"}
    layout["shapes"] = [
        band(-matters, matters, palette.grid),
        rule("x", 0, palette.text, 1.5, layer="below"),
    ]
    traces, layout["annotations"] = [], []
    place = {"xref": "paper", "yanchor": "middle"}
    left = {"font": {"size": NAME_SIZE}, "before": True, "shift": 12, **place}
    quiet = {"font": {"size": WORDS_SIZE, "color": palette.quiet}, "name": WORDS, **place}
    layout["margin"] |= {
        "l": _width(row.label for row in rows),
        "r": _width(row.words for row in rows),
    }
    layout["meta"] = {"above": True}  # on a phone labels go above their rows, words below
    for height, row in zip(reversed(range(len(rows))), rows, strict=True):
        traces.append(_row(row, height, theme))
        layout["annotations"] += [
            note(escaped(row.label), 0, height, **left),
            note(escaped(row.words), 1, height, shift=12, **quiet),
        ]
    # zero and the band around it are always visible
    invisible = marker("circle", SIZE, palette.text)
    ends = points((-matters, matters), (0, 0), invisible, uid="matters", opacity=0)
    traces.append(ends | {"hoverinfo": "skip"})
    return {"data": traces, "layout": layout}


def _width(texts: Iterable[str]) -> int:
    """Room for the longest of some texts, in pixels."""
    return 24 + round(NAME_WIDTH * max(map(len, texts), default=0))


def _row(row: Difference, height: int, theme: str) -> dict[str, Any]:
    colour = shade_of(row.family, row.shade, theme) if row.family else THEMES[theme].reference
    interval = gettext("{low:+.3g} to {high:+.3g}", low=row.low, high=row.high)
    symbol = "circle" if row.family else "circle-open"
    dot = points(row.value, height, marker(symbol, SIZE, colour, colour))
    return dot | {
        "uid": row.key,
        "name": escaped(row.label),
        "error_x": error_bars(row.value, row.low, row.high, colour, thickness=3, width=7),
        "hovertemplate": f"{NAMED}%{{x:+.3g}} ({interval}){ALONE}",
    }
