"""The form of a new sweep: a recipe, the settings that vary, the search, and the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.analysis.expectations import basis_words
from core.durations import roughly
from core.errors import RecipeLabError
from core.i18n import gettext, mark
from core.people import TRAIN
from core.recipes import RECIPES, Recipe
from core.runs.queue.needs import need
from core.sizes import roughly as roughly_bytes
from core.sweeps.plan import (
    DEFAULT_SEEDS,
    DEFAULT_TRIALS,
    MAX_SEEDS,
    MAX_TRIALS,
    Plan,
    make_plan,
    with_validation,
)
from core.sweeps.report import settings_words
from core.sweeps.space import Space
from core.sweeps.sweep import GRID, RANDOM, TPE
from pages.components.frame import wording
from pages.components.frame.fields import bound
from pages.components.frame.switch import switch
from pages.components.live.expected import pacemaker
from pages.components.live.get_data import show_files
from pages.components.live.person import person, show_person
from pages.components.live.place import recipes_of
from pages.components.live.sweeps import sweep_desk
from pages.components.run.picker import pick_dataset
from pages.components.sweeps.choice import PAGE, choice, do
from pages.components.sweeps.varied import pick_space

KINDS: Mapping[str, str] = {
    TPE: mark("Guided (TPE)"),
    RANDOM: mark("Random"),
    GRID: mark("Grid"),
}


def show_form() -> None:
    """Show the form of a new sweep."""
    st.markdown(f"### {gettext('New sweep')}")
    entry = _pick_recipe()
    ready = show_files(entry)
    space, problems = pick_space(entry)
    for problem in problems:
        st.error(wording.escape_markdown(problem), icon=":material/block:")
    options = _pick_options(entry)
    plan = None if problems else _plan(entry, space, options)
    _show_expected(plan)
    st.button(
        gettext("Start the sweep"),
        key=f"{PAGE} launch",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=plan is None or not ready or not person().may(TRAIN),
        help=None if ready else gettext("Its data is not on this computer yet; get it above."),
        on_click=_launch,
        args=(plan,),
    )
    show_person()


def _pick_recipe() -> Recipe:
    current = choice()
    chosen = RECIPES[current.recipe]
    left, right = st.columns(2)
    with left:
        pick_dataset(
            chosen.dataset, f"{PAGE} dataset", lambda name: current.choose(recipes_of(name)[0].id)
        )
    bound(
        right.selectbox,
        gettext("Recipe"),
        [entry.id for entry in RECIPES.values() if entry.dataset == chosen.dataset],
        key=f"{PAGE} recipe",
        value=current.recipe,
        on_change=current.choose,
    )
    draft = current.draft
    if not draft.changes:
        return chosen
    with st.container(horizontal=True, vertical_alignment="center"):
        settings = wording.escape_markdown(settings_words(draft.changes))
        st.markdown(wording.small(gettext("Fixed for every trial: {settings}.", settings=settings)))
        st.button(
            gettext("Back to the recipe"),
            key=f"{PAGE} reset",
            icon=":material/undo:",
            type="tertiary",
            on_click=current.choose,
            args=(current.recipe,),
        )
    if draft.problem:
        raise draft.problem
    return draft.recipe or chosen


def _pick_options(entry: Recipe) -> dict[str, Any]:
    kind = switch(
        f"{PAGE} kind",
        gettext("Search"),
        KINDS,
        default=TPE,
        help=gettext(
            "Guided learns from earlier trials where to try next (a tree-structured Parzen "
            "estimator), random draws at random, a grid tries every combination of values."
        ),
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    trials = left.number_input(
        gettext("Trials"),
        2,
        MAX_TRIALS,
        DEFAULT_TRIALS,
        key=f"{PAGE} trials",
        disabled=kind == GRID,
        help=gettext("How many combinations to try; a grid tries all of them."),
    )
    epochs = right.number_input(
        gettext("Epochs per trial"),
        1,
        10_000,
        entry.fit["epochs"],
        key=f"{PAGE} epochs {entry.key}",
    )
    confirm = left.number_input(
        gettext("Fresh seeds for the best"),
        1,
        MAX_SEEDS,
        DEFAULT_SEEDS,
        key=f"{PAGE} confirm",
        help=gettext(
            "The best of many trials is partly lucky. It is trained again with seeds that no trial "
            "used, and their mean is its result."
        ),
    )
    seed = right.number_input(
        gettext("Seed"), 0, 10**6, 0, key=f"{PAGE} seed", help=gettext("Used by every trial.")
    )
    left, right = st.columns(2)
    prune = left.toggle(
        gettext("Stop weak trials early"),
        value=True,
        key=f"{PAGE} prune",
        help=gettext(
            "Stops a trial that is worse than the median of the completed trials at the same "
            "epoch, once it has trained a fifth of its epochs."
        ),
    )
    both = right.toggle(
        gettext("Confirm the best two"),
        key=f"{PAGE} two",
        help=gettext("Both are trained with fresh seeds; the better mean validation result wins."),
    )
    return {
        "kind": kind,
        "trials": int(trials),
        "epochs": int(epochs),
        "confirm": int(confirm),
        "seed": int(seed),
        "prune": prune,
        "finalists": 2 if both else 1,
    }


def _plan(entry: Recipe, space: Space, options: dict[str, Any]) -> Plan | None:
    """The sweep to start; if it is impossible, show why and return None."""
    epochs = options.pop("epochs")
    try:
        fixed = {} if "epochs" in space.choices else {"epochs": epochs}
        wanted = entry.with_settings(fixed)
        base = with_validation(wanted)
        if base.key != wanted.key:
            note = gettext(
                "The recipe has no validation data, and a sweep needs it to pick the best trial: "
                "{share:.0%} of the training data are held out.",
                share=base.fit["validation_split"],
            )
            st.info(note, icon=":material/info:")
        return make_plan(base, space, **options)
    except RecipeLabError as error:
        st.error(wording.escape_markdown(str(error)), icon=":material/block:")
        return None


def _show_expected(plan: Plan | None) -> None:
    """Show the expected time and peak memory, estimated at the ends of what varies."""
    if plan is None:
        return
    recipes = plan.extremes
    estimates = [pacemaker().estimate(recipe) for recipe in recipes]
    each = sum(one.run_seconds for one in estimates) / len(estimates)
    text = gettext(
        "**{trials}** trials and **{more}** runs to confirm: **{time}** one after the other, each "
        "using up to **{memory}** of memory",
        trials=plan.trials,
        more=plan.runs - plan.trials,
        time=roughly(each * plan.runs),
        memory=roughly_bytes(max(need(recipe).memory for recipe in recipes)),
    )
    st.markdown(text, help=basis_words(estimates[0]))


def _launch(plan: Plan) -> None:
    sweep = do(lambda: sweep_desk().launch(plan))
    if sweep:
        choice().open(sweep.id)
