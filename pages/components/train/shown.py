"""The selected run against the unchanged recipe: curves, verdict, luck, and what was tried."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.analysis.tried import tried
from core.datasets import dataset
from core.i18n import gettext, ngettext
from core.recipes import RECIPES
from core.recipes.draft import Draft
from core.recipes.naming import short_name
from core.runs.run import ACTIVE, COMPLETED, ENDED, Run
from pages.components.frame import session, wording
from pages.components.frame.reader import theme
from pages.components.live.manager import run_index
from pages.components.live.more_seeds import show_refused
from pages.components.live.verdict_line import verdict_line
from pages.components.run.actions import show_actions, show_repeat
from pages.components.run.code import show_code
from pages.components.run.curves import Subject, curve_figures, show_curves
from pages.components.run.diagnosis import show_diagnoses
from pages.components.run.figures import show_figures
from pages.components.run.form import form
from pages.components.run.luck import LUCK, chance_of, luck_figure, own_figures, show_luck
from pages.components.run.opening import inside_query, open_run
from pages.components.run.recipe import (
    about_recipe,
    recorded_runs,
    reference_words,
    show_background,
    show_model,
)
from pages.components.run.screen import RunScreen, RunView, run_screens
from pages.components.run.seeds import show_group
from pages.components.run.unchanged import unchanged
from pages.components.run.verdict import RunVerdict, verdict_on
from pages.components.run.view import instead_of, show_details, show_state
from pages.components.train.tried import show_tried
from pages.components.train.verdict import show_verdict, unchanged_words

WIDTHS = (7, 3)
MOST_NAMED = 3


def show_shown(view: RunView | None, draft: Draft) -> None:
    """Show the selected run, or the recipe of the form without a run.

    Args:
        view: The run; None for none.
        draft: What the form would train next.
    """
    if view is None:
        _show_recipe(draft)
    else:
        _show_run(view, draft)


def _show_run(view: RunView, draft: Draft) -> None:
    screen = run_screens().read(view)
    seen = screen.seen
    run, recipe = seen.run, seen.recipe
    show_refused()
    with st.container(key="run-title"):
        _show_heading(screen, draft)
    completed = run.status == COMPLETED and not run.sealed
    result = verdict_on(run, recipe, seen.entrant, screen.unchanged) if completed else None
    with st.container(key="run-state"):
        if result:
            show_verdict(screen, result)
        else:
            show_state(view, screen)
    follow = partial(run_screens().feed, view, screen)
    with st.container(key="run-curves"):
        curves, side = st.columns(WIDTHS, gap="medium")
        with curves:
            show_curves(recipe, screen.charts, gettext("run {id}", id=run.id), follow)
        with side, st.container(key="run-side"):
            own = own_figures([one.entrant for one in screen.drawn])
            show_luck(recipe, screen.charts[LUCK], screen.unchanged, own, follow(LUCK))
            show_diagnoses(run, recipe, in_form=True)
    _show_tried(run.recipe_id, run.recipe_key, run.id)
    with st.expander(gettext("Figures and details"), key="run figures"):
        show_group(screen.members, recipe, run)
        _show_links(screen, result)
        figures, background = st.columns([2, 1], gap="large")
        with figures:
            show_figures(recipe, recorded_runs(run.recipe_id), seen)
        with background:
            show_details(run, recipe)
            show_background(recipe)
    with st.expander(gettext("Layers"), key="run layers"):
        if _differs(draft, run):
            st.markdown(wording.small(gettext("With the settings that Train would use next:")))
        show_model(draft)
    _show_code(draft)


def _show_heading(screen: RunScreen, draft: Draft) -> None:
    """What was changed as the title, what it is, and what can be done with it."""
    seen = screen.seen
    run, recipe = seen.run, seen.recipe
    title, actions = st.columns([3, 2], vertical_alignment="center")
    with title, st.container(gap=None):
        changed = instead_of(recipe)
        words = ", ".join(changed[:MOST_NAMED])
        if len(changed) > MOST_NAMED:
            more = len(changed) - MOST_NAMED
            words = gettext("{changes} and {count} more", changes=words, count=more)
        name = run.name or wording.capitalized(words) or run.title
        st.markdown(f"## {wording.family_mark(run.family)} {wording.escape_markdown(name)}")
        st.markdown(wording.small(wording.escape_markdown(_about(screen))))
    with actions, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        show_actions(run, "", session.notify)
        if run.status not in ACTIVE:
            show_repeat(run, "", session.notify)
        if (
            run.recipe_id in RECIPES
            and _differs(draft, run)
            and st.button(
                gettext("Edit settings"),
                key="use settings",
                help=gettext("Loads this run's settings into the form, to change and train again."),
                on_click=open_run,
                args=(run.id,),
                icon=":material/tune:",
            )
        ):
            st.rerun()  # the form is outside of this fragment


def _differs(draft: Draft, run: Run) -> bool:
    """Whether the form would train something other than the run."""
    return draft.recipe is None or draft.recipe.key != run.recipe_key


def _about(screen: RunScreen) -> str:
    seen = screen.seen
    run, entrant = seen.run, seen.entrant
    model = gettext(
        "{model} on {dataset}",
        model=short_name(seen.recipe),
        dataset=gettext(dataset(run.dataset).title),
    )
    parts = [run.title if run.name else "", model, gettext("seed {seed}", seed=run.seed)]
    seconds = float(entrant.training_seconds.sum())
    if run.ended and seconds:
        parts.append(gettext("trained in {time}", time=wording.duration(seconds)))
    if run.status == COMPLETED and run.epochs_done < run.epochs:
        parts.append(
            ngettext(
                "stopped early, after {count:,} epoch",
                "stopped early, after {count:,} epochs",
                run.epochs_done,
            )
        )
    if run.test:
        basis = wording.basis(run.dataset, entrant.test_samples)
        parts.append(gettext("tested on {basis}", basis=basis))
    return " · ".join(filter(None, parts))


def _show_links(screen: RunScreen, result: RunVerdict | None) -> None:
    run, base = screen.seen.run, screen.unchanged
    query = {"groups": run.recipe_key} if run.trial is None else {"runs": run.id}
    if base.entry is not None and base.entry.key != run.recipe_key and run.trial is None:
        if base.recorded:
            query["recorded"] = base.entry.id
        elif base.runs:
            query["groups"] += f",{base.entry.key}"
    with st.container(horizontal=True, gap="medium"):
        st.page_link(
            "compare.py",
            label=gettext("Open in Compare"),
            icon=":material/stacked_line_chart:",
            query_params=query,
        )
        if run.status in ENDED:
            st.page_link(
                "inside.py",
                label=gettext("Ask it"),
                icon=":material/neurology:",
                query_params=inside_query([run.id]),
            )
        st.page_link(
            "runs.py",
            label=gettext("Everything about this run"),
            icon=":material/info:",
            query_params={"run": run.id},
        )


def _show_tried(recipe_id: str, current: str, run_id: str) -> None:
    if recipe_id in RECIPES:
        everything = tried(run_index().rows(), recipe_id)
        show_tried(RECIPES[recipe_id], everything, current, run_id)


def _show_recipe(draft: Draft) -> None:
    """Show a recipe without a run, with the layout of a run."""
    entry = draft.entry
    recipe, runs = draft.recipe or entry, recorded_runs(entry.id)
    base = unchanged(entry)
    with st.container(key="run-title", gap=None):
        st.markdown(f"## {wording.family_mark(entry.family)} {entry.id}")
        st.markdown(wording.small(about_recipe(recipe)))
    with st.container(key="run-state"):
        claim = gettext("Change a setting, press Train, and see what it does.")
        chance = chance_of(base)
        limit = unchanged_words(base, chance) if chance else ""
        verdict_line("", claim, limit, key="verdict_line_tall")
    subject = Subject(recipe=entry, unchanged=base.entrants)
    with st.container(key="run-curves"):
        curves, side = st.columns(WIDTHS, gap="medium")
        with curves:
            figures = curve_figures(subject, theme(), f"none {entry.id}")
            show_curves(entry, figures, entry.id)
        with side, st.container(key="run-side"):
            show_luck(entry, luck_figure([], base, theme()), base, ())
    _show_tried(entry.id, "", "")
    with st.expander(gettext("Figures and details"), key="run figures"):
        if runs:
            st.markdown(wording.small(reference_words(runs, draft)))
        figures, background = st.columns([2, 1], gap="large")
        with figures:
            show_figures(entry, runs, None)
        with background:
            show_background(entry)
    with st.expander(gettext("Layers"), key="run layers"):
        show_model(draft)
    _show_code(draft)


def _show_code(draft: Draft) -> None:
    """Show what the form would train next as Keras code, if it can be built."""
    if draft.recipe is not None:
        show_code(draft.recipe, form().seeds[0])
