"""Errors on a page: shown as a sentence where they happen, never as a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import streamlit as st

from core.errors import RecipeLabError
from pages.components.frame import wording


@contextmanager
def report_errors(report: Callable[[str], object]) -> Iterator[None]:
    """Skip the rest of the block after a ``RecipeLabError``, whose sentence goes to ``report``."""
    try:
        yield
    except RecipeLabError as error:
        report(str(error))


def show_errors() -> AbstractContextManager[None]:
    """Show a ``RecipeLabError`` as its sentence, in place of the rest of the block."""
    return report_errors(
        lambda sentence: st.error(wording.escape_markdown(sentence), icon=":material/error:")
    )
