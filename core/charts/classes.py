"""The style of each class, so that mixed points are distinguishable by colour and by marker."""

from __future__ import annotations

from dataclasses import dataclass

NEUTRAL = {"light": "#57606a", "dark": "#aab4be"}
"""The colour of bars and lines that belong to no family."""
CHOSEN = "#e8b800"
"""The colour of a selected item; always with an outline in the text colour."""


@dataclass(frozen=True)
class ClassStyle:
    """A class's colours and marker; no colour is that of a family.

    Attributes:
        light: Colour on a light background.
        dark: Colour on a dark background.
        symbol: plotly's name for its marker, in two and in three dimensions.
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
    """The style of class ``number``; styles repeat from the third class on."""
    return CLASS_STYLES[number % len(CLASS_STYLES)]
