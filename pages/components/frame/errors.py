"""Errors on a page: shown as a sentence where they happen, never as a traceback."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import RecipeLabError, first_line
from core.i18n import gettext
from pages.components.frame import wording

log = logging.getLogger(__name__)
_failed: dict[str, float] = {}
# Bugs. A page that ended half-way would leave its fragments without their place, and the
# browser would then draw nothing at all.
UNEXPECTED: tuple[type[Exception], ...] = (Exception,)


@contextmanager
def report_errors(report: Callable[[str], object]) -> Iterator[None]:
    """Skip the rest of the block after a ``RecipeLabError``, whose sentence goes to ``report``."""
    try:
        yield
    except RecipeLabError as error:
        report(str(error))


@contextmanager
def show_errors() -> Iterator[None]:
    """Show an error as a sentence, in place of the rest of the block."""
    try:
        yield
    except RecipeLabError as error:
        st.error(wording.escape_markdown(str(error)), icon=":material/error:")
    except UNEXPECTED as error:
        log_failure(error)
        text = gettext("This part cannot be shown; the server's log says why. Reload to try again.")
        st.error(text, icon=":material/error:")


def log_failure(error: Exception) -> None:
    """Log the traceback of a page that failed, at most one per second."""
    now = time.monotonic()
    if now - _failed.get("at", -math.inf) > 1:
        _failed["at"] = now
        log.error("A page failed: %s", first_line(error), exc_info=error)
