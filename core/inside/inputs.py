"""What is given to a model: one input as it reads it, and what would be unknown in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.datasets import Splits, dataset
from core.errors import RequestError
from core.i18n import gettext, mark
from core.recipes import Recipe
from core.settings import Settings

TEXT, IMAGE, VALUES = mark("a text"), mark("an image"), mark("values")
READS = {
    "text-binary": TEXT,
    "text-multiclass": TEXT,
    "image-multiclass": IMAGE,
    "numeric-binary": VALUES,
    "series-regression": VALUES,
}


@dataclass(frozen=True)
class Whole:
    """The input once for each part that is made unknown: (parts, *shape)."""

    inputs: np.ndarray


@dataclass(frozen=True)
class Steps:
    """The steps of a sequence that are made unknown, and what each becomes.

    Attributes:
        places: (parts · draws,) int64, the step that is changed.
        values: (parts · draws, …), what it becomes.
        draws: How many values in a row stand for one unknown part; their answers are averaged.
    """

    places: np.ndarray
    values: np.ndarray
    draws: int = 1


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input.

    Attributes:
        values: (1, *shape) float32, or int32 tokens: what the model reads.
        changes: The same input with each of its parts unknown.
        parts: What the parts are called: the words, tokens or features that are read, in order;
            empty for the patches of an image and the readings of a series.
        grid: For an image, how many patches it has from top to bottom and from left to right.
        unknown: The words outside the vocabulary, in order.
        truncated: How many words are cut off at the front.
        truth: The class number of a test sample, or its target in ``unit``; None if not known.
        scale: For a series, how many ``unit`` a difference of 1 in the output is.
        centre: For a series, the value in ``unit`` of an output of 0.
        unit: For a series, its unit, such as "°C".
        inverted: Whether an image was dark on a light ground.
    """

    values: np.ndarray
    changes: Whole | Steps
    parts: tuple[str, ...] = ()
    grid: tuple[int, int] | None = None
    unknown: tuple[str, ...] = ()
    truncated: int = 0
    truth: int | float | None = None
    scale: float = 1.0
    centre: float = 0.0
    unit: str = ""
    inverted: bool = False


def require_reads(recipe: Recipe, kind: str) -> None:
    """Refuse an input of another kind: TEXT, IMAGE or VALUES.

    Raises:
        RequestError: The recipe reads something else.
    """
    if READS[recipe.task] != kind:
        raise RequestError(
            "{recipe} reads {right}, not {wrong}.",
            recipe=recipe.id,
            right=gettext(READS[recipe.task]),
            wrong=gettext(kind),
        )


def splits_of(recipe: Recipe, settings: Settings) -> Splits:
    """The recipe's data; the last ones used are kept, since several models read the same."""
    text = json.dumps(dict(recipe.preprocessing), sort_keys=True)
    return _loaded(recipe.dataset, text, settings)


@lru_cache(maxsize=3)
def _loaded(name: str, preprocessing: str, settings: Settings) -> Splits:
    return dataset(name).load(json.loads(preprocessing), settings)
