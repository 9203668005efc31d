"""What the browser says of who reads: its theme and its clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def theme() -> str:
    """``dark`` or ``light``."""
    return "dark" if st.context.theme.type == "dark" else "light"


def moment(when: datetime) -> str:
    """A moment as the clock beside the reader has it: ``"2026-11-29 07:24"``."""
    return f"{when.astimezone(_zone()):%Y-%m-%d %H:%M}"


def _zone() -> ZoneInfo | None:
    """None, the server's own, where the browser names none that is known here."""
    name = st.context.timezone
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):  # Windows brings no zones along
        return None
