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

import streamlit as st

from core.i18n import gettext
from pages.components.live.serving import PLOTLY_PATH, under_base

NAME = "recipe_lab.live_chart"
HEIGHT = 380

# Prepended to the script of each component that follows a feed.
FEED_JS = Path(__file__).with_name("feed.js").read_text(encoding="utf-8")
_PLOTLY = f"{PLOTLY_PATH}?v={version('plotly')}"
_JS = FEED_JS + Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_HTML = """
<div class="live-chart-room">
<div class="live-chart" role="img"
  style="height: {height}px; max-height: 110vw; min-width: {width}px"></div>
</div>
<div class="live-chart-tools" hidden>
  <button type="button" value="png">PNG</button><button type="button" value="svg">SVG</button>
</div>
"""
_CSS = """
.live-chart-room { overflow: auto hidden; }
.live-chart { width: 100%; font-family: var(--st-font); }
.live-chart[data-state="waiting"]::after { content: attr(data-waiting); opacity: 0.7; }
.live-chart-tools { display: flex; justify-content: flex-end; gap: 0.4rem; }
.live-chart-tools[hidden] { display: none; }
.live-chart-tools button {
  font: inherit; font-size: 0.8rem; color: inherit; background: none; cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: 0.25rem; padding: 0.1rem 0.5rem;
}
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
        height: In pixels, reserved from the start so that nothing jumps.
        min_width: In pixels; a narrower screen, such as a phone's, scrolls sideways.
        feed: Where the browser asks for updates: ``pages.components.live.feeds.Feeds.address``.
        picture: File name for saving the chart as PNG or SVG; "" offers neither.
        on_changed: Called when the feed reports a change that curves alone cannot show.
        on_picked: Called when a curve was clicked; the result's ``picked`` is its ``meta``.

    Returns:
        The component's result, with ``picked`` for the rerun after a click.
    """
    script = under_base(_PLOTLY)
    waiting = gettext("Loading the chart…")  # shown until plotly.js has loaded
    data = {"figure": figure, "script": script, "label": label, "waiting": waiting}
    if feed:
        data["feed"] = followed(feed) | {"leads": on_changed is not None}
    if picture:
        data["picture"] = picture
        data["tools"] = {
            "png": gettext("Save this chart as a PNG picture"),
            "svg": gettext("Save this chart as an SVG drawing"),
        }
    data["picks"] = on_picked is not None
    callbacks = {"on_changed_change": on_changed, "on_picked_change": on_picked}
    callbacks = {name: call for name, call in callbacks.items() if call}
    return _component(height, min_width)(key=key, data=data, **callbacks)


def followed(feed: dict[str, Any]) -> dict[str, Any]:
    """A feed's address with the URL as the browser must request it."""
    return feed | {"url": under_base(feed["url"])}


def _component(height: int, width: int) -> Any:
    # Registered on every script run: a component belongs to the server, and tests start many.
    html = _HTML.replace("{height}", str(height)).replace("{width}", str(width))
    name = NAME if (height, width) == (HEIGHT, 0) else f"{NAME}_{height}_{width}"
    return st.components.v2.component(name, html=html, css=_CSS, js=_JS, isolate_styles=False)
