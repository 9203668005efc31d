"""When each part of a chart last changed, so that browsers are sent only what is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Key for the chart as a whole: its layout and the order of its traces.
WHOLE = ""

Charts = Mapping[str, dict[str, Any]]
Serials = dict[str, dict[str, int]]


def next_serials(charts: Charts, old: Charts, before: Serials, serial: int) -> Serials:
    """Chart → trace ``uid`` or ``WHOLE`` → the serial at which it last changed.

    Args:
        charts: Name → figure, each of whose traces has a ``uid``.
        old: The previous charts.
        before: The serials of the previous charts.
        serial: The current serial.
    """
    serials = {}
    for name, figure in charts.items():
        if figure == old.get(name):
            serials[name] = before[name]
            continue
        same = {trace["uid"]: trace for trace in old.get(name, {}).get("data", ())}
        serials[name] = {WHOLE: serial} | {
            trace["uid"]: before[name][trace["uid"]] if same.get(trace["uid"]) == trace else serial
            for trace in figure["data"]
        }
    return serials


def changed_since(charts: Charts, born: Serials, since: int) -> dict[str, dict[str, Any]]:
    """Name → the traces that changed after ``since``, with order and layout; changed charts only.

    Args:
        charts: Name → figure.
        born: ``next_serials`` of the charts.
        since: The serial that the browser has.
    """
    return {
        name: {
            "order": [trace["uid"] for trace in figure["data"]],
            "data": [trace for trace in figure["data"] if born[name][trace["uid"]] > since],
            "layout": figure["layout"],
        }
        for name, figure in charts.items()
        if born[name][WHOLE] > since
    }
