"""What the browser reports about the reader: theme and time zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def theme() -> str:
    """Return ``"dark"`` or ``"light"``."""
    return "dark" if st.context.theme.type == "dark" else "light"


def moment(when: datetime) -> str:
    """Format a moment in the reader's time zone: ``"2026-11-29 07:24"``."""
    return f"{when.astimezone(_zone()):%Y-%m-%d %H:%M}"


def _zone() -> ZoneInfo | None:
    """The browser's time zone; None, the server's own, if it names none we know."""
    name = st.context.timezone
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):  # Windows ships no time zone database
        return None
