"""A plotly chart that keeps its zoom, hidden curves and position while its data grows.

``st.plotly_chart`` makes a new chart on every change of the data. This one is a Custom Components
v2 component: one element for as long as the page is open, drawn with ``Plotly.react``. plotly.js
comes once from our own server, then from the browser's cache. With a feed the chart itself polls
the server for updates, so that an open page costs the server next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.i18n import gettext
from pages.components.live.component import component
from pages.components.live.serving import PLOTLY_PATH, under_base

HEIGHT = 380
# The smallest size of the root's font in pixels; charts grow with it.
ROOT = 17

PLOTLY = Path(__file__).with_name("plotly.js")
"""The script that loads plotly.js from ``plotly_address``."""
_HTML = """
<div class="live-chart-room">
<div class="live-chart" role="img"
  style="height: {height:.2f}rem; max-height: 110vw; min-width: {width}px"></div>
</div>
<div class="live-chart-tools" hidden>
  <button type="button" value="png">PNG</button><button type="button" value="svg">SVG</button>
</div>
"""


def live_chart(
    figure: dict[str, Any],
    *,
    key: str,
    label: str,
    height: int = HEIGHT,
    min_width: int = 0,
    feed: dict[str, Any] | None = None,
    picture: str = "",
    on_changed: Callable[[], None] | None = None,
    on_picked: Callable[[], None] | None = None,
) -> Any:
    """Show a figure, or the next state of the one shown under ``key``.

    Args:
        figure: ``data`` and ``layout``; zoom is kept while ``layout["uirevision"]`` is the same.
        key: Identifies the chart across reruns.
        label: What the chart shows, for those who cannot see it.
        height: In pixels where letters are smallest, reserved from the start so that nothing
            jumps.
        min_width: In pixels; a narrower screen, such as a phone's, scrolls sideways.
        feed: Where the browser asks for updates: ``pages.components.live.feeds.Feeds.address``.
        picture: File name for saving the chart as PNG or SVG; "" offers neither.
        on_changed: Called when the feed reports a change that curves alone cannot show.
        on_picked: Called when a curve was clicked; the result's ``picked`` is its ``meta``.

    Returns:
        The component's result, with ``picked`` for the rerun after a click.
    """
    script = plotly_address()
    waiting = gettext("Loading the chart…")  # shown until plotly.js has loaded
    data = {"figure": figure, "script": script, "label": label, "waiting": waiting, "root": ROOT}
    if feed:
        data["feed"] = feed | {"leads": on_changed is not None}
    if picture:
        data["picture"] = picture
        data["tools"] = {
            "png": gettext("Save this chart as a PNG picture"),
            "svg": gettext("Save this chart as an SVG drawing"),
        }
    data["picks"] = on_picked is not None
    callbacks = {"on_changed_change": on_changed, "on_picked_change": on_picked}
    callbacks = {name: call for name, call in callbacks.items() if call}
    chart = component(
        __file__,
        _HTML.format(height=height / ROOT, width=min_width),
        variant=f"_{height}_{min_width}",
        shares=(PLOTLY,),
        isolate_styles=False,
    )
    return chart(key=key, data=data, **callbacks)


def plotly_address() -> str:
    """The address of plotly.js; it changes with its version."""
    return under_base(f"{PLOTLY_PATH}?v={version('plotly')}")
