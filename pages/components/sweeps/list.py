"""The list of sweeps, newest first, each with a button that opens it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.i18n import gettext
from core.recipes import RECIPES
from core.runs.run import RUNNING
from core.sweeps.report import KIND_WORDS
from core.sweeps.sweep import Sweep
from pages.components.frame import wording
from pages.components.frame.errors import show_errors
from pages.components.live.sweeps import sweeps
from pages.components.sweeps.choice import PAGE, choice
from pages.components.sweeps.words import badge

REFRESH_SECONDS = 3.0
MOST = 50


def show_list() -> None:
    """Show the sweeps, refreshed while one is running."""
    live = _any_running(sweeps().list())
    st.fragment(_show, run_every=REFRESH_SECONDS if live else None)(live)


def _any_running(all_sweeps: Sequence[Sweep]) -> bool:
    return any(sweep.status == RUNNING for sweep in all_sweeps)


def _show(live: bool) -> None:
    with show_errors():
        all_sweeps = sweeps().list()
        # A click reruns only this fragment.
        if choice().sweep or live != _any_running(all_sweeps):
            st.rerun()
        st.markdown(f"### {gettext('Sweeps so far')}")
        if not all_sweeps:
            st.info(
                gettext(
                    "No sweeps yet. A sweep trains a recipe with many settings, picks the best by "
                    "its validation data alone, and trains that again with fresh seeds before "
                    "calling it the winner."
                ),
                icon=":material/tune:",
            )
            return
        for sweep in all_sweeps[:MOST]:
            _show_one(sweep)


def _show_one(sweep: Sweep) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        entry = RECIPES.get(sweep.recipe_id)
        mark = f"{wording.family_mark(entry.family)} " if entry else ""
        st.button(
            f"{mark}{wording.escape_markdown(sweep.title)}",
            key=f"{PAGE} open {sweep.id}",
            type="tertiary",
            on_click=choice().open,
            args=(sweep.id,),
        )
        st.markdown(badge(sweep))
        parts = [
            gettext(KIND_WORDS[sweep.kind]),
            ", ".join(item["name"] for item in sweep.space),
            gettext("{done} of {trials} trials", done=len(sweep.proposals), trials=sweep.trials),
            wording.ago(sweep.created),
            sweep.person,
        ]
        text = " · ".join(part for part in parts if part)
        st.markdown(wording.small(wording.escape_markdown(text)))
