"""After which epoch the networks are asked: a slider through those whose weights are stored."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from pages.components.frame.fields import bound
from pages.components.inside import choice
from pages.components.inside.models import any_active, epochs_of_runs

KEY = "inside epoch"
WIDTH = 480  # pixels
END = "end"
"""What the slider has after all epochs: the weights that were tested, or the newest so far."""


def show_epochs() -> None:
    """Show the slider; nothing if no run on the page has weights of single epochs."""
    shown = choice.chosen()
    epochs = epochs_of_runs(shown.runs)
    if not epochs:
        return
    end = gettext("now") if any_active(shown.runs) else gettext("end")
    value: int | str = END
    if shown.epoch is not None:
        value = max((epoch for epoch in epochs if epoch <= shown.epoch), default=epochs[0])
    label = gettext("After epoch")
    with st.container(horizontal=True, vertical_alignment="bottom", key="epochs"):
        help_text = gettext("0 is before training. Only runs of small models keep these weights.")
        st.markdown(label, width="content", help=help_text)
        bound(
            st.select_slider,
            label,
            [*epochs, END],
            key=KEY,
            value=value,
            on_change=lambda picked: choice.choose_epoch(None if picked == END else picked),
            labels_change=True,
            format_func=lambda epoch: end if epoch == END else str(epoch),
            label_visibility="collapsed",
            width=WIDTH,
        )
