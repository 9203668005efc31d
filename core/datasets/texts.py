"""Full texts, before truncation, and how they are encoded as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.datasets.sequences import drop_from, pad
from core.settings import Settings


@dataclass(frozen=True)
class Texts:
    """The full texts of one split: every word as its number, with any word and of any length.

    Attributes:
        tokens: (tokens,) int32, all texts concatenated.
        offsets: (texts + 1,) int64 position in ``tokens`` where each text begins, and the last
            one's end.
        targets: (texts,) int32 class numbers.
    """

    tokens: np.ndarray
    offsets: np.ndarray
    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.targets)

    def text(self, number: int) -> np.ndarray:
        """The tokens of one text: (tokens,) int32."""
        return self.tokens[self.offsets[number] : self.offsets[number + 1]]

    @property
    def lengths(self) -> np.ndarray:
        """Number of tokens in each text: (texts,) int64."""
        return np.diff(self.offsets)


@dataclass(frozen=True)
class Encoding:
    """How the texts of a dataset become rows of numbers.

    Attributes:
        texts: Gives the texts by split (``train``, ``validation``, ``test``), in the order of the
            samples that ``Dataset.load`` makes from them.
        words: Gives the words in order of their numbers, beginning with number ``first_word``.
        first_word: Number of the most frequent word.
        start: Number at the start of every text; None if texts have no such number.
        unknown: Number of all words outside the vocabulary; None if such words are left out.
        words_file: Name in SOURCES of the file with the words; "" if they come with the texts.
    """

    texts: Callable[[Mapping[str, Any], Settings], dict[str, Texts]]
    words: Callable[[Settings], tuple[str, ...]]
    first_word: int
    start: int | None = None
    unknown: int | None = None
    words_file: str = ""

    def row(self, text: np.ndarray, preprocessing: Mapping[str, Any]) -> np.ndarray:
        """Encode one text as the model sees it: (maxlen,) int32."""
        size = {name: preprocessing[name] for name in ("num_words", "maxlen")}
        offsets = np.array([0, len(text)])
        if self.unknown is None:
            text, offsets = drop_from(text, offsets, size["num_words"])
        return pad(text, offsets, **size)[0]
