"""Text inside charts."""

from __future__ import annotations

from collections.abc import Sequence

SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;"}


def short(label: str, most: int = 44) -> str:
    """Shorten a label to fit next to a curve."""
    return label if len(label) <= most else label[: most - 1] + "…"


def escaped(label: str) -> str:
    """Escape text so that plotly shows it as typed: it interprets some HTML, and ``%{x}`` in hover
    texts."""
    return "".join(SIGNS.get(character, character) for character in label)


def shorter(labels: Sequence[str], most: int = 26) -> list[str]:
    """Labels without the dataset they all start with, each at most ``most`` characters long."""
    starts = {label.partition("/")[0] for label in labels if "/" in label}
    if len(starts) == 1 and all("/" in label for label in labels):
        labels = [label.partition("/")[2] for label in labels]
    return [short(label, most) for label in labels]
