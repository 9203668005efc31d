"""The frame around every page: navigation, sidebar and switches. See shell.css."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_CSS = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
# In the dark theme the primary colour is too dark for text.
_DARK = """
[data-testid="stButtonGroup"] [data-selected="true"] { color: #8ec5ec !important; }
"""


def show_shell() -> None:
    """Apply our styles to Streamlit's frame; call it at every rerun of every page."""
    st.html(f"<style>{_CSS}{_DARK if st.context.theme.type == 'dark' else ''}</style>")
