"""The answers as rows: a model's mark and name, its answer, how sure, and what changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.i18n import gettext
from pages.components.inside import names, words
from pages.components.inside.asking import Answers, Asked

SHARED = (
    *names.SHARED,
    Path(__file__).with_name("draw_rows.js"),
    Path(__file__).with_name("rows.css"),
)
"""What a component needs to draw rows by itself: ``drawRows(node, data)``."""
SHOWN_CLASSES = 3
LEAST_SCALE = 0.1
"""The strongest colour is the largest effect, but at least ten points: small ones stay pale."""

Part = Sequence[Any]
"""What is shown of a part of an input: its text, its kind ("" or ``unknown``, ``cut``, ``decides``,
``decoy``, ``more``), and its number among the parts; None for one that was not read."""


def describe(
    answers: Answers, parts: Callable[[Asked], list[Part]] | None = None, **phrases: str
) -> dict[str, Any]:
    """Describe the answers for ``drawRows`` in draw_rows.js.

    Args:
        answers: What the rows answered.
        parts: Names the parts of a row's input whose effects are shown; None for none.
        **phrases: Replace the phrases about words: ``legend``, and ``unknown`` with the
            placeholders ``{word}``, ``{before}`` and ``{after}``; ``{answer}`` is the class.
    """
    rows = answers.rows
    effects = [abs(asked.effects).max() for asked in rows if parts and _has_effects(asked)]
    recipe = next((asked.row.recipe for asked in rows if asked.answers), None)
    about = recipe is not None and answers.about is not None
    return {
        "rows": [_row(asked, answers.about, parts) for asked in rows],
        "scale": max([LEAST_SCALE, *map(float, effects)]),
        "words": _words(words.class_title(recipe, answers.about) if about else "") | phrases,
        "ends": [words.class_title(recipe, 0), words.class_title(recipe, 1)]
        if about and recipe.data.classes == 2
        else [],
        "parts": bool(effects),
    }


def _has_effects(asked: Asked) -> bool:
    return asked.effects is not None and len(asked.effects) > 0


def _words(about: str) -> dict[str, str]:
    return {
        "answer": gettext("answer"),
        "about": about,
        "legend": gettext(
            "If a word were unknown, “{answer}” would lose this many points:", answer="{answer}"
        ),
        "plus": gettext("plus"),
        "minus": gettext("minus"),
        "unknown": gettext(
            "were “{word}” unknown: {before} → {after}",
            word="{word}",
            before="{before}",
            after="{after}",
        ),
        "percent": gettext("{number} %", number="{number}"),
        "over": words.percent(1),
        "under": words.percent(0),
        "right": gettext("right"),
        "wrong": gettext("wrong"),
        "read": gettext("Use the arrow keys to move along the words."),
    }


def _row(
    asked: Asked, about: int | None, parts: Callable[[Asked], list[Part]] | None
) -> dict[str, Any]:
    row = asked.row
    described: dict[str, Any] = names.described(row)
    described |= {"key": row.key, "problem": asked.problem}
    if not asked.answers:
        return described
    if about is None:
        unit = asked.answers[0].unit
        value = gettext("{value:.1f} {unit}", value=asked.prediction, unit=unit)
        described |= {"answer": value, "sure": "", "agreement": ""}
    else:
        described |= _classified(asked, about)
    if parts and _has_effects(asked):
        shown = parts(asked)
        effects = np.round(asked.effects, 4).tolist()
        described["parts"] = [
            [text, kind, None if number is None else effects[number]]
            for text, kind, number in shown
        ]
    return described


def _classified(asked: Asked, about: int) -> Mapping[str, Any]:
    probabilities, winner, truth = asked.probabilities, asked.winner, asked.given.truth
    recipe = asked.row.recipe
    described = {
        "answer": words.class_title(recipe, winner),
        "sure": words.percent(float(probabilities[winner])),
        "agreement": words.agreement(asked.votes, len(asked.answers)),
        "right": None if truth is None else winner == truth,
        "about_now": float(probabilities[about]),
    }
    if len(probabilities) == 2:
        described["track"] = [round(float(one.probabilities[1]), 4) for one in asked.answers]
    else:
        top = np.argsort(-probabilities, kind="stable")[:SHOWN_CLASSES]
        described["bars"] = [
            [words.class_title(recipe, int(number)), round(float(probabilities[number]), 4)]
            for number in top
        ]
    return described
