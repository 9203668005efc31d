"""An image's patches, coloured by how much an answer changes if each is blank."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.charts import FAMILY_STYLES
from core.i18n import gettext
from pages.components.frame import wording
from pages.components.inside import words
from pages.components.inside.asking import Answers, Asked
from pages.components.inside.rows import LEAST_SCALE


def describe_heat(answers: Answers, patch: int) -> dict[str, Any] | None:
    """Describe the effects of an image's patches for heat.js; None if there are none.

    Args:
        answers: The answers, with effects.
        patch: Pixels on a patch's side.
    """
    shown = [asked for asked in answers.rows if asked.effects is not None]
    if not shown:
        return None
    name = words.class_title(shown[0].row.recipe, answers.about)
    return {
        "title": gettext("Why “{answer}”?", answer=name),
        "hint": gettext(
            "Each patch of {patch}×{patch} pixels: points of “{answer}” lost if it were blank.",
            patch=patch,
            answer=name,
        ),
        "plus": gettext("less sure without it"),
        "minus": gettext("surer without it"),
        "grid": shown[0].given.grid,
        "most": max(LEAST_SCALE, *(float(np.abs(asked.effects).max()) for asked in shown)),
        "models": [_model(asked, answers.about, name) for asked in shown],
    }


def _model(asked: Asked, about: int, name: str) -> dict[str, Any]:
    now = float(asked.probabilities[about])
    family = asked.row.recipe.family
    return {
        "mark": FAMILY_STYLES[family].word,
        "name": wording.family_title(family),
        "answer": gettext("“{answer}” {share}", answer=name, share=words.percent(now)),
        "effects": np.round(asked.effects, 4).tolist(),
        "words": [
            gettext(
                "{family}: were this patch blank, “{answer}” {before} → {after}",
                family=wording.family_title(family),
                answer=name,
                before=words.percent(now),
                after=words.percent(now - float(effect)),
            )
            for effect in asked.effects
        ],
    }
