"""A sample of a dataset, small: a picture, the end of a text, tokens or its strongest numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.analysis.data_pictures import levels, pixels
from core.analysis.data_tokens import (
    DECIDES,
    DECOY,
    FILL,
    START,
    Token,
    generated_text,
    text_before,
)
from core.analysis.data_view import DataView
from core.i18n import gettext

WORDS, TOKENS, NUMBERS = 40, 17, 6


@dataclass(frozen=True, eq=False)
class Thumbnail:
    """A small sample; of ``pixels``, ``tokens`` and ``numbers`` it has one.

    Attributes:
        sample: 0-based number within its split.
        truth: Its class.
        pixels: (rows, columns) uint8 from 0, paper, to 255, ink; None if it is no picture.
        tokens: The words or tokens that are shown, in order.
        before: Whether it has others before these.
        after: Whether it has others after these.
        numbers: Feature → value as the model reads it, those farthest from zero first.
    """

    sample: int
    truth: int
    pixels: np.ndarray | None = None
    tokens: tuple[Token, ...] = ()
    before: bool = False
    after: bool = False
    numbers: tuple[tuple[str, float], ...] = ()


def thumbnail(view: DataView, split: str, number: int, words: Sequence[str] = ()) -> Thumbnail:
    """Make the thumbnail of a sample of any dataset with classes.

    Args:
        view: The dataset.
        split: One of its splits.
        number: 0-based number of the sample.
        words: The dataset's words by frequency; empty if they are not available.
    """
    truth = int(view.splits[split].targets[number])
    if view.texts:
        tokens = text_before(view, split, number, words)
        read = [token for token in tokens if token.kind != START and not token.cut]
        more = len(read) > WORDS or any(token.cut for token in tokens)
        return Thumbnail(number, truth, tokens=tuple(read[-WORDS:]), before=more)
    if view.dataset.task == "image-multiclass":
        picture = pixels(view, split, np.array([number]))[0]
        ink = np.rint(picture * (255 / levels(view.dataset.name))).astype(np.uint8)
        return Thumbnail(number, truth, pixels=ink)
    if view.dataset.vocabulary:
        tokens = [token for token in generated_text(view, split, number) if token.kind != FILL]
        first = _first(tokens)
        shown = tuple(tokens[first : first + TOKENS])
        after = first + TOKENS < len(tokens)
        return Thumbnail(number, truth, tokens=shown, before=first > 0, after=after)
    values = view.sample(split, number)
    names = view.loaded.columns or [
        gettext("feature {number}", number=index + 1) for index in range(len(values))
    ]
    order = np.argsort(-np.abs(values), kind="stable")[:NUMBERS]
    return Thumbnail(number, truth, numbers=tuple((names[it], float(values[it])) for it in order))


def _first(tokens: Sequence[Token]) -> int:
    """The first token shown: what decides is in the middle, or else the first decoy, or the end."""
    kinds = [token.kind for token in tokens]
    last = max(0, len(tokens) - TOKENS)
    for kind in (DECIDES, DECOY):
        if kind in kinds:
            return min(max(0, kinds.index(kind) + 1 - TOKENS // 2), last)
    return last
