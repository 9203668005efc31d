"""Numbers one can point at: each in a tile of its own, with the word it stands for above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
import streamlit as st

_CSS = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
SHADES = 4
LARGE_UP_TO = 12


@dataclass(frozen=True)
class Tile:
    """One tile.

    Attributes:
        number: What stands in it.
        word: What the number stands for; "" for nothing.
        kind: Classes of tiles.css.
    """

    number: str
    word: str = ""
    kind: str = ""


def show_tiles(tiles: Sequence[Tile], *, label: str, wide: bool = False) -> None:
    """Tiles in reading order; ``label`` says what they are to those who cannot see them."""
    items = "".join(
        f'<li class="{tile.kind}">'
        + (f"<b>{escape(tile.word)}</b>" if tile.word and not wide else "")
        + (f"<i>{escape(tile.word)}</i>" if wide else "")
        + (f"<b>{escape(tile.number)}</b>" if wide or not tile.word else _below(tile))
        + "</li>"
        for tile in tiles
    )
    kind = "tiles wide" if wide else "tiles"
    st.html(
        f'<style>{_CSS}</style><ol class="{kind}" tabindex="0" aria-label="{escape(label)}">'
        f"{items}</ol>"
    )


def _below(tile: Tile) -> str:
    return f"<i>{escape(tile.number)}</i>"


def show_pixels(pixels: np.ndarray, *, levels: int, label: str) -> None:
    """A picture as its matrix of numbers, the higher the darker.

    Args:
        pixels: (rows, columns) whole numbers from 0 to ``levels``.
    """
    shades = np.ceil(pixels / levels * SHADES).astype(int)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td class="n{shade}">{value}</td>'
            for value, shade in zip(line.tolist(), dark.tolist(), strict=True)
        )
        + "</tr>"
        for line, dark in zip(pixels, shades, strict=True)
    )
    kind = "pixels large" if len(pixels) <= LARGE_UP_TO else "pixels"
    st.html(
        f'<style>{_CSS}</style><div class="scrolls" tabindex="0">'
        f'<table class="{kind}" aria-label="{escape(label)}">{rows}</table></div>'
    )
