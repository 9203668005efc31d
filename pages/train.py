"""Train: pick a recipe, launch it, watch it."""

from __future__ import annotations

import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext, mark
from core.recipes import RECIPES, Recipe
from core.results.recorded import recorded
from core.hyperparameters import Int
from core.runs.run import OPEN
from pages.components import run_view, session, wording
from pages.components.fields import render_field
from pages.components.figures_table import show_figures
from pages.components.live_runs import live_runs
from pages.components.manager import run_manager
from pages.components.picker import data_problem, pick_recipe
from pages.components.run_curves import show_no_curves, show_recorded_curves, show_run_curves
from pages.components.serving import page_is_out

REFRESH_SECONDS = 0.5
RECENT = 6

SEED = Int(
    name="seed",
    default=0,
    low=0,
    high=2**31 - 1,
    label=mark("Seed"),
    help=mark("Decides the initial weights, the order of the samples and dropout."),
)


def main() -> None:
    try:
        manager = run_manager()
        session.read_url(manager.store)
        _page(manager)
        session.write_url()
    except RecipeLabError as error:
        st.error(str(error))
    page_is_out()


def _page(manager) -> None:
    left, right = st.columns([1, 2.4], gap="large")
    with left:
        recipe = pick_recipe(manager.settings)
        _launcher(manager, recipe)
        _recent(manager)
    with right:
        if st.session_state[session.NOTICE]:
            st.warning(st.session_state[session.NOTICE])
        run_id = st.session_state[session.RUN]
        if run_id:
            is_open = live_runs().read(run_id).run.status in OPEN
            st.fragment(_run, run_every=REFRESH_SECONDS if is_open else None)(run_id, is_open)
        else:
            _recipe(recipe)


def _launcher(manager, recipe: Recipe) -> None:
    problem = data_problem(recipe, manager.settings)
    first, second = st.columns(2)
    with first:
        epochs = render_field(recipe.hyperparameters()["epochs"], owner=recipe.id)
    with second:
        seed = render_field(SEED, owner=recipe.id)
    st.button(
        gettext("Launch"),
        type="primary",
        width="stretch",
        disabled=bool(problem),
        on_click=_launch,
        args=(recipe, epochs, seed),
        icon=":material/play_arrow:",
    )
    if problem:
        st.warning(problem, icon=":material/database_off:")


def _launch(recipe: Recipe, epochs: int, seed: int) -> None:
    try:
        run = run_manager().submit(recipe.with_settings({"epochs": epochs}), seed)
    except RecipeLabError as error:
        st.session_state[session.NOTICE] = str(error)
        return
    st.session_state[session.NOTICE] = ""
    st.session_state[session.RUN] = run.id


def _stop(run_id: str) -> None:
    try:
        run_manager().stop(run_id)
    except RecipeLabError as error:
        st.session_state[session.NOTICE] = str(error)


def _recent(manager) -> None:
    runs = live_runs().recent(RECENT)
    if not runs:
        return
    busy = any(run.status in OPEN for run in runs)
    st.markdown(f"###### {gettext('Recent runs')}")
    st.fragment(_recent_list, run_every=2 * REFRESH_SECONDS if busy else None)()


def _recent_list() -> None:
    for run in live_runs().recent(RECENT):
        here = run.id == st.session_state[session.RUN]
        st.button(
            _recent_label(run),
            key=f"open {run.id}",
            type="tertiary",
            disabled=here,
            on_click=session.show_run,
            args=(run.id, run.recipe_id),
        )


def _recent_label(run) -> str:
    metric = "mae" if "mae" in run.test else "accuracy"
    value = run.test.get(metric)
    if value is not None:
        outcome = wording.share(value) if metric == "accuracy" else f"{wording.figure(value)} sd"
    else:
        outcome = gettext(wording.STATUSES[run.status])
    parts = [run.recipe_id, gettext("seed {seed}", seed=run.seed), outcome, wording.ago(run.created)]
    return f"{wording.family_mark(run.family)} {' · '.join(parts)}"


def _run(run_id: str, was_open: bool) -> None:
    """A run; while it goes on this is all that is shown anew."""
    manager = run_manager()
    seen = live_runs().read(run_id)
    run = seen.run
    if was_open and run.status not in OPEN:
        st.rerun()
    recipe = run_view.run_recipe(run)
    heading, action = st.columns([5, 1], vertical_alignment="center")
    heading.markdown(f"## {run_view.title(run)} {run_view.state_badge(run)}")
    if run.status in OPEN:
        action.button(
            gettext("Stop"),
            key="stop",
            on_click=_stop,
            args=(run_id,),
            disabled=run.stop_requested,
            icon=":material/stop:",
            width="stretch",
        )
    st.caption(run_view.summary_line(run))
    run_view.show_progress(run, seen, manager)
    show_run_curves(recipe, seen, compare=run.recipe_id in RECIPES)
    entry = recorded(run.recipe_id)
    show_figures(recipe, entry["runs"] if entry else [], seen)
    _about(recipe)


def _recipe(recipe: Recipe) -> None:
    """A recipe no run of which is chosen: its recorded runs, else what to expect."""
    st.markdown(f"## {wording.family_mark(recipe.family)} {recipe.id}")
    entry = recorded(recipe.id)
    if entry and entry["runs"]:
        st.info(_recorded_label(entry["runs"]), icon=":material/history:")
        show_recorded_curves(recipe, entry["runs"])
    else:
        st.info(gettext("Not run yet."))
        show_no_curves(recipe, recipe.fit["epochs"])
    show_figures(recipe, entry["runs"] if entry else [], None)
    _about(recipe)


def _recorded_label(runs) -> str:
    env = runs[0]["environment"]
    return gettext(
        "Recorded run — {system}, {processor}, {cores} cores; TensorFlow {tensorflow}, Keras {keras}",
        **{k: env.get(k, "?") for k in ("system", "processor", "cores", "tensorflow", "keras")},
    )


def _about(recipe: Recipe) -> None:
    entry = RECIPES.get(recipe.id, recipe)
    for flaw in entry.flaws:
        st.markdown(f"- {gettext(flaw.text)}")
    for note in entry.notes:
        st.markdown(f"- {gettext(note)}")
    if entry.source:
        st.caption(gettext(entry.source))


main()
