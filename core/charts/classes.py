"""The style of each class, so that mixed points are distinguishable by colour and by marker."""

from __future__ import annotations

from core.charts.families import Style

CHOSEN = "#e8b800"
"""The colour of a selected item; always with an outline in the text colour."""
# No colour is that of a family.
CLASS_STYLES: tuple[Style, ...] = (
    Style("#33383d", "#e4e2de", "circle", "●"),
    Style(CHOSEN, CHOSEN, "diamond", "◆"),
)


def class_style(number: int) -> Style:
    """The style of class ``number``; styles repeat from the third class on."""
    return CLASS_STYLES[number % len(CLASS_STYLES)]
