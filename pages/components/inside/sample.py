"""Choosing a test sample by its number, for inputs that begin with one."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from pages.components.frame.fields import bound
from pages.components.inside.choice import give, given
from pages.components.inside.models import Row


def pick_sample(rows: list[Row]) -> None:
    """Draw the field with the number of the test sample; another one replaces the input."""
    sizes = rows[0].recipe.data.sizes(rows[0].recipe.preprocessing)
    bound(
        st.number_input,
        gettext("Test sample"),
        key="inside sample",
        value=given().sample + 1,
        on_change=lambda number: give(sample=(number or 1) - 1, text=None, shuffle=0),
        min_value=1,
        max_value=sizes.test if sizes else None,
        width=180,
    )
