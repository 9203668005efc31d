"""What is lost when texts are limited to a vocabulary and a length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.analysis.data_view import DataView
from core.datasets.sequences import drop_from

MAX_LOST = 12
CURVE_POINTS = 200


@dataclass(frozen=True)
class WordCounts:
    """How often each word occurs in a split's texts.

    Attributes:
        counts: (numbers,) int64 by the word's number; 0 for numbers that are not words.
        first_word: Number of the most frequent word.
        texts: Number of texts.
    """

    counts: np.ndarray
    first_word: int
    texts: int

    @property
    def words(self) -> int:
        """Total number of words in all texts."""
        return int(self.counts.sum())

    @property
    def distinct(self) -> int:
        return int(np.count_nonzero(self.counts))

    def lost(self, num_words: int) -> int:
        """Number of words that fall outside a vocabulary of ``num_words``."""
        return int(self.counts[num_words:].sum())

    def most_lost(self, num_words: int, most: int = MAX_LOST) -> tuple[np.ndarray, np.ndarray]:
        """Numbers and counts of the most frequent lost words: (at most ``most``,) int64 each."""
        lost = self.counts[num_words:]
        order = np.argsort(-lost, kind="stable")[:most]
        order = order[lost[order] > 0]
        return order + num_words, lost[order]

    def coverage(self) -> tuple[np.ndarray, np.ndarray]:
        """Vocabulary sizes and the share of all words each one keeps: (points,) each."""
        most = max(len(self.counts), self.first_word + 1)
        sizes = np.unique(np.geomspace(self.first_word + 1, most, CURVE_POINTS).round())
        sizes = sizes.astype(np.int64)
        below = np.concatenate([[0], np.cumsum(self.counts)])
        return sizes, below[np.minimum(sizes, len(self.counts))] / max(1, self.words)


def count_words(view: DataView, split: str) -> WordCounts:
    """Count the words of a split's texts."""
    numbers = view.splits[split].inputs
    first, counts = 0, np.zeros(0, np.int64)
    for texts in view.texts.values():
        local = numbers[(numbers >= first) & (numbers < first + len(texts))] - first
        first += len(texts)
        if not len(local):
            continue
        # Held-out samples are a slice of one of the dataset's own splits, so their tokens are
        # contiguous too.
        tokens = texts.tokens[texts.offsets[local[0]] : texts.offsets[local[-1] + 1]]
        total = np.bincount(tokens)
        total[: len(counts)] += counts
        counts = total
    first_word = view.dataset.encoding.first_word
    counts[:first_word] = 0
    return WordCounts(counts, first_word, len(numbers))


@dataclass(frozen=True)
class Lengths:
    """The lengths of texts, and what limiting them to ``maxlen`` loses.

    Attributes:
        lengths: (texts,) int64, tokens in each full text.
        maxlen: The length they are truncated or padded to.
    """

    lengths: np.ndarray
    maxlen: int

    @property
    def cut(self) -> float:
        """Share of the texts whose beginning is truncated."""
        return float(np.mean(self.lengths > self.maxlen))

    @property
    def tokens_lost(self) -> float:
        """Share of all tokens that are truncated."""
        over = np.maximum(self.lengths - self.maxlen, 0).sum()
        return float(over / max(1, self.lengths.sum()))

    @property
    def filled(self) -> float:
        """Share of the model's inputs that is padding."""
        short = np.maximum(self.maxlen - self.lengths, 0).mean()
        return float(short / self.maxlen)


def split_lengths(view: DataView, split: str) -> Lengths:
    """The lengths of a split's texts just before they are truncated to ``maxlen``."""
    num_words, maxlen = view.preprocessing["num_words"], view.preprocessing["maxlen"]
    if view.dataset.encoding.unknown is not None:
        return Lengths(view.lengths(split), maxlen)
    # Dropped words shorten a text before it is truncated.
    all_offsets = [
        drop_from(texts.tokens, texts.offsets, num_words)[1] for texts in view.texts.values()
    ]
    lengths = np.concatenate([np.diff(offsets) for offsets in all_offsets])
    return Lengths(lengths[view.splits[split].inputs], maxlen)
