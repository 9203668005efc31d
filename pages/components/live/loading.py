"""Datasets as the page Data shows them, loaded once for all sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.analysis.data_view import DataView, load_view
from core.datasets import DATASETS
from core.datasets.status import status
from core.errors import DatasetError
from core.i18n import gettext, language
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
    file = status(place.dataset, run_manager().settings)
    arguments = (
        place.dataset,
        tuple(sorted(place.preprocessing.items())),
        tuple(sorted(place.entry.fit.items())),
        f"{file.path} {file.size}",
        language(),
    )
    try:
        with st.spinner(_progress_text(place, checked=file.checked)):
            return _load(*arguments)
    except DatasetError:
        _rerun_if_refused(place.dataset)
        raise


def load_words(place: Place) -> tuple[str, ...]:
    """The dataset's words by frequency; empty if their file is missing or refused."""
    name = place.entry.data.encoding.words_file
    if not name:
        return _words(place.dataset, "")
    file = status(name, run_manager().settings)
    if file.state != "ready":
        return ()
    try:
        return _words(place.dataset, f"{file.path} {file.size}")
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


def _progress_text(place: Place, *, checked: bool) -> str:
    title = wording.escape_markdown(gettext(place.entry.data.title))
    if checked:
        return gettext("Preparing {title}…", title=title)
    seconds = FIRST_SECONDS.get(place.dataset, 5)
    return gettext(
        "Reading and checking {title} for the first time takes about {time}; later it is instant…",
        title=title,
        time=wording.duration(float(seconds)),
    )
