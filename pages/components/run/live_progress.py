"""A run's progress as a bar and a sentence, which update on their own: see ``live_chart``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from pages.components.live.live_chart import FEED_JS, followed

NAME = "recipe_lab.live_progress"

_JS = FEED_JS + Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_HTML = """
<div class="live-progress">
  <p></p><div role="progressbar" aria-valuemin="0" aria-valuemax="100"><i></i></div>
</div>
"""
# As high as the result that replaces it.
_CSS = """
.live-progress {
  box-sizing: border-box; padding: 0.7rem 1rem; font-family: var(--st-font);
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
}
.live-progress p {
  margin: 0 0 0.4rem; font-size: 0.875rem; line-height: 1.5;
  font-variant-numeric: tabular-nums;
}
.live-progress div { height: 0.5rem; background: var(--st-secondary-background-color); }
.live-progress div, .live-progress i { border-radius: 0.25rem; }
.live-progress i { display: block; height: 100%; background: var(--st-primary-color); }
"""


def live_progress(words: dict[str, Any], *, key: str, feed: dict[str, Any]) -> None:
    """Draw ``share``, from 0 to 1, and ``text``; both follow the feed."""
    # Registered at every rerun: a component belongs to a running server, and tests start many.
    component = st.components.v2.component(NAME, html=_HTML, css=_CSS, js=_JS)
    component(key=key, data={"words": words, "feed": followed(feed)})
