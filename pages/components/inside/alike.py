"""Words as the models have them: each word's vector, which words are alike, and a map of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext
from core.inside.embedding import has_embedding, nearest, positions, vector
from core.recipes import Recipe
from pages.components.frame.errors import show_errors
from pages.components.inside import choice, names, words
from pages.components.inside.models import Row
from pages.components.inside.sequence import given_words
from pages.components.live.component import component
from pages.components.live.manager import run_manager

KEY = "inside alike"
MOST_NUMBERS = 64
_HTML = '<div class="alike"></div>'


def show_alike(rows: Sequence[Row]) -> None:
    """Show a word as every model has it; called in a fragment of its own.

    Args:
        rows: The models. Those whose first layer is no Embedding are left out; without any other,
            nothing is shown.
    """
    with show_errors():
        embedded = [row for row in rows if has_embedding(row.models[0])]
        if not embedded:
            return
        word = choice.chosen().word or _longest(embedded[0].recipe)
        described = [_row(row, word) for row in embedded]
        data = {
            "word": word,
            "rows": described,
            "texts": {
                "title": gettext("A word as each network has it"),
                "field": gettext("A word"),
                "near": gettext("words nearest to it, and the cosine"),
                "map": gettext("map (a projection)"),
                "use": gettext("Show “{word}”", word="{word}"),
                "vector": gettext("Its first {count} numbers", count="{count}"),
                "share": gettext(
                    "Two directions, which show {share} of the spread of the most frequent words.",
                    share="{share}",
                ),
            },
        }
        component(__file__, _HTML, shares=names.SHARED)(key=KEY, data=data, on_word_change=_choose)
        choice.write_url()


def _choose() -> None:
    choice.choose_word(str(st.session_state[KEY].word))


def _longest(recipe: Recipe) -> str:
    """A word to begin with: the longest of what the models are given."""
    try:
        return max(given_words(recipe), key=len, default="")
    except RecipeLabError:
        return ""


def _row(row: Row, word: str) -> dict[str, Any]:
    model, settings = row.models[0], run_manager().settings
    described: dict[str, Any] = names.described(row)
    try:
        near = nearest(model, word, settings)
        places, share = positions(model, [word, *(one.word for one in near)], settings)
        numbers = vector(model, word, settings)
    except RecipeLabError as error:
        return described | {"problem": str(error)}
    return described | {
        "near": [[one.word, f"{one.cosine:.2f}".replace("-", "−")] for one in near],
        "map": places.round(4).tolist(),
        "share": words.percent(share),
        "vector": numbers[:MOST_NUMBERS].round(3).tolist(),
    }
