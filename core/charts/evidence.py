"""The evidence of a diagnosis, marked on a chart of curves over epochs."""

from __future__ import annotations

from typing import Any

from core.analysis.diagnoses import Diagnosis, remark
from core.charts.parts import band, note
from core.charts.themes import THEMES

NAME = "evidence"
SIZE = 14


def mark_evidence(figure: dict[str, Any], diagnosis: Diagnosis, theme: str = "light") -> None:
    """Add a band over the epochs of a diagnosis, and a remark at its foot.

    Args:
        figure: A figure over epochs, 1 being the end of the first; changed in place.
        diagnosis: Whose ``quantity`` the figure shows; without epochs nothing is drawn.
        theme: ``light`` or ``dark``.
    """
    if diagnosis.first is None or diagnosis.last is None:
        return
    palette, layout = THEMES[theme], figure["layout"]
    # what is seen in a single epoch happened on the way to its end
    first = min(diagnosis.first, diagnosis.last - 1)
    shapes, notes = layout.setdefault("shapes", []), layout.setdefault("annotations", [])
    shapes.append(band(first, diagnosis.last, palette.caution_tint, name=NAME))
    font = {"color": palette.caution, "size": SIZE, "weight": 600}
    middle = (first + diagnosis.last) / 2
    foot = {"xanchor": "center", "yref": "paper", "yanchor": "bottom", "yshift": 4}
    notes.append(note(remark(diagnosis), middle, 0, name=NAME, font=font, **foot))
