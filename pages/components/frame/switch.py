"""A switch: one of a few, all in sight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.i18n import gettext


def switch(key: str, label: str, names: Mapping[str, str], **looks: Any) -> None:
    """Let one of ``names`` be chosen; the session holds which under ``key``.

    Args:
        key: Of the widget.
        label: What is chosen.
        names: Value → its name, marked for translation.
        **looks: Streamlit's own settings of a segmented control.
    """
    st.segmented_control(
        label,
        list(names),
        key=key,
        format_func=lambda value: gettext(names[value]),
        required=True,
        **looks,
    )
