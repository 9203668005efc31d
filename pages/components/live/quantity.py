"""The heading of a chart of curves: a switch between its metric and its loss."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from core.i18n import gettext, mark
from core.recipes import Recipe
from pages.components.frame import wording
from pages.components.frame.switch import switch

METRIC, LOSS = "metric", "loss"
NAMES = {METRIC: mark("Accuracy"), LOSS: mark("Loss")}


def pick_quantity(key: str, recipe: Recipe, charts: Collection[str], note: str) -> str:
    """Draw the switch, or a title where the loss is the metric, and return what is chosen.

    Call it in a horizontal container to have more behind it.

    Args:
        key: The widget's key.
        recipe: The recipe whose metric it is.
        charts: Names of the charts, with ``loss`` or without.
        note: What the curves are, in small text.
    """
    if LOSS in charts:
        # set, not only kept: the same switch on another page is another widget
        st.session_state[key] = st.session_state.get(key) or METRIC
        shown = switch(key, gettext("Curves of"), NAMES, label_visibility="collapsed")
    else:
        shown = METRIC
        st.markdown(f"**{wording.capitalized(wording.metric_name(recipe))}**", width="content")
    st.markdown(wording.small(note), width="stretch")
    return shown
