"""A switch: a choice among a few values, all of them visible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.i18n import gettext


def switch(key: str, label: str, names: Mapping[str, str], **options: Any) -> str:
    """Draw a segmented control and return the selected value, which the session state holds too.

    Args:
        key: The widget's key.
        label: The widget's label.
        names: Value → its name, marked for translation.
        **options: Passed to ``st.segmented_control``.
    """
    return st.segmented_control(
        label,
        list(names),
        key=key,
        format_func=lambda value: gettext(names[value]),
        required=True,
        **options,
    )
