"""A new sweep: a recipe, what varies, how it is tried, and Launch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.analysis.expectations import basis_words
from core.datasets import DATASETS
from core.durations import roughly
from core.errors import RecipeLabError, RequestError
from core.i18n import gettext, mark
from core.people import TRAIN
from core.recipes import RECIPES, Recipe
from core.runs.queue.needs import need
from core.sizes import roughly as roughly_bytes
from core.sweeps.plan import (
    MOST_SEEDS,
    MOST_TRIALS,
    USUAL_SEEDS,
    USUAL_TRIALS,
    Plan,
    make_plan,
    with_validation,
)
from core.sweeps.report import settings_words
from core.sweeps.space import Space
from core.sweeps.sweep import GRID, RANDOM, TPE
from pages.components.frame import wording
from pages.components.live.expected import pacemaker
from pages.components.live.get_data import files_of, is_ready, show_get_data
from pages.components.live.manager import run_manager
from pages.components.live.person import person, show_person
from pages.components.sweeps.choice import PAGE, choice, desk, do
from pages.components.sweeps.varied import pick_space

KINDS: Mapping[str, str] = {
    TPE: mark("Guided (TPE)"),
    RANDOM: mark("Random"),
    GRID: mark("Grid"),
}


def show_form() -> None:
    """The form of a new sweep."""
    st.markdown(f"### {gettext('A new sweep')}")
    entry = _pick_recipe()
    for name in files_of(entry):
        show_get_data(name)
    space, problems = pick_space(entry)
    for problem in problems:
        st.error(wording.escape_markdown(problem), icon=":material/block:")
    numbers = _pick_numbers(entry)
    plan = None if problems else _plan(entry, space, numbers)
    _show_expected(plan)
    ready = all(is_ready(name, run_manager().settings) for name in files_of(entry))
    st.button(
        gettext("Launch the sweep"),
        key=f"{PAGE} launch",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=plan is None or not ready or not person().may(TRAIN),
        help=None if ready else gettext("Its data is not here yet; above is how to get it."),
        on_click=_launch,
        args=(plan,),
    )
    show_person()


def _pick_recipe() -> Recipe:
    here = choice()
    datasets = list(dict.fromkeys(entry.dataset for entry in RECIPES.values()))
    chosen = RECIPES[here.recipe]
    left, right = st.columns(2)
    _put(f"{PAGE} dataset", chosen.dataset)
    left.selectbox(
        gettext("Dataset"),
        datasets,
        key=f"{PAGE} dataset",
        format_func=lambda name: gettext(DATASETS[name].title),
        on_change=_choose_dataset,
    )
    _put(f"{PAGE} recipe", here.recipe)
    right.selectbox(
        gettext("Recipe"),
        [entry.id for entry in RECIPES.values() if entry.dataset == chosen.dataset],
        key=f"{PAGE} recipe",
        on_change=_choose_recipe,
    )
    draft = here.draft
    if not draft.changes:
        return chosen
    with st.container(horizontal=True, vertical_alignment="center"):
        held = wording.escape_markdown(settings_words(draft.changes))
        st.markdown(wording.small(gettext("Held for every trial: {settings}.", settings=held)))
        st.button(
            gettext("Back to the recipe"),
            key=f"{PAGE} reset",
            icon=":material/undo:",
            type="tertiary",
            on_click=here.choose,
            args=(here.recipe,),
        )
    if draft.problem:
        raise draft.problem
    return draft.recipe or chosen


def _put(key: str, value: Any) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _choose_dataset() -> None:
    name = st.session_state[f"{PAGE} dataset"]
    entries = [entry for entry in RECIPES.values() if entry.dataset == name]
    first = next((entry for entry in entries if entry.represents), entries[0])
    choice().choose(first.id)


def _choose_recipe() -> None:
    choice().choose(st.session_state[f"{PAGE} recipe"])


def _pick_numbers(entry: Recipe) -> dict[str, Any]:
    kind = st.segmented_control(
        gettext("How to try them"),
        list(KINDS),
        key=f"{PAGE} kind",
        default=TPE,
        format_func=lambda name: gettext(KINDS[name]),
        required=True,
        help=gettext(
            "Guided learns from the trials before where to try next (a tree-structured Parzen "
            "estimator), random draws blindly, a grid tries every combination of values."
        ),
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    trials = left.number_input(
        gettext("Trials"),
        2,
        MOST_TRIALS,
        USUAL_TRIALS,
        key=f"{PAGE} trials",
        disabled=kind == GRID,
        help=gettext("How many combinations to try; a grid tries all there are."),
    )
    epochs = right.number_input(
        gettext("Epochs of each"),
        1,
        10_000,
        entry.fit["epochs"],
        key=f"{PAGE} epochs {entry.key}",
    )
    confirm = left.number_input(
        gettext("Fresh seeds for the best"),
        1,
        MOST_SEEDS,
        USUAL_SEEDS,
        key=f"{PAGE} confirm",
        help=gettext(
            "The best of many is partly the luckiest. It is trained again with seeds that no trial "
            "used, and their mean is its figure."
        ),
    )
    seed = right.number_input(
        gettext("Seed"), 0, 10**6, 0, key=f"{PAGE} seed", help=gettext("Of every trial.")
    )
    left, right = st.columns(2)
    prune = left.toggle(
        gettext("Stop weak trials early"),
        value=True,
        key=f"{PAGE} prune",
        help=gettext(
            "Those worse than the median of the completed trials at the same epoch, after a fifth "
            "of their own."
        ),
    )
    both = right.toggle(
        gettext("Confirm the best two"),
        key=f"{PAGE} two",
        help=gettext("Both get fresh seeds; the better mean of validation over them wins."),
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


def _plan(entry: Recipe, space: Space, numbers: dict[str, Any]) -> Plan | None:
    """What would be launched; None, with the reason on the page, where that cannot be."""
    epochs = numbers.pop("epochs")
    try:
        fixed = {} if "epochs" in space.choices else {"epochs": epochs}
        asked = entry.with_settings(fixed)
        base = with_validation(asked)
        if base.key != asked.key:
            held = gettext(
                "The recipe has no validation data of its own, and a sweep picks by it: "
                "{share:.0%} of its training data are held out.",
                share=base.fit["validation_split"],
            )
            st.info(held, icon=":material/info:")
        return make_plan(base, space, **numbers)
    except RecipeLabError as error:
        st.error(wording.escape_markdown(str(error)), icon=":material/block:")
        return None


def _show_expected(plan: Plan | None) -> None:
    """How long it takes and how much memory, at most: by the ends of what varies."""
    if plan is None:
        return
    recipes = [plan.recipe]
    for values in plan.space.ends():
        try:
            recipes.append(plan.recipe.with_settings(values))
        except RequestError:
            continue
    found = [pacemaker().estimate(recipe) for recipe in recipes]
    each = sum(one.run_seconds for one in found) / len(found)
    text = gettext(
        "**{trials}** trials and **{more}** runs to confirm: **{time}** one after the other, each "
        "with up to **{memory}** of memory",
        trials=plan.trials,
        more=plan.runs - plan.trials,
        time=roughly(each * plan.runs),
        memory=roughly_bytes(max(need(recipe).memory for recipe in recipes)),
    )
    st.markdown(text, help=basis_words(found[0]))


def _launch(plan: Plan) -> None:
    found = do(lambda: desk().launch(plan))
    if found:
        choice().open(found.id)
