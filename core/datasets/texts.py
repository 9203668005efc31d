"""Texts before they are cut: what a dataset of words was made of, and how it became numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.datasets.sequences import drop_from, pad
from core.settings import Settings


@dataclass(frozen=True)
class Texts:
    """One split's texts in full: every word by its number, no vocabulary cut, no length cut.

    Attributes:
        tokens: (tokens,) int32, the texts one after the other.
        offsets: (texts + 1,) int64, where each begins in them and the last ends.
        targets: (texts,) int32 class numbers.
    """

    tokens: np.ndarray
    offsets: np.ndarray
    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.targets)

    def text(self, number: int) -> np.ndarray:
        """(tokens,) int32: one text."""
        return self.tokens[self.offsets[number] : self.offsets[number + 1]]

    @property
    def lengths(self) -> np.ndarray:
        """(texts,) int64: tokens of each text."""
        return np.diff(self.offsets)


@dataclass(frozen=True)
class Encoding:
    """How the texts of a dataset become rows of numbers.

    Attributes:
        texts: The texts by split (``train``, ``validation``, ``test``), sample for sample those
            that ``Dataset.load`` pads.
        words: The words by number: the word of number ``first_word`` first.
        first_word: Number of the most frequent word.
        start: Number that stands in front of every text; None where none does.
        unknown: Number that stands for every word outside the vocabulary; None where such a word
            is left out.
        words_file: The name of the words' own file in SOURCES; "" where they come with the texts.
    """

    texts: Callable[[Mapping[str, Any], Settings], dict[str, Texts]]
    words: Callable[[Settings], tuple[str, ...]]
    first_word: int
    start: int | None = None
    unknown: int | None = None
    words_file: str = ""

    def row(self, text: np.ndarray, preprocessing: Mapping[str, Any]) -> np.ndarray:
        """A text as the model sees it: (maxlen,) int32."""
        size = {name: preprocessing[name] for name in ("num_words", "maxlen")}
        offsets = np.array([0, len(text)])
        if self.unknown is None:
            text, offsets = drop_from(text, offsets, size["num_words"])
        return pad(text, offsets, **size)[0]
