"""Numbers as the input: a test sample whose features can be changed, and all answers to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.charts import FAMILY_STYLES
from core.errors import RequestError
from core.i18n import gettext, ngettext
from core.inside.features import features, features_input, sample_features
from core.inside.inputs import Input
from core.inside.samples import read_sample
from core.recipes import Recipe
from pages.components.frame import wording
from pages.components.inside import choice, words
from pages.components.inside.asking import Answers, ask_rows
from pages.components.inside.lists import show_list
from pages.components.inside.models import Row
from pages.components.inside.rows import LEAST_SCALE, SHARED, describe
from pages.components.inside.sample import pick_sample
from pages.components.inside.sequence import follow
from pages.components.live.component import component
from pages.components.live.manager import run_manager

KEY = "inside numbers"
SHOWN = 8
"""How many features are shown at first, those with the largest effects."""
_HTML = '<div class="numbers"></div>'
_SHARED = (*SHARED, Path(__file__).with_name("give.js"))


def show(rows: list[Row]) -> None:
    """Show what every row answers, and a slider per feature of the first row's recipe."""
    pick_sample(rows)
    recipe, settings = rows[0].recipe, run_manager().settings
    declared = features(recipe, settings)
    start = sample_features(recipe, choice.given().sample, settings)
    changed: dict[int, float] = {}
    try:
        changed = changes_from_text(choice.given().text or "", len(start))
    except RequestError as error:
        st.warning(wording.escape_markdown(str(error)), icon=":material/error:")
    answers = _ask(rows, start, changed)
    # the order stays while sliders are moved
    order = _order(_ask(rows, start, {}) if changed else answers, len(start))
    data = choice.described(recipe) | {
        "models": [row.key for row in rows],
        "answers": describe(answers) | {"scale": _scale(answers)},
        "changed": {str(place): value for place, value in changed.items()},
        "marks": [
            [FAMILY_STYLES[row.recipe.family].word, wording.family_title(row.recipe.family)]
            for row in rows
        ],
        "features": [
            {
                "number": place,
                "name": declared[place].name,
                "least": declared[place].least,
                "most": declared[place].most,
                "mean": declared[place].mean,
                "start": float(start[place]),
            }
            | _effects(answers, place)
            for place in order
        ],
        "shown": SHOWN,
        "texts": _texts(rows, answers, len(start) - SHOWN),
    }
    component(__file__, _HTML, shares=_SHARED)(
        key=KEY, data=data, on_given_change=partial(follow, KEY)
    )
    show_list(rows)


def read_numbers(recipe: Recipe, given: choice.Given) -> Input:
    """What is given, as a recipe's models read it.

    Raises:
        RequestError: There is no such sample, or the writing is none.
        DatasetError: The dataset is missing or refused.
    """
    settings = run_manager().settings
    start = sample_features(recipe, given.sample, settings)
    changed = changes_from_text(given.text or "", len(start))
    truth = read_sample(recipe, given.sample, settings).truth
    return _input(recipe, start, changed, truth)


def _input(recipe: Recipe, start: np.ndarray, changed: Mapping[int, float], truth: Any) -> Input:
    """A sample with changes, which is then no longer what it was."""
    values = start.copy()
    values[list(changed)] = list(changed.values())
    return features_input(recipe, values, run_manager().settings, None if changed else truth)


def _ask(rows: Sequence[Row], start: np.ndarray, changed: Mapping[int, float]) -> Answers:
    """Ask with the sample of the first row's recipe: others may have split the data otherwise."""
    sample = read_sample(rows[0].recipe, choice.given().sample, run_manager().settings)
    return ask_rows(rows, lambda recipe: _input(recipe, start, changed, sample.truth))


def changes_from_text(text: str, count: int) -> dict[int, float]:
    """Read what numbers.js writes: changed numbers by place, such as ``3:14.2,7:0.5``.

    Args:
        text: The writing, which a link may have in any form.
        count: How many numbers there are.

    Raises:
        RequestError: It is no such writing, or a number is not finite.
    """
    changes = {}
    for pair in filter(None, text.split(",")):
        place, _, value = pair.partition(":")
        try:
            changes[range(count)[int(place)]] = float(value)
        except (ValueError, IndexError):
            raise RequestError(
                "This link changes {pair!r}, which is no number of the input.", pair=pair[:40]
            ) from None
    if not np.isfinite(list(changes.values())).all():
        raise RequestError("The values must be finite numbers that are not too large.")
    return changes


def _order(answers: Answers, count: int) -> list[int]:
    """Features by the largest of their effects."""
    each = [np.abs(asked.effects) for asked in answers.rows if asked.effects is not None]
    largest = np.max(each, axis=0) if each else np.zeros(count)
    return np.argsort(-largest, kind="stable").tolist()


def _scale(answers: Answers) -> float:
    each = [float(np.abs(asked.effects).max()) for asked in answers.rows if asked.answers]
    return max([LEAST_SCALE, *each])


def _effects(answers: Answers, place: int) -> dict[str, Any]:
    """A feature's effect in every row, with words; 0 where a row has no answer."""
    effects, texts = [], []
    for asked in answers.rows:
        effect = float(asked.effects[place]) if asked.answers else 0.0
        now = float(asked.probabilities[answers.about]) if asked.answers else 0.0
        effects.append(round(effect, 4))
        texts.append(
            gettext(
                "{family}: were “{feature}” at its mean, {before} → {after}",
                family=wording.family_title(asked.row.recipe.family),
                feature=asked.given.parts[place] if asked.given else "",
                before=words.percent(now),
                after=words.percent(now - effect),
            )
        )
    return {"effects": effects, "words": texts}


def _texts(rows: Sequence[Row], answers: Answers, more: int) -> dict[str, str]:
    about = words.class_title(rows[0].recipe, 1)
    return {
        "title": gettext("Change a number"),
        "hint": gettext(
            "Points of “{answer}” lost if a number were at its mean over the training samples.",
            answer=about,
        ),
        "feature": gettext("number"),
        "mean": gettext("the tick is the mean"),
        "back": gettext("As in the sample"),
        "more": ngettext("{count} more number", "{count} more numbers", max(0, more)),
        "fewer": gettext("Fewer numbers"),
    }
