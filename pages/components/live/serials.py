"""What a page shows at one moment, and since when, so that browsers are sent only what is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Key for the chart as a whole: its layout and the order of its traces.
WHOLE = ""

Charts = Mapping[str, dict[str, Any]]
Serials = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A view at one moment, when charts are drawn and texts written.

    Attributes:
        serial: Increases with every new screen.
        charts: Name → plotly figure.
        serials: ``next_serials`` of the charts.
        words: Name → texts that update by themselves, as charts do.
        state: Changes whenever anything but charts and words changed: the page must be rerun.
        active: Number of runs on it that are active.
    """

    serial: int
    charts: Charts
    serials: Serials
    words: Mapping[str, dict[str, Any]]
    state: str
    active: int


def next_serials(charts: Charts, before: Screen | None, serial: int) -> Serials:
    """Chart → trace ``uid`` or ``WHOLE`` → the serial at which it last changed.

    Args:
        charts: Name → figure, each of whose traces has a ``uid``.
        before: The previous screen, if there is one.
        serial: The current serial.
    """
    old, known = (before.charts, before.serials) if before else ({}, {})
    return {
        name: _serials(figure, old.get(name, {}), known.get(name, {}), serial)
        for name, figure in charts.items()
    }


def _serials(
    figure: dict[str, Any], old: dict[str, Any], before: Mapping[str, int], serial: int
) -> Mapping[str, int]:
    if figure == old:
        return before
    drawn = {trace["uid"]: trace for trace in old.get("data", ())}
    return {WHOLE: serial} | {
        trace["uid"]: before[trace["uid"]] if drawn.get(trace["uid"]) == trace else serial
        for trace in figure["data"]
    }


def changed_since(screen: Screen, since: int) -> dict[str, dict[str, Any]]:
    """Name → the traces that changed after ``since``, with order and layout; changed charts only.

    Args:
        since: The serial that the browser has.
    """
    return {
        name: {
            "order": [trace["uid"] for trace in figure["data"]],
            "data": [
                trace for trace in figure["data"] if screen.serials[name][trace["uid"]] > since
            ],
            "layout": figure["layout"],
        }
        for name, figure in screen.charts.items()
        if screen.serials[name][WHOLE] > since
    }
