"""Numbers in tiles, each with the word it stands for, and pictures as matrices of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from core.analysis.data_tokens import FILL, START, UNKNOWN, Token
from core.i18n import gettext

SHADES = 4
LARGE_UP_TO = 12


@dataclass(frozen=True)
class Tile:
    """One tile.

    Attributes:
        number: The number, as text.
        word: What the number stands for; "" if nothing.
        kind: CSS classes defined in shell.css.
    """

    number: str
    word: str = ""
    kind: str = ""


def token_tile(token: Token) -> Tile:
    """The tile of a token of a text."""
    word = {START: gettext("start"), UNKNOWN: "?", FILL: "·"}.get(token.kind, token.word)
    return Tile(str(token.number), word, token.kind + (" cut" if token.cut else ""))


def show_tiles(tiles: Sequence[Tile], *, label: str, wide: bool = False) -> None:
    """Draw tiles in reading order; ``label`` describes them to screen readers."""
    items = "".join(f'<li class="{tile.kind}">{_content(tile, wide)}</li>' for tile in tiles)
    kind = "tiles wide" if wide else "tiles"
    st.html(f'<ol class="{kind}" tabindex="0" aria-label="{escape(label)}">{items}</ol>')


def _content(tile: Tile, wide: bool) -> str:
    number, word = escape(tile.number), escape(tile.word)
    if wide:
        return f"<i>{word}</i><b>{number}</b>"
    return f"<b>{word}</b><i>{number}</i>" if word else f"<b>{number}</b>"


def show_pixels(pixels: np.ndarray, *, levels: int, label: str) -> None:
    """Draw a picture as its matrix of numbers; higher numbers have a darker background.

    Args:
        pixels: (rows, columns) integers from 0 to ``levels``.
        levels: The largest possible value.
        label: Describes the picture to screen readers.
    """
    shades = np.ceil(pixels / levels * SHADES).astype(int)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td class="n{shade}">{value}</td>'
            for value, shade in zip(values.tolist(), row_shades.tolist(), strict=True)
        )
        + "</tr>"
        for values, row_shades in zip(pixels, shades, strict=True)
    )
    kind = "pixels large" if len(pixels) <= LARGE_UP_TO else "pixels"
    st.html(
        '<div class="scrolls" tabindex="0">'
        f'<table class="{kind}" aria-label="{escape(label)}">{rows}</table></div>'
    )
