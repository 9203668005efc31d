"""Home's first block as one component: a story's question, a real sample, guesses and the race."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES
from core.i18n import gettext, language
from core.settings import Settings
from core.stories import STORIES, Answer, Sample, Story, sample
from pages.components.live.component import component

_HTML = '<div class="hero"></div>'
SHARED = (Path(__file__).with_name("guessed.js"),)
"""What hero.js and grid.js both need."""
PREVIEW = 7
"""Tokens on a story's card, at most."""


def show_hero(
    data: Mapping[str, Any], *, key: str, on_act: Callable[[], None]
) -> dict[str, Any] | None:
    """Draw the block, or update it.

    Args:
        data: ``hero_words(…)``.
        key: Identifies the block across reruns.
        on_act: Called before the rerun after a press; ``st.session_state[key].act`` is then what
            was pressed.

    Returns:
        What was just pressed: ``{"do": "race", "dataset": …, "guess": […]}`` or ``{"do": "get",
        "dataset": …}``; else None.
    """
    return component(__file__, _HTML, shares=SHARED)(key=key, data=data, on_act_change=on_act).act


def hero_words(
    chosen: str,
    guess: Collection[str],
    settings: Settings,
    costs: Mapping[str, str],
    lacking: Mapping[str, str],
) -> dict[str, Any]:
    """Describe the block for hero.js.

    Args:
        chosen: The story shown first.
        guess: Names of the answers that are guessed.
        settings: The installation, which locates data.
        costs: Dataset → how long a race takes, in a few words.
        lacking: Dataset → what it needs before anything can train on it, or "".
    """
    stories = _stories(language(), settings)
    return {
        "title": gettext("Recipe Lab"),
        "line": gettext(
            "Four kinds of neural network learn from the same data, side by side, on this "
            "computer. Guess first, then watch."
        ),
        "chosen": chosen,
        "guess": sorted(guess),
        "stories": [
            story | _race(name, costs[name], lacking[name]) for name, story in stories.items()
        ],
    }


def _race(dataset: str, cost: str, lacking: str) -> dict[str, Any]:
    if lacking:
        button = {"text": gettext("Get the data…"), "do": "get", "note": lacking}
    else:
        button = {
            "text": gettext("Race all four"),
            "do": "race",
            "note": gettext("about {time}, works offline", time=cost),
        }
    return {"button": button, "cost": cost, "offline": "" if lacking else gettext("offline")}


@st.cache_data(show_spinner=False)
def _stories(language: str, _settings: Settings) -> dict[str, dict[str, Any]]:
    """The parts of the stories that never change, by dataset."""
    return {
        name: _story(place, story, sample(name, _settings))
        for place, (name, story) in enumerate(STORIES.items(), start=1)
    }


def _story(place: int, story: Story, shown: Sample) -> dict[str, Any]:
    rows = [
        {
            "label": row.label,
            "tokens": [[token.text, token.kind] for token in row.tokens],
            "pixels": row.pixels,
        }
        for row in shown.rows
    ]
    return {
        "dataset": story.dataset,
        "question": gettext(story.question),
        "short": gettext(story.short),
        "place": gettext("{place} of {count}", place=place, count=len(STORIES)),
        "rows": rows,
        "preview": _preview(rows[0]),
        "caption": shown.caption,
        "ask": gettext("Your guess (one or more)") if story.several else gettext("Your guess"),
        "several": story.several,
        "answers": [_answer(answer) for answer in story.answers],
    }


def _preview(row: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a sample for a card: what decides, with dots for what is between; a picture."""
    tokens, shown = row["tokens"], []
    for place, token in enumerate(tokens):
        if token[1] == "decides" or (token[1] and len(shown) < 2):
            if shown and place - shown[-1][0] > 1:
                shown.append((place, ["…", "between"]))
            shown.append((place, token))
    return row | {"tokens": [token for _, token in shown][-PREVIEW:]}


def _answer(answer: Answer) -> dict[str, str]:
    style = FAMILY_STYLES[answer.name] if answer.name in FAMILIES else None
    return {
        "name": answer.name,
        "title": gettext(answer.title),
        "about": gettext(answer.about),
        "mark": style.character if style else "",
        "word": style.word if style else "",
    }
