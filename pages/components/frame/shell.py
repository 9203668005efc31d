"""What stands around every page: the names of the pages, the sidebar, switches; see shell.css."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_CSS = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
# The colour of buttons is too dark to be read as that of words on a dark ground.
_DARK = """
[data-testid="stButtonGroup"] [data-selected="true"] { color: #8ec5ec !important; }
"""


def show_shell() -> None:
    """Let Streamlit's frame look as ours; asked for at every rerun of every page."""
    st.html(f"<style>{_CSS}{_DARK if st.context.theme.type == 'dark' else ''}</style>")
