"""A verdict as one line of fixed height: how sure, what, what limits it, and the next step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from core.i18n import gettext, mark
from core.verdict.verdict import CLEAR, EARLY, LEANING
from pages.components.frame import wording

BADGES = {
    CLEAR: mark("● Clear"),
    LEANING: mark("◐ Leaning"),
    EARLY: mark("◌ Too early"),
}
WIDTHS = {"verdict_line": (1.1, 6, 2.4), "verdict_line_tall": (1.5, 6, 2.2)}
_CSS = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def verdict_line(
    state: str,
    claim: str,
    limit: str,
    show_button: Callable[[], None] | None = None,
    *,
    key: str = "verdict_line",
) -> None:
    """Show a verdict.

    Args:
        state: ``clear``, ``leaning`` or ``early``; "" for a claim that is no comparison.
        claim: One sentence.
        limit: One sentence of secondary text; "" for none.
        show_button: Draws the next step at the right end.
        key: ``verdict_line`` or, 72 px high, ``verdict_line_tall``.
    """
    st.html(f"<style>{_CSS}</style>")
    claim, limit = wording.escape_markdown(claim), wording.escape_markdown(limit)
    with st.container(key=key):
        widths = WIDTHS[key] if state else WIDTHS[key][1:]
        *badge, text, button = st.columns(widths, vertical_alignment="center")
        if state:
            with badge[0], st.container(key=f"badge_{state}"):
                st.markdown(gettext(BADGES[state]))
        with text, st.container(key="verdict_text"):
            st.markdown(f"**{claim}**  \n{wording.small(limit)}" if limit else f"**{claim}**")
        if show_button:
            with button:
                show_button()
