"""Since when each part of a chart is what it is, so that browsers are sent only what is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Among a chart's traces: the chart as a whole, with its layout and the order of its traces.
WHOLE = ""

Charts = Mapping[str, dict[str, Any]]
Serials = dict[str, dict[str, int]]


def next_serials(charts: Charts, old: Charts, before: Serials, serial: int) -> Serials:
    """Chart → trace, or ``WHOLE`` → the serial at which it became what it is.

    Args:
        charts: Name → figure, each of whose traces has a ``uid``.
        old: The same before, with ``before`` its births.
        serial: Now.
    """
    found = {}
    for name, figure in charts.items():
        if figure == old.get(name):
            found[name] = before[name]
            continue
        same = {trace["uid"]: trace for trace in old.get(name, {}).get("data", ())}
        found[name] = {WHOLE: serial} | {
            trace["uid"]: before[name][trace["uid"]] if same.get(trace["uid"]) == trace else serial
            for trace in figure["data"]
        }
    return found


def changed_since(charts: Charts, born: Serials, since: int) -> dict[str, dict[str, Any]]:
    """Name → what became new after ``since``, of the charts that did."""
    return {
        name: {
            "order": [trace["uid"] for trace in figure["data"]],
            "data": [trace for trace in figure["data"] if born[name][trace["uid"]] > since],
            "layout": figure["layout"],
        }
        for name, figure in charts.items()
        if born[name][WHOLE] > since
    }
