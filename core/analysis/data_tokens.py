"""One text, token by token: what happens to each, and which of them decide the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.analysis.data_view import DataView
from core.datasets.probes import MARKERS, MOTIFS, PLACE

PLAIN, START, UNKNOWN, LOST, FILL, DECIDES, DECOY = (
    "plain",
    "start",
    "unknown",
    "lost",
    "fill",
    "decides",
    "decoy",
)


@dataclass(frozen=True)
class Token:
    """One token of a text.

    Attributes:
        number: What the model sees, or would see.
        word: The word it stands for; "" where none is known.
        kind: ``plain``; ``start`` of the text; ``lost`` a word outside the vocabulary, before,
            and ``unknown`` the same after; ``fill`` in front of a short text; ``decides`` the
            label of a probe, or looks like it and is a ``decoy``.
        cut: Whether it is cut off in front.
    """

    number: int
    word: str = ""
    kind: str = PLAIN
    cut: bool = False


def text_before(view: DataView, split: str, number: int, words: Sequence[str]) -> list[Token]:
    """A text in full, with what the cuts will do to each token.

    Args:
        words: The dataset's words by frequency; empty where they are not at hand.
    """
    encoding, settings = view.dataset.encoding, view.preprocessing
    text = view.text(split, number)
    lost = text >= settings["num_words"]
    places = np.arange(len(text))
    left = len(text)
    if encoding.unknown is None:  # a lost word takes no place
        places = np.cumsum(~lost) - 1
        left -= int(lost.sum())
    cut = places < left - settings["maxlen"]
    found = []
    for token, is_lost, is_cut in zip(text.tolist(), lost.tolist(), cut.tolist(), strict=True):
        kind = START if token == encoding.start else LOST if is_lost else PLAIN
        found.append(Token(token, _word(view, token, words), kind, is_cut))
    return found


def text_after(view: DataView, split: str, number: int, words: Sequence[str]) -> list[Token]:
    """A text as the model sees it, ``maxlen`` tokens."""
    encoding = view.dataset.encoding
    kinds = {0: FILL, encoding.start: START, encoding.unknown: UNKNOWN}
    return [
        Token(token, _word(view, token, words), kinds.get(token, PLAIN))
        for token in view.sample(split, number).tolist()
    ]


def generated_text(view: DataView, split: str, number: int) -> list[Token]:
    """A generated sequence, with the tokens that decide its label and those that only look so."""
    tokens = view.sample(split, number)
    kinds = np.full(len(tokens), PLAIN, object)
    if view.dataset.name == "topics":
        kinds[tokens == 0] = FILL
    for first, last, kind in spans(view.dataset.name, tokens):
        kinds[first:last] = kind
    return [Token(int(token), "", kind) for token, kind in zip(tokens, kinds, strict=True)]


def spans(name: str, tokens: np.ndarray) -> list[tuple[int, int, str]]:
    """Where in a probe's sequence the label is decided: first place, place after the last, kind.

    Args:
        name: The dataset's.
        tokens: (length,) int32.
    """
    if name == "probe-place":
        return [(PLACE, PLACE + 1, DECIDES)]
    if name == "probe-last":
        places = np.flatnonzero(tokens < len(MARKERS)).tolist()
        return [(p, p + 1, DECIDES if p == places[-1] else DECOY) for p in places]
    if name == "probe-motif":
        return _motifs(tokens, MOTIFS[:1])
    if name == "probe-order":
        return _motifs(tokens, MOTIFS)
    return []


def _motifs(tokens: np.ndarray, motifs: tuple[tuple[int, ...], ...]) -> list[tuple[int, int, str]]:
    found = []
    for place in range(len(tokens) - 2):
        here = tuple(tokens[place : place + 3].tolist())
        for motif in motifs:
            if here == motif:
                found.append((place, place + 3, DECIDES))
            elif sorted(here) == sorted(motif):
                found.append((place, place + 3, DECOY))
    return found


def _word(view: DataView, token: int, words: Sequence[str]) -> str:
    rank = token - view.dataset.encoding.first_word
    return words[rank] if 0 <= rank < len(words) else ""
