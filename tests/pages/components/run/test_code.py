"""The fold with the Keras code: the script to copy, and a tint on each changed line."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.recipes import recipe
from core.recipes.keras_code import keras_code


def fold() -> None:
    import streamlit as st

    from core.recipes import recipe
    from pages.components.run.code import show_code

    show_code(recipe("topics/cnn").with_settings(st.session_state.changes), seed=3)


def test_changed_lines_are_counted_and_tinted():
    changes = {"kernel_size": 7, "epochs": 3}
    page = AppTest.from_function(fold, default_timeout=60)
    page.session_state.changes = changes
    page.run()
    code = keras_code(recipe("topics/cnn").with_settings(changes), seed=3)
    assert page.code[0].value == code.text.strip() and len(code.changed) == 2
    assert "2 changed" in page.expander[0].label
    (style,) = (element.proto.body for element in page.get("html"))
    assert all(f"var(--changed) {line}lh" in style for line in code.changed)


def test_the_recipe_itself_has_no_tint():
    page = AppTest.from_function(fold, default_timeout=60)
    page.session_state.changes = {}
    page.run()
    assert "changed" not in page.expander[0].label
