"""A recipe as Keras code, with the changed lines tinted."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext, ngettext
from core.recipes import Recipe
from core.recipes.keras_code import keras_code

KEY = "keras-code"


def show_code(recipe: Recipe, seed: int = 0) -> None:
    """Show the script that trains a recipe with plain Keras, folded."""
    code = keras_code(recipe, seed)
    label = gettext("Keras code")
    if code.changed:
        label = ngettext(
            "Keras code · 1 changed line",
            "Keras code · {count} changed lines",
            len(code.changed),
        )
    with st.expander(label, icon=":material/code:", key=KEY):
        st.code(code.text, language="python")
        st.html(f"<style>{_tinted(code.changed)}</style>")


def _tinted(lines: tuple[int, ...]) -> str:
    """The style that tints lines, by their 0-based numbers; shell.css has their height."""
    stripes = ", ".join(
        f"transparent {line}lh, var(--changed) {line}lh {line + 1}lh, transparent {line + 1}lh"
        for line in lines
    )
    return f".st-key-{KEY} pre code {{ background: linear-gradient({stripes or 'none'}); }}"
