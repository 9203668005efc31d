"""Recipes: the cookbook."""

from __future__ import annotations

import streamlit as st

from core.recipes import recipe
from pages.components.blocks import show_blocks
from pages.components.errors import told
from pages.components.serving import page_is_out

FIRST = "numeric-binary/mlp"


def main() -> None:
    with told():
        entry = recipe(st.query_params.get("recipe", FIRST))
        st.markdown(f"## {entry.id}")
        show_blocks(entry)
    page_is_out()


main()
