"""How everything looks that is not a component of its own: shell.css, and dark.css in addition."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.charts.themes import THEMES
from pages.components.frame.reader import theme

_CSS, _DARK = (
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("shell.css", "dark.css")
)


def show_shell() -> None:
    """Apply our styles; call it at every rerun of every page."""
    page = f":root {{ --page: {THEMES[theme()].background}; }}"
    st.html(f"<style>{page}{_CSS}{_DARK if theme() == 'dark' else ''}</style>")
