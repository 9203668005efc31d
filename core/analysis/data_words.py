"""What cutting texts to a vocabulary and a length loses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.analysis.data_view import DataView
from core.datasets.sequences import drop_from

MOST_LOST = 12
CURVE_POINTS = 200


@dataclass(frozen=True)
class WordCounts:
    """How often each word is in a split's texts.

    Attributes:
        counts: (numbers,) int64 by the word's number; 0 for numbers that are no words.
        first_word: The number of the most frequent word.
        texts: Number of texts.
    """

    counts: np.ndarray
    first_word: int
    texts: int

    @property
    def words(self) -> int:
        """All words of all texts."""
        return int(self.counts.sum())

    @property
    def distinct(self) -> int:
        return int(np.count_nonzero(self.counts))

    def lost(self, num_words: int) -> int:
        """Words that get no number of their own in a vocabulary of ``num_words``."""
        return int(self.counts[num_words:].sum())

    def most_lost(self, num_words: int, most: int = MOST_LOST) -> tuple[np.ndarray, np.ndarray]:
        """Numbers and counts of the lost words that are most frequent: (most,) int64 each."""
        lost = self.counts[num_words:]
        order = np.argsort(-lost, kind="stable")[:most]
        order = order[lost[order] > 0]
        return order + num_words, lost[order]

    def coverage(self) -> tuple[np.ndarray, np.ndarray]:
        """Sizes of a vocabulary, and which share of all words it keeps: (points,) each."""
        most = max(len(self.counts), self.first_word + 1)
        sizes = np.unique(np.geomspace(self.first_word + 1, most, CURVE_POINTS).round())
        sizes = sizes.astype(np.int64)
        kept = np.concatenate([[0], np.cumsum(self.counts)])
        return sizes, kept[np.minimum(sizes, len(self.counts))] / max(1, self.words)


def count_words(view: DataView, split: str) -> WordCounts:
    """Count the words of a split's texts."""
    numbers = view.splits[split].inputs
    first, counts = 0, np.zeros(0, np.int64)
    for texts in view.texts.values():
        here = numbers[(numbers >= first) & (numbers < first + len(texts))] - first
        first += len(texts)
        if not len(here):
            continue
        # What is held out is a slice of a dataset's own split, so its tokens are one as well.
        tokens = texts.tokens[texts.offsets[here[0]] : texts.offsets[here[-1] + 1]]
        found = np.bincount(tokens)
        found[: len(counts)] += counts
        counts = found
    first_word = view.dataset.encoding.first_word
    counts[:first_word] = 0
    return WordCounts(counts, first_word, len(numbers))


@dataclass(frozen=True)
class Lengths:
    """How long texts are, and what a length of ``maxlen`` cuts off.

    Attributes:
        lengths: (texts,) int64 tokens of each text in full.
        maxlen: The length they are cut or filled up to.
    """

    lengths: np.ndarray
    maxlen: int

    @property
    def cut(self) -> float:
        """Share of the texts that lose their beginning."""
        return float(np.mean(self.lengths > self.maxlen))

    @property
    def tokens_lost(self) -> float:
        """Share of all tokens that are cut off."""
        over = np.maximum(self.lengths - self.maxlen, 0).sum()
        return float(over / max(1, self.lengths.sum()))

    @property
    def filled(self) -> float:
        """Share of the numbers the model sees that fill up short texts."""
        short = np.maximum(self.maxlen - self.lengths, 0).mean()
        return float(short / self.maxlen)


def split_lengths(view: DataView, split: str) -> Lengths:
    """The lengths of a split's texts as they are when they are cut to ``maxlen``."""
    num_words, maxlen = view.preprocessing["num_words"], view.preprocessing["maxlen"]
    if view.dataset.encoding.unknown is not None:
        return Lengths(view.lengths(split), maxlen)
    # Words left out make a text shorter before its length is cut.
    kept = [drop_from(texts.tokens, texts.offsets, num_words)[1] for texts in view.texts.values()]
    lengths = np.concatenate([np.diff(offsets) for offsets in kept])
    return Lengths(lengths[view.splits[split].inputs], maxlen)
