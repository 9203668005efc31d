"""One text, token by token: what preprocessing does to each, and which decide the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.analysis.data_view import DataView
from core.datasets.probes import MARKERS, MOTIFS, PLACE
from core.i18n import mark

PLAIN, START, UNKNOWN, LOST = "plain", "start", "unknown", "lost"
FILL, DECIDES, DECOY = "fill", "decides", "decoy"
# What decides the label of each generated dataset, and what only looks as if it did.
LABEL_RULES = {
    "probe-motif": mark(
        "Filled: the motif 0 1 2, which makes the label 1. Dashed: the same tokens in a wrong "
        "order, which do not count. Without a filled motif the label is 0."
    ),
    "probe-place": mark(
        "Filled: the token at place 61, which alone decides: 0 to 14 is label 0, 15 to 29 is "
        "label 1."
    ),
    "probe-last": mark(
        "Filled: the last marker (0 or 1), which is the label. Dashed: the markers before it, "
        "which do not count."
    ),
    "probe-order": mark(
        "Filled: the motifs 0 1 2 and 3 4 5; label 1 when 0 1 2 comes first. Dashed: their tokens "
        "in a wrong order, which do not count."
    ),
    "topics": mark(
        "The numbers stand for no words: each text is drawn mostly from the 60 tokens of its "
        "topic. Dotted: zero padding in front of a short text."
    ),
}


@dataclass(frozen=True)
class Token:
    """One token of a text.

    Attributes:
        number: The number the model reads, or would read.
        word: The word it stands for; "" if unknown.
        kind: ``plain``; ``start`` of the text; ``lost``, a word outside the vocabulary, in the
            original text, and ``unknown``, the same in the model's input; ``fill``, padding before
            a short text; ``decides``, a token that decides a probe's label, or ``decoy``, one that
            only looks as if it did.
        cut: Whether truncation at the front removes it.
    """

    number: int
    word: str = ""
    kind: str = PLAIN
    cut: bool = False


def text_before(view: DataView, split: str, number: int, words: Sequence[str]) -> list[Token]:
    """A text in full, with what preprocessing will do to each token.

    Args:
        words: The dataset's words by frequency; empty if they are not available.
    """
    encoding, settings = view.dataset.encoding, view.preprocessing
    text = view.text(split, number)
    lost = text >= settings["num_words"]
    places = np.arange(len(text))
    length = len(text)
    if encoding.unknown is None:  # a lost word takes up no position
        places = np.cumsum(~lost) - 1
        length -= int(lost.sum())
    cut = places < length - settings["maxlen"]
    result = []
    for token, is_lost, is_cut in zip(text.tolist(), lost.tolist(), cut.tolist(), strict=True):
        kind = START if token == encoding.start else LOST if is_lost else PLAIN
        result.append(Token(token, _word(view, token, words), kind, is_cut))
    return result


def text_after(view: DataView, split: str, number: int, words: Sequence[str]) -> list[Token]:
    """A text as the model reads it: ``maxlen`` tokens."""
    encoding = view.dataset.encoding
    kinds = {0: FILL, encoding.start: START, encoding.unknown: UNKNOWN}
    return [
        Token(token, _word(view, token, words), kinds.get(token, PLAIN))
        for token in view.sample(split, number).tolist()
    ]


def generated_text(view: DataView, split: str, number: int) -> list[Token]:
    """A generated sequence, with the tokens that decide its label and the decoys marked."""
    tokens = view.sample(split, number)
    kinds = np.full(len(tokens), PLAIN, object)
    if view.dataset.name == "topics":
        kinds[tokens == 0] = FILL
    for first, last, kind in spans(view.dataset.name, tokens):
        kinds[first:last] = kind
    return [Token(int(token), "", kind) for token, kind in zip(tokens, kinds, strict=True)]


def spans(name: str, tokens: np.ndarray) -> list[tuple[int, int, str]]:
    """Find the parts of a probe's sequence that decide its label, and the decoys.

    Args:
        name: Name of the dataset.
        tokens: (length,) int32.

    Returns:
        For each part its first position, the position after its last, and its kind.
    """
    if name == "probe-place":
        return [(PLACE, PLACE + 1, DECIDES)]
    if name == "probe-last":
        positions = np.flatnonzero(tokens < len(MARKERS)).tolist()
        return [(p, p + 1, DECIDES if p == positions[-1] else DECOY) for p in positions]
    if name == "probe-motif":
        return _motifs(tokens, MOTIFS[:1])
    if name == "probe-order":
        return _motifs(tokens, MOTIFS)
    return []


def _motifs(tokens: np.ndarray, motifs: tuple[tuple[int, ...], ...]) -> list[tuple[int, int, str]]:
    result = []
    for position in range(len(tokens) - 2):
        part = tuple(tokens[position : position + 3].tolist())
        for motif in motifs:
            if part == motif:
                result.append((position, position + 3, DECIDES))
            elif sorted(part) == sorted(motif):
                result.append((position, position + 3, DECOY))
    return result


def _word(view: DataView, token: int, words: Sequence[str]) -> str:
    rank = token - view.dataset.encoding.first_word
    return words[rank] if 0 <= rank < len(words) else ""
