"""A recipe: its recorded runs, what its source printed, and what is known to be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.i18n import gettext
from core.recipes import RECIPES, Recipe
from core.results.recorded import recorded
from pages.components import wording
from pages.components.figures_table import show_figures
from pages.components.run_curves import show_no_curves, show_recorded_curves


def recorded_runs(recipe_id: str) -> Sequence[Mapping[str, Any]]:
    """The runs we ship of a recipe, by seed; none for some, nor where the recipe has changed."""
    known, entry = RECIPES.get(recipe_id), recorded(recipe_id)
    return entry["runs"] if known and entry and entry["key"] == known.key else ()


def show_recipe(recipe: Recipe) -> None:
    """A recipe of which no run is chosen. Takes the same places on the page as a run."""
    heading, state, charts, rest = (st.container() for _ in range(4))
    runs = recorded_runs(recipe.id)
    with heading:
        st.markdown(f"## {wording.family_mark(recipe.family)} {recipe.id}")
        st.markdown(wording.small(_about_model(recipe)))
    with state:
        st.info(_recorded(runs) if runs else _not_run(), icon=":material/history:")
    with charts:
        if runs:
            show_recorded_curves(recipe, runs)
        else:
            show_no_curves(recipe)
    with rest:
        figures, background = st.columns([2, 1], gap="large")
        with figures:
            show_figures(recipe, runs, None)
        with background:
            show_background(recipe)


def show_background(recipe: Recipe) -> None:
    """Known flaws, notes and source of a catalogue's recipe; nothing for any other."""
    entry = RECIPES.get(recipe.id)
    if entry is None:
        return
    lines = [f"- :material/warning: {wording.markdown(gettext(flaw.text))}" for flaw in entry.flaws]
    lines += [f"- {wording.markdown(gettext(note))}" for note in entry.notes]
    if lines:
        st.markdown(f"**{gettext('Before you trust these figures')}**")
        st.markdown("\n".join(lines))
    if entry.source:
        source = gettext(entry.source)
        st.markdown(wording.small(gettext("Source: {source}", source=source)))


def _about_model(recipe: Recipe) -> str:
    parts = [
        wording.family_title(recipe.family),
        gettext("{count:,} parameters", count=recipe.summary.parameters),
        gettext("{count:,} epochs", count=recipe.fit["epochs"]),
        gettext("published") if recipe.published else gettext("ours"),
    ]
    return " · ".join(parts)


def _not_run() -> str:
    return gettext(
        "No run of this recipe yet. Launch trains it in the background with the epochs and "
        "seed chosen; its curves grow here from the first epoch on, and stay when you leave."
    )


def _recorded(runs: Sequence[Mapping[str, Any]]) -> str:
    first = runs[0]
    where = first["environment"]
    sentence = gettext(
        "Recorded run, not yours: {epochs:,} epochs on {system}, {processor}, {cores} cores, with "
        "TensorFlow {tensorflow} and Keras {keras}; data {digest}.",
        epochs=first["epochs_done"],
        digest=first["digest"][:8],
        **{name: where[name] for name in ("system", "processor", "cores", "tensorflow", "keras")},
    )
    notes = [gettext(note) for note in first["notes"]]
    return wording.markdown(" ".join([sentence, *notes]))
