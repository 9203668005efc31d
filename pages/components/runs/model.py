"""A run's trained model: saved as a Keras file, or trained again where its weights are gone."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.i18n import gettext
from core.inside.keras_file import keras_file
from core.inside.models import has_weights
from core.recipes import Recipe
from core.runs.run import COMPLETED, STOPPED, Run
from pages.components.frame import wording
from pages.components.live.manager import run_manager
from pages.components.run.opening import train_query


def show_model(run: Run) -> None:
    """Offer the model as a file, in the caller's horizontal container; nothing without weights."""
    if not _lacks_weights(run) and run.status in (COMPLETED, STOPPED):
        st.download_button(
            gettext("Keras model"),
            partial(keras_file, run.id),
            file_name=f"{run.id}.keras",
            mime="application/octet-stream",
            on_click="ignore",
            icon=":material/download:",
            key="runs keras model",
            help=gettext(
                "A file that keras.saving.load_model reads. Making it takes about 10 seconds."
            ),
        )


def show_lost_weights(run: Run, recipe: Recipe) -> None:
    """Say that the weights of a trained run are gone, and offer to train it again."""
    if not _lacks_weights(run):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        text = gettext("Its weights are no longer stored, so it cannot be asked or saved.")
        st.markdown(wording.small(text), width="content")
        if query := train_query(run, recipe):
            st.page_link(
                "train.py",
                label=gettext("Train it again"),
                icon=":material/replay:",
                query_params=query,
                help=gettext("Opens Train with its settings and seed {seed}.", seed=run.seed),
            )


def _lacks_weights(run: Run) -> bool:
    ended = run.status in (COMPLETED, STOPPED) and run.epochs_done > 0
    return ended and not has_weights(run, run_manager().settings)
