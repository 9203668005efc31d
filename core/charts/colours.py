"""Shades of a family's colour, for several recipes of one family."""

from __future__ import annotations

from core.charts.families import FAMILY_STYLES
from core.charts.themes import THEMES

# How much of the letters' colour (positive) or of the background (negative) is mixed in.
_MIXES = (0.0, 0.5, -0.32, 0.75)
SYMBOLS = ("", "-open", "-dot", "-open-dot")


def shade_of(family: str, shade: int, theme: str) -> str:
    """The colour of a family's recipe number ``shade``: ``#rrggbb``."""
    colour, looks, mix = (
        FAMILY_STYLES[family].colour(theme),
        THEMES[theme],
        _MIXES[shade % len(_MIXES)],
    )
    return mixed(colour, looks.text if mix > 0 else looks.background, abs(mix))


def symbol_of(family: str, shade: int) -> str:
    """plotly's marker of a family's recipe number ``shade``."""
    return FAMILY_STYLES[family].symbol + SYMBOLS[shade % len(SYMBOLS)]


def see_through(colour: str, opacity: float) -> str:
    """``#rrggbb`` as ``rgba()``."""
    red, green, blue = _parts(colour)
    return f"rgba({red},{green},{blue},{opacity:g})"


def mixed(colour: str, other: str, share: float) -> str:
    """A ``share``, from 0 to 1, of the way from one ``#rrggbb`` to another."""
    parts = (round(a + (b - a) * share) for a, b in zip(_parts(colour), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
