"""Shades of a family's colour, for several recipes of one family."""

from __future__ import annotations

from core.charts.families import FAMILY_STYLES
from core.charts.themes import THEMES

# Share of the text colour (positive) or of the background (negative) that is mixed in.
_MIXES = (0.0, 0.5, -0.32, 0.75)
SYMBOLS = ("", "-open", "-dot", "-open-dot")
SLATE = -1
"""The number of a recipe that others are compared with: slate, its markers hollow."""


def shade_of(family: str, shade: int, theme: str) -> str:
    """The colour ``#rrggbb`` of a family's recipe number ``shade``, or of ``SLATE``."""
    if shade == SLATE:
        return THEMES[theme].neutral
    palette, mix = THEMES[theme], _MIXES[shade % len(_MIXES)]
    other = palette.text if mix > 0 else palette.background
    return mixed(FAMILY_STYLES[family].colour(theme), other, abs(mix))


def symbol_of(family: str, shade: int) -> str:
    """plotly's name for the marker of a family's recipe number ``shade``, or of ``SLATE``."""
    open_or_not = "-open" if shade == SLATE else SYMBOLS[shade % len(SYMBOLS)]
    return FAMILY_STYLES[family].symbol + open_or_not


def see_through(colour: str, opacity: float) -> str:
    """Convert ``#rrggbb`` to ``rgba()`` with an opacity from 0 to 1."""
    red, green, blue = _parts(colour)
    return f"rgba({red},{green},{blue},{opacity:g})"


def mixed(colour: str, other: str, share: float) -> str:
    """Mix two colours ``#rrggbb``; ``share``, from 0 to 1, is that of the second."""
    parts = (round(a + (b - a) * share) for a, b in zip(_parts(colour), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
