"""Datasets as the page looks at them, loaded once for all sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.analysis.data_view import DataView, load_view
from core.datasets import DATASETS
from core.datasets.status import status
from core.errors import DatasetError
from core.i18n import gettext
from pages.components.frame import wording
from pages.components.live.looking import Looking
from pages.components.live.manager import run_manager

# A view of MNIST takes 190 MB, of the others a tenth of that.
MOST_VIEWS = 3
MOST_WORDS = 4
# Reading and checking a file for the first time, on two slow cores; from then on it is at once.
FIRST_SECONDS = {"imdb": 5, "imdb-raw": 20, "reuters": 2, "mnist": 3, "jena": 6}


@dataclass
class Loaded:
    """A view, and what was computed of it."""

    view: DataView
    _known: dict[Any, Any] = field(default_factory=dict)

    def once(self, make: Callable[..., Any], *arguments: Any) -> Any:
        """``make(view, *arguments)``, computed at the first call for all sessions."""
        key = (make.__name__, *arguments)
        if key not in self._known:
            self._known[key] = make(self.view, *arguments)
        return self._known[key]


def load(here: Looking) -> Loaded:
    """The dataset one looks at; a sentence says what is going on while it is read.

    Raises:
        RecipeLabError: It cannot be loaded.
    """
    found = status(here.dataset, run_manager().settings)
    arguments = (
        here.dataset,
        tuple(sorted(here.preprocessing.items())),
        tuple(sorted(here.recipe.fit.items())),
        f"{found.path} {found.size}",
    )
    try:
        with st.spinner(_waiting(here, checked=found.checked)):
            return _load(*arguments)
    except DatasetError:
        _rerun_if_refused(here.dataset)
        raise


def load_words(here: Looking) -> tuple[str, ...]:
    """The words of the dataset by frequency; empty where their file is not there or refused."""
    name = here.recipe.data.encoding.words_file
    if not name:
        return _words(here.dataset, "")
    found = status(name, run_manager().settings)
    if found.state != "ready":
        return ()
    try:
        return _words(here.dataset, f"{found.path} {found.size}")
    except DatasetError:
        _rerun_if_refused(name)
        return ()


@st.cache_resource(show_spinner=False, max_entries=MOST_VIEWS)
def _load(name: str, preprocessing: tuple, fit: tuple, file: str) -> Loaded:
    return Loaded(load_view(name, dict(preprocessing), dict(fit), run_manager().settings))


@st.cache_resource(show_spinner=False, max_entries=MOST_WORDS)
def _words(name: str, file: str) -> tuple[str, ...]:
    return DATASETS[name].encoding.words(run_manager().settings)


def _rerun_if_refused(name: str) -> None:
    """A file that turned out to be wrong: the page is drawn anew and offers a right one."""
    if status(name, run_manager().settings).state == "refused":
        st.rerun()


def _waiting(here: Looking, *, checked: bool) -> str:
    title = wording.escape_markdown(gettext(here.recipe.data.title))
    if checked:
        return gettext("Preparing {title}…", title=title)
    seconds = FIRST_SECONDS.get(here.dataset, 5)
    return gettext(
        "Reading and checking {title} for the first time: about {time}. It is kept, so the next "
        "time it is at once…",
        title=title,
        time=wording.duration(float(seconds)),
    )
