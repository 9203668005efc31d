"""How classes are told apart where points of them mix: by colour and by marker."""

from __future__ import annotations

from dataclasses import dataclass

NEUTRAL = {"light": "#57606a", "dark": "#aab4be"}
"""Bars and lines of data that belong to no family."""
CHOSEN = "#e8b800"
"""What is picked out; always with an edge in the letters' colour."""


@dataclass(frozen=True)
class ClassStyle:
    """A class's looks; none of the colours is a family's.

    Attributes:
        light: Colour on a light background.
        dark: Colour on a dark background.
        symbol: plotly's name of its marker, in two and in three dimensions.
        character: The marker in running text.
    """

    light: str
    dark: str
    symbol: str
    character: str

    def colour(self, theme: str) -> str:
        return self.dark if theme == "dark" else self.light


CLASS_STYLES: tuple[ClassStyle, ...] = (
    ClassStyle("#33383d", "#e4e2de", "circle", "●"),
    ClassStyle(CHOSEN, CHOSEN, "diamond", "◆"),
)


def class_style(number: int) -> ClassStyle:
    """The looks of class ``number``; a third class would look like the first."""
    return CLASS_STYLES[number % len(CLASS_STYLES)]
