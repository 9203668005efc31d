"""The evidence of a diagnosis, marked on a chart of curves over epochs."""

from __future__ import annotations

from typing import Any

from core.analysis.diagnoses import OVERFITS, STILL_IMPROVING, Diagnosis, remark
from core.charts.parts import band, note
from core.charts.themes import THEMES

NAME = "evidence"
SIZE = 14


def mark_evidence(
    figure: dict[str, Any], diagnosis: Diagnosis, quantity: str, theme: str = "light"
) -> None:
    """Add a band over the epochs of a diagnosis, and a remark where the curve leaves room.

    Args:
        figure: A figure over epochs, 1 being the end of the first; changed in place.
        diagnosis: What the run looks like; without epochs nothing is drawn.
        quantity: What the figure shows: ``loss``, ``accuracy`` or ``mae``.
        theme: ``light`` or ``dark``.
    """
    if diagnosis.first is None or diagnosis.last is None:
        return
    palette, layout = THEMES[theme], figure["layout"]
    # validation is measured at the end of an epoch, a training loss all through it
    at_ends = diagnosis.name in (OVERFITS, STILL_IMPROVING)
    first = min(diagnosis.first - (not at_ends), diagnosis.last - 1)
    shapes, notes = layout.setdefault("shapes", []), layout.setdefault("annotations", [])
    shapes.append(band(first, diagnosis.last, palette.caution_tint, name=NAME))
    font = {"color": palette.caution, "size": SIZE, "weight": 600}
    # an accuracy that rose leaves the foot free, all others the top
    rising = quantity == diagnosis.quantity == "accuracy"
    edge = {"yanchor": "bottom", "yshift": 4} if rising else {"yanchor": "top", "yshift": -4}
    middle = (first + diagnosis.last) / 2
    place = {"xanchor": "center", "yref": "paper", **edge}
    notes.append(note(remark(diagnosis), middle, 0 if rising else 1, name=NAME, font=font, **place))
