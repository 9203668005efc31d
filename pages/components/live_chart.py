"""A plotly chart that keeps its zoom, its hidden curves and its place while its data grows.

``st.plotly_chart`` makes a new chart at every change of the data. This one is a Custom Components
v2 component: one element for as long as the page is open, drawn with ``Plotly.react``. plotly.js
comes once from our own server, then from the browser's cache.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import streamlit as st

from pages.components.serving import PLOTLY_PATH

NAME = "recipe_lab.live_chart"
HEIGHT = 380

_PLOTLY = f"{PLOTLY_PATH}?v={version('plotly')}"
_JS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_HTML = '<div class="live-chart" role="img" style="height: {height}px"></div>'
_CSS = """
.live-chart { width: 100%; font-family: var(--st-font); }
.live-chart[data-state="waiting"]::after { content: attr(data-waiting); opacity: 0.7; }
"""


def live_chart(
    figure: dict[str, Any], *, key: str, label: str, waiting: str, height: int = HEIGHT
) -> None:
    """Show a figure, or the next state of the one shown under ``key``.

    Args:
        figure: ``data`` and ``layout``; ``layout["uirevision"]`` says how long zoom is kept.
        key: Stays the same for the place on the page.
        label: What the chart shows, for those who cannot see it.
        waiting: What to show until plotly.js is there.
        height: In pixels; the place is that high from the start, so that nothing jumps.
    """
    base = st.get_option("server.baseUrlPath").strip("/")
    script = f"/{base}{_PLOTLY}" if base else _PLOTLY
    data = {"figure": figure, "script": script, "label": label, "waiting": waiting}
    _component(height)(key=key, data=data)


def _component(height: int) -> Any:
    # Registered at every run: a component belongs to the running server, of which tests have many.
    html = _HTML.format(height=height)
    name = NAME if height == HEIGHT else f"{NAME}_{height}"
    return st.components.v2.component(name, html=html, css=_CSS, js=_JS, isolate_styles=False)
