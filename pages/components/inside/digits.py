"""What image.js draws: what the models get, and what each answers to it, as drawn and centred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.charts import FAMILY_STYLES
from core.i18n import gettext, mark
from core.inside.drawing import SIDE, STEPS, Drawing, as_drawn, centred, image_text, ink
from core.inside.images import PATCH, image_input
from core.recipes import RECIPES
from core.results.weights import index
from pages.components.frame import wording
from pages.components.inside import choice, words
from pages.components.inside.asking import Answers, Asked, ask_rows
from pages.components.inside.heat import describe_heat
from pages.components.inside.models import Row
from pages.components.inside.picture import CENTRED, DRAWN, VIEWS, Picture
from pages.components.live.manager import run_index

TITLES = {DRAWN: mark("As drawn"), CENTRED: mark("Centred")}
PATCHES = {8: 2}
"""Pixels on a side of the patches that are made blank; those of 4 are coarse on 8×8 pixels."""
NUMBERED = 8
"""The largest side of which every pixel's number is shown."""


def describe(rows: Sequence[Row], picture: Picture) -> dict[str, Any]:
    """Describe a picture and all answers to it for image.js."""
    side = rows[0].recipe.input_shape[0]
    raster = ink(picture.drawing, side)
    images = {DRAWN: as_drawn(raster, side)}
    empty = not images[DRAWN].any()
    images[CENTRED] = images[DRAWN] if empty else centred(raster, side)
    answers: dict[str, Answers] = {}
    if not empty:
        answers = {view: _ask(rows, images[view], picture, view) for view in VIEWS}
    return choice.described(rows[0].recipe) | {
        "drawing": _drawing(picture.drawing),
        "fresh": picture.fresh,
        "empty": empty,
        "pixel": SIDE // side,
        "view": picture.view,
        "meant": picture.meant,
        "digit": picture.digit,
        "line": _line(answers, picture.digit),
        "gets": _gets(images[picture.view], picture.view),
        "columns": {
            view: {
                "title": gettext(TITLES[view]),
                "count": _count(answers.get(view), picture.digit),
            }
            for view in VIEWS
        },
        "rows": [
            {
                "mark": FAMILY_STYLES[row.recipe.family].word,
                "name": wording.family_title(row.recipe.family),
                "tested": _tested(row),
            }
            | {
                view: _answer(answers[view].rows[number] if answers else None, picture.digit)
                for view in VIEWS
            }
            for number, row in enumerate(rows)
        ],
        "why": describe_heat(answers[picture.view], PATCHES.get(side, PATCH)) if answers else None,
        "texts": _texts()
        | {"meant": gettext("you meant") if picture.truth is None else gettext("it is")},
    }


def _ask(rows: Sequence[Row], pixels: np.ndarray, picture: Picture, view: str) -> Answers:
    patch = PATCHES.get(len(pixels), PATCH)
    given = image_input(pixels, patch, truth=picture.digit)
    return ask_rows(rows, lambda recipe: given, explain=view == picture.view)


def _drawing(drawing: Drawing) -> dict[str, Any]:
    return {
        "strokes": [stroke.ravel().tolist() for stroke in drawing.strokes],
        "image": None if drawing.image is None else image_text(drawing.image),
        "sample": drawing.sample,
        "thick": drawing.thick,
        "shift": drawing.shift,
    }


def _tested(row: Row) -> str:
    """The mean test accuracy of a row's models; which they are where it is not known."""
    ids = {model.run_id for model in row.models}
    tests = [one.test for one in run_index().rows() if one.id in ids]
    if not tests and row.recipe.id in index():
        tests = [index()[row.recipe.id]["test"]]
    known = [test["accuracy"] for test in tests if "accuracy" in test]
    if not known or row.recipe.id not in RECIPES or row.recipe.key != RECIPES[row.recipe.id].key:
        return words.about(row)
    return gettext("tested: {share} right", share=wording.share(float(np.mean(known))))


def _answer(asked: Asked | None, digit: int | None) -> Mapping[str, Any]:
    if asked is None or not asked.answers:
        sentence = asked.problem if asked else ""
        return {"digit": "–", "sure": "", "right": sentence, "wrong": False, "bars": [0] * 10}
    wrong = digit is not None and asked.winner != digit
    verdict = "" if digit is None else gettext("wrong") if wrong else gettext("right")
    agreement = words.agreement(asked.votes, len(asked.answers))
    return {
        "digit": str(asked.winner),
        "sure": words.percent(float(asked.probabilities[asked.winner])),
        "right": " · ".join(filter(None, (verdict, agreement))),
        "wrong": wrong,
        "bars": np.round(asked.probabilities, 4).tolist(),
    }


def _right(answers: Answers, digit: int) -> int:
    return sum(bool(asked.answers) and asked.winner == digit for asked in answers.rows)


def _count(answers: Answers | None, digit: int | None) -> str:
    if answers is None or digit is None:
        return ""
    right = _right(answers, digit)
    return gettext("{right} of {count} right", right=right, count=len(answers.rows))


def _line(answers: Mapping[str, Answers], digit: int | None) -> str:
    if not answers:
        return gettext("Draw with a mouse, a pen or a finger; the answers come when you lift it.")
    if digit is None:
        return gettext("The same drawing twice: as drawn, and made to fill the square.")
    before, after = (_right(answers[view], digit) for view in VIEWS)
    if before == after:
        return gettext("Moved to the middle and made to fill the square: no difference.")
    return gettext(
        "Moved to the middle and made to fill the square: {before} right become {after}.",
        before=before,
        after=after,
    )


def _gets(pixels: np.ndarray, view: str) -> dict[str, Any]:
    side = len(pixels)
    most = STEPS.get(side, 255)
    notes = {
        CENTRED: gettext("All training digits fill the square like this."),
        DRAWN: gettext("No training digit is at the edge or this small."),
    }
    return {
        "title": gettext("What they get"),
        "size": f"{side}×{side}",
        "pixels": np.round(pixels * most).astype(int).tolist(),
        "most": most,
        "numbers": side <= NUMBERED,
        "label": gettext("The drawing in {side} by {side} pixels", side=side),
        "note": notes[view],
    }


def _texts() -> dict[str, str]:
    return {
        "yours": gettext("Your drawing"),
        "hint": gettext("Draw a digit"),
        "canvas": gettext("Drawing: the arrow keys move it by a pixel"),
        "clear": gettext("Clear"),
        "undo": gettext("Undo"),
        "surprise": gettext("Surprise me"),
        "thinner": gettext("Thinner"),
        "thicker": gettext("Thicker"),
        "left": gettext("One pixel to the left"),
        "right": gettext("One pixel to the right"),
        "up": gettext("One pixel up"),
        "down": gettext("One pixel down"),
        "view": gettext("What they get"),
        "drawn": gettext("as drawn"),
        "centred": gettext("centred"),
        "models": gettext("Network"),
    }
