"""A run's own page: everything about it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.analysis.selection import MAX_RUNS
from core.errors import StoreError
from core.i18n import gettext
from core.inside.models import epochs_of
from core.recipes import Recipe
from core.runs.run import ACTIVE, ENDED, Run
from pages.components.frame import session
from pages.components.frame.errors import show_errors
from pages.components.frame.reader import moment, theme
from pages.components.live.manager import run_index, run_manager
from pages.components.live.runs import live_runs
from pages.components.run.actions import show_actions, show_repeat
from pages.components.run.blocks import show_blocks
from pages.components.run.code import show_code
from pages.components.run.diagnosis import show_diagnoses
from pages.components.run.figures import show_figures
from pages.components.run.opening import inside_query, train_query
from pages.components.run.recipe import recorded_runs, show_background
from pages.components.run.screen import RunView, run_screens
from pages.components.run.view import heading, show_charts, show_state, summary
from pages.components.runs import actions
from pages.components.runs.choice import PAGE, choice
from pages.components.runs.details import show_environment, show_log, show_notes, show_settings
from pages.components.runs.labels import show_labels
from pages.components.runs.list import show_done, show_problems
from pages.components.runs.model import show_lost_weights, show_model
from pages.components.runs.predictions import show_predictions
from pages.components.runs.samples import data_query


def show_one(run_id: str) -> None:
    """Show the run, and a button back to the list."""
    session.follow_page()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            gettext("All runs"),
            key=f"{PAGE} back",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=choice().open,
            args=("",),
        )
        show_done()
    show_problems()
    seen = live_runs().read(run_id)
    run, recipe = seen.run, seen.recipe
    if run.deleted is not None:
        _show_binned(run)
    live = run.status in ACTIVE
    st.fragment(_show_progress)(run_id, live=live)
    _show_links(run, recipe)
    show_lost_weights(run, recipe)
    figures, labels = st.columns([3, 2], gap="large")
    with figures:
        st.markdown(f"### {gettext('Figures')}")
        show_figures(recipe, recorded_runs(run.recipe_id), seen)
    with labels:
        st.markdown(f"### {gettext('Name, tags and notes')}")
        show_labels(run)
    st.markdown(f"### {gettext('What it predicted')}")
    predicted = st.container()
    settings, background = st.columns([3, 2], gap="large")
    with settings:
        st.markdown(f"### {gettext('Settings')}")
        show_settings(recipe, run.seed)
    with background:
        show_notes(run)
        show_background(recipe)
    st.markdown(f"### {gettext('Layers')}")
    show_blocks(recipe, operations=False)
    show_code(recipe, run.seed)
    st.markdown(f"### {gettext('Where it ran')}")
    show_environment(seen)
    show_log(run)
    with predicted, show_errors():  # last, because it may have to load the dataset
        show_predictions(seen)


def _show_progress(run_id: str, live: bool) -> None:
    """Show the parts that change while the run trains."""
    with show_errors():
        view = RunView(run_id, seeds=False, theme=theme())
        screen = run_screens().read(view)
        run = screen.seen.run
        if live != (run.status in ACTIVE):
            st.rerun()
        st.markdown(heading(run))
        launched = gettext("launched {when}", when=moment(run.created))
        if run.person:
            when = moment(run.created)
            launched = gettext("launched {when} by {person}", when=when, person=run.person)
        st.markdown(summary(run, gettext("run {id}", id=run.id), launched))
        show_state(view, screen)
        show_diagnoses(run, screen.seen.recipe, in_form=False)
        show_charts(view, screen)


def _show_binned(run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        text = gettext("This run is in the bin, so no page compares or counts it.")
        st.warning(text, icon=":material/delete:")
        st.button(
            gettext("Restore"),
            key=f"{PAGE} restore one",
            icon=":material/restore_from_trash:",
            on_click=actions.restore,
            args=([run.id],),
        )


def _show_links(run: Run, recipe: Recipe) -> None:
    """Show links to other pages and the actions on the run."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.page_link(
            "train.py",
            label=gettext("Open in Train"),
            icon=":material/play_arrow:",
            query_params={"run": run.id},
        )
        same_settings = train_query(run, recipe)
        if same_settings:
            st.page_link(
                "train.py",
                label=gettext("Duplicate and edit"),
                icon=":material/content_copy:",
                query_params=same_settings,
                help=gettext("Opens Train with its settings, to edit them first."),
            )
        others = sum(
            row.recipe_key == run.recipe_key and row.deleted is None and row.id != run.id
            for row in run_index().rows()
        )
        st.page_link(
            "compare.py",
            label=gettext("Compare {count:,} runs of this recipe", count=min(others + 1, MAX_RUNS))
            if others
            else gettext("Open in Compare"),
            icon=":material/query_stats:",
            query_params={"groups": run.recipe_key} if run.trial is None else {"runs": run.id},
        )
        if _can_be_asked(run):
            st.page_link(
                "inside.py",
                label=gettext("Ask it"),
                icon=":material/neurology:",
                query_params=inside_query([run.id]),
                help=gettext("Give it an input of your own and see why it answers as it does."),
            )
        st.page_link(
            "data.py",
            label=gettext("Its data"),
            icon=":material/dataset:",
            query_params=data_query(recipe),
        )
        show_model(run)
        notify = partial(choice().notify, kind="problem")
        if run.sweep:
            st.page_link(
                "sweeps.py",
                label=_in_sweep(run),
                icon=":material/tune:",
                query_params={"sweep": run.sweep},
            )
        show_actions(run, f"{PAGE} one", notify)
        show_repeat(run, f"{PAGE} one", notify)
        if run.deleted is None and run.status in ENDED:
            st.button(
                gettext("Move to bin"),
                key=f"{PAGE} bin one",
                icon=":material/delete:",
                on_click=actions.move_to_bin,
                args=([run.id],),
            )


def _in_sweep(run: Run) -> str:
    if run.trial is not None:
        return gettext("Trial {number} of its sweep", number=run.trial + 1)
    return gettext("The sweep it confirms")


def _can_be_asked(run: Run) -> bool:
    try:
        return run.status in ENDED or bool(epochs_of(run, run_manager().settings))
    except StoreError:  # the shared location cannot be reached now
        return False
