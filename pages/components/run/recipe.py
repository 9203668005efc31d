"""A recipe: its reference runs, published figures, model and known flaws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.analysis import board
from core.i18n import gettext, ngettext
from core.recipes import RECIPES, Recipe
from core.recipes.draft import Draft
from pages.components.frame import wording
from pages.components.run.blocks import operations_words, show_blocks
from pages.components.run.window import show_window


def recorded_runs(recipe_id: str) -> Sequence[Mapping[str, Any]]:
    """The reference runs of a recipe, by seed; empty if there are none or the recipe changed."""
    entry = RECIPES.get(recipe_id)
    return board.recorded_runs(entry) if entry else ()


def show_model(draft: Draft) -> None:
    """Show the layers as they would be built, or why they cannot be built."""
    st.markdown(f"**{gettext('The model')}**")
    if draft.recipe is None:
        st.error(wording.escape_markdown(str(draft.problem)), icon=":material/block:")
        return
    show_window(draft.recipe, draft.entry)
    show_blocks(draft.recipe, original=draft.entry)


def show_background(recipe: Recipe) -> None:
    """Show flaws, notes and source of a recipe; nothing if the catalogue does not have it."""
    entry = RECIPES.get(recipe.id)
    if entry is None:
        return
    lines = [
        f"- :material/warning: {wording.escape_markdown(gettext(flaw.text))}"
        for flaw in entry.flaws
    ]
    lines += [f"- {wording.escape_markdown(gettext(note))}" for note in entry.notes]
    if lines:
        st.markdown(f"**{gettext('Before you trust these figures')}**")
        st.markdown("\n".join(lines))
    if entry.source:
        source = gettext(entry.source)
        st.markdown(wording.small(gettext("Source: {source}", source=source)))


def about_recipe(recipe: Recipe) -> str:
    """Family, size, epochs and source of a recipe, in a line."""
    parts = [
        wording.family_title(recipe.family),
        gettext("{count:,} parameters", count=recipe.summary.parameters),
        gettext("{operations} per sample", operations=operations_words(recipe.summary.operations)),
        ngettext("{count:,} epoch", "{count:,} epochs", recipe.fit["epochs"]),
        gettext("published") if recipe.published else gettext("no published source"),
    ]
    return " · ".join(parts)


def reference_words(runs: Sequence[Mapping[str, Any]], draft: Draft) -> str:
    """Where and on what the reference runs were recorded, as Markdown."""
    first = runs[0]
    sentence = gettext(
        "Reference run, shipped with Recipe Lab: {epochs:,} epochs on {system}, {processor}, "
        "{cores} cores, with TensorFlow {tensorflow} and Keras {keras}; data {digest}.",
        epochs=first["epochs_done"],
        digest=first["digest"][:8],
        **first["environment"],
    )
    notes = [gettext(note) for note in first["notes"]]
    if draft.changes:
        notes.append(gettext("It does not include your changes; press Train to see their effect."))
    return wording.escape_markdown(" ".join([sentence, *notes]))


def published(entry: Recipe) -> str:
    """What a recipe's source printed, or that it has none."""
    if not entry.published:
        return gettext("no published source")
    figure = wording.published(entry)
    if not figure:
        return gettext("no figure published")
    return gettext("published {figure}", figure=figure)
