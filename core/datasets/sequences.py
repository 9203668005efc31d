"""Texts of word numbers, as flat tokens and offsets, and padded as in Keras."""

from __future__ import annotations

import itertools
import mmap
from collections.abc import Sequence

import numpy as np

START_CHAR = 1
OOV_CHAR = 2
INDEX_FROM = 3
_TOKEN_LIMIT = 100_000_000


def flatten(
    texts: Sequence[Sequence[int] | np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """Concatenate texts: tokens (tokens,) int32, and each text's offset, (texts + 1,) int64.

    Raises:
        ValueError: A text is not a list of whole numbers from 0 to 2**31 - 4.
    """
    lengths = np.empty(len(texts) + 1, np.int64)
    lengths[0] = 0
    for number, text in enumerate(texts):
        if not isinstance(text, list) and not (
            isinstance(text, np.ndarray) and text.ndim == 1 and text.dtype.kind in "iu"
        ):
            raise ValueError(f"{type(text).__name__} {number:,}")
        lengths[number + 1] = len(text)
    offsets = np.cumsum(lengths)
    if offsets[-1] > _TOKEN_LIMIT:  # such as one list referenced many times
        raise ValueError(f"{offsets[-1]:,} words")
    try:
        tokens = np.fromiter(itertools.chain.from_iterable(texts), np.int64, offsets[-1])
    except (TypeError, OverflowError) as error:
        raise ValueError(str(error)) from None
    if len(tokens) and not (tokens.min() >= 0 and tokens.max() < 2**31 - INDEX_FROM):
        raise ValueError(f"{tokens.min()} … {tokens.max()}")
    return tokens.astype(np.int32), offsets


def with_start(tokens: np.ndarray, offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add 3 to every token and prepend a 1 to each text, as Keras' ``load_data`` does."""
    shifted = offsets + np.arange(len(offsets))
    marked = np.empty(shifted[-1], np.int32)
    words = np.ones(len(marked), bool)
    words[shifted[:-1]] = False
    marked[~words] = START_CHAR
    marked[words] = tokens + INDEX_FROM
    return marked, shifted


def reorder(
    tokens: np.ndarray, offsets: np.ndarray, order: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The tokens and offsets of the texts in another order."""
    lengths = np.diff(offsets)[order]
    shifted = np.concatenate([[0], np.cumsum(lengths)])
    source = np.arange(shifted[-1]) + np.repeat(offsets[:-1][order] - shifted[:-1], lengths)
    return tokens[source], shifted


def pad(tokens: np.ndarray, offsets: np.ndarray, *, maxlen: int, num_words: int) -> np.ndarray:
    """Truncate and pad the texts at the front to ``maxlen``; numbers from ``num_words`` become 2.

    Returns:
        (texts, maxlen) int32, equal to ``load_data(num_words=…)`` and ``pad_sequences``.
    """
    padded = _zeros(len(offsets) - 1, maxlen)
    mask_padded = padded.size < len(tokens)  # whichever has fewer numbers is faster to mask
    if not mask_padded:
        tokens = np.where(tokens < num_words, tokens, np.int32(OOV_CHAR))
    starts = np.maximum(offsets[:-1], offsets[1:] - maxlen)
    # One slice per text is four times faster than an index array of the padded size.
    for row, start, end in zip(padded, starts.tolist(), offsets[1:].tolist(), strict=True):
        if start < end:
            row[start - end :] = tokens[start:end]
    if mask_padded:
        np.putmask(padded, padded >= num_words, OOV_CHAR)
    return padded


def _zeros(rows: int, columns: int) -> np.ndarray:
    """(rows, columns) int32 zeros that take up memory only where they are written.

    NumPy asks for huge pages, with which one word in a row of 2,000 zeros allocates all of them:
    half a second and 400 MB for IMDB.
    """
    size = rows * columns * 4
    if size < 2**26 or not hasattr(mmap, "MADV_NOHUGEPAGE"):
        return np.zeros((rows, columns), np.int32)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, np.int32).reshape(rows, columns)


def drop_from(
    tokens: np.ndarray, offsets: np.ndarray, num_words: int
) -> tuple[np.ndarray, np.ndarray]:
    """Leave out the numbers from ``num_words`` on, as Keras' old Tokenizer does."""
    known = tokens < num_words
    before = np.concatenate([[0], np.cumsum(known)])
    return tokens[known], before[offsets]
