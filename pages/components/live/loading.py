"""Datasets as the page Data shows them, loaded once for all sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.analysis.data_view import DataView, load_view
from core.datasets import DATASETS
from core.datasets.status import status
from core.errors import DatasetError
from core.i18n import gettext, language
from core.recipes import Recipe
from pages.components.frame import wording
from pages.components.live.manager import run_manager
from pages.components.live.place import Place
from pages.components.live.shared import shared

# A view of MNIST takes 190 MB, of the others a tenth of that.
MAX_VIEWS = 3
MAX_WORDS = 4
# Seconds to read and check a file for the first time, on two slow cores; later it is instant.
FIRST_SECONDS = {"imdb": 5, "imdb-raw": 20, "reuters": 2, "mnist": 3, "jena": 6}


@dataclass
class Loaded:
    """A view with the results computed from it."""

    view: DataView
    _computed: dict[Any, Any] = field(default_factory=dict)

    def once(self, make: Callable[..., Any], *arguments: Any) -> Any:
        """``make(view, *arguments)``, computed on the first call and shared by all sessions."""
        key = (make.__name__, *arguments)
        if key not in self._computed:
            self._computed[key] = make(self.view, *arguments)
        return self._computed[key]


def load(place: Place) -> Loaded:
    """Load the current dataset, showing a message meanwhile.

    Raises:
        RecipeLabError: It cannot be loaded.
    """
    return _load_prepared(place.dataset, place.preprocessing, place.entry.fit)


def load_for(recipe: Recipe) -> Loaded:
    """Load a recipe's dataset as the recipe prepares it, showing a message meanwhile.

    Raises:
        RecipeLabError: It cannot be loaded.
    """
    return _load_prepared(recipe.dataset, recipe.preprocessing, recipe.fit)


def _load_prepared(name: str, preprocessing: Mapping[str, Any], fit: Mapping[str, Any]) -> Loaded:
    file = status(name, run_manager().settings)
    arguments = (
        name,
        tuple(sorted(preprocessing.items())),
        tuple(sorted(fit.items())),
        f"{file.path} {file.size}",
        language(),
    )
    try:
        with st.spinner(_progress_text(name, checked=file.checked)):
            return _load(*arguments)
    except DatasetError:
        _rerun_if_refused(name)
        raise


def load_words(place: Place) -> tuple[str, ...]:
    """The dataset's words by frequency; empty if their file is missing or refused."""
    return words_of(place.dataset)


def words_of(dataset: str) -> tuple[str, ...]:
    """A dataset's words by frequency; empty if their file is missing or refused, or it has none."""
    encoding = DATASETS[dataset].encoding
    if encoding is None:
        return ()
    name = encoding.words_file
    if not name:
        return _words(dataset, "")
    file = status(name, run_manager().settings)
    if file.state != "ready":
        return ()
    try:
        return _words(dataset, f"{file.path} {file.size}")
    except DatasetError:
        _rerun_if_refused(name)
        return ()


@shared(max_entries=MAX_VIEWS)
def _load(name: str, preprocessing: tuple, fit: tuple, file: str, language: str) -> Loaded:
    # The language is that of the notes on the data.
    return Loaded(load_view(name, dict(preprocessing), dict(fit), run_manager().settings))


@shared(max_entries=MAX_WORDS)
def _words(name: str, file: str) -> tuple[str, ...]:
    return DATASETS[name].encoding.words(run_manager().settings)


def _rerun_if_refused(name: str) -> None:
    """Rerun the page if the file turned out to be wrong, so that it offers the right one."""
    if status(name, run_manager().settings).state == "refused":
        st.rerun()


def _progress_text(name: str, *, checked: bool) -> str:
    title = wording.escape_markdown(gettext(DATASETS[name].title))
    if checked:
        return gettext("Preparing {title}…", title=title)
    seconds = FIRST_SECONDS.get(name, 5)
    return gettext(
        "Reading and checking {title} for the first time takes about {time}; later it is instant…",
        title=title,
        time=wording.duration(float(seconds)),
    )
