"""Errors on a page: shown as a sentence where they happen, never as a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import RecipeLabError
from pages.components.frame import wording


@contextmanager
def show_errors() -> Iterator[None]:
    """Show a ``RecipeLabError`` as its sentence, in place of the rest of the block."""
    try:
        yield
    except RecipeLabError as error:
        st.error(wording.escape_markdown(str(error)), icon=":material/error:")
