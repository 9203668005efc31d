"""The style of each family everywhere: a colour, a marker, and that marker as a character."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """The colours and marker of a family or of a class.

    Attributes:
        light: Colour ``#rrggbb`` on a light background; contrast at least 3:1 against white.
        dark: Colour ``#rrggbb`` on a dark background; contrast at least 3:1 against near-black.
        symbol: plotly's name for its marker, in two and in three dimensions.
        character: The marker in running text.
        word: Streamlit's name for a family's colour in running text; .streamlit/config.toml sets it
            to the same value.
    """

    light: str
    dark: str
    symbol: str
    character: str
    word: str = ""

    def colour(self, theme: str) -> str:
        return self.dark if theme == "dark" else self.light


# Based on Okabe and Ito's set, which is distinguishable with every kind of colour blindness; a
# little darker where the original is too faint on white.
FAMILY_STYLES: dict[str, Style] = {
    "mlp": Style("#0072b2", "#56b4e9", "circle", "●", "blue"),
    "recurrent": Style("#d55e00", "#f5884a", "triangle-up", "▲", "orange"),
    "convolutional": Style("#007f5c", "#2bc49a", "square", "■", "green"),
    "recurrent-convolutional": Style("#b0598c", "#e6a3c9", "diamond", "◆", "violet"),
}
