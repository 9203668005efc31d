"""Real samples of the stories' datasets, with what decides their label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from core.datasets import dataset
from core.datasets.base import Samples
from core.datasets.probes import LENGTH, MARKERS, MOTIFS, PLACE
from core.i18n import gettext, mark
from core.settings import Settings

DECIDES, DECOY = "decides", "decoy"
SHOWN = 17
"""Tokens of a sequence that are shown."""


@dataclass(frozen=True)
class Token:
    """A token: its text, and whether it decides, only looks as if it did, or neither ("")."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """One sample: its label, and its tokens or its (8, 8) pixels from 0 to 1."""

    label: str
    tokens: tuple[Token, ...] = ()
    pixels: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class Sample:
    """Samples of a dataset, one per label, and what they are."""

    rows: tuple[Row, ...]
    caption: str


def sample(name: str, settings: Settings) -> Sample:
    """Return samples of a story's dataset: the first of its test set that show what decides.

    IMDB's are two made-up phrases, because its file may not be there.

    Raises:
        KeyError: The dataset has no story.
    """
    return _SAMPLES[name](settings)


def _test(name: str, settings: Settings) -> Samples:
    data = dataset(name)
    defaults = {setting.name: setting.default for setting in data.settings}
    return data.load(defaults, settings).test


def _motif(settings: Settings) -> Sample:
    rows = _rows("probe-motif", settings, _motif_kinds(MOTIFS[:1]), (gettext("yes"), gettext("no")))
    caption = gettext(
        "{shown} of the {length} numbers of two samples. Dashed: the right numbers in the wrong "
        "order.",
        shown=SHOWN,
        length=LENGTH,
    )
    return Sample(rows, caption)


def _order(settings: Settings) -> Sample:
    rows = _rows("probe-order", settings, _motif_kinds(MOTIFS), ("0 1 2", "3 4 5"))
    caption = gettext(
        "Parts of two samples; the motif named on the left came first. Dashed: the right numbers "
        "in the wrong order."
    )
    return Sample(rows, caption)


def _last(settings: Settings) -> Sample:
    rows = _rows("probe-last", settings, _marker_kinds, ("B", "A"), names="AB")
    return Sample(
        rows, gettext("The end of two samples. Dashed: earlier markers, which do not count.")
    )


Kinds = Callable[[list[int]], dict[int, str]]
"""Maps the positions of a sequence's tokens to their kinds, where they have one."""


def _rows(
    name: str, settings: Settings, kinds: Kinds, labels: tuple[str, str], names: str = ""
) -> tuple[Row, ...]:
    """The clearest of the first samples of label 1 and of label 0, in this order."""
    test = _test(name, settings)
    rows = []
    for label, title in zip((1, 0), labels, strict=True):
        texts = test.inputs[test.targets == label][:200].tolist()
        best = max(texts, key=lambda text: _clarity(kinds(text), len(text)))
        rows.append(Row(title, tuple(_window(best, kinds(best), names))))
    return tuple(rows)


def _clarity(kinds: dict[int, str], length: int) -> tuple[bool, bool, int]:
    """How well the window of a sequence shows what decides, best last: all of it, then nothing
    cut off at its ends, then some decoys."""
    first = _first(kinds, length)
    window = [kinds.get(place, "") for place in range(first, first + SHOWN)]
    whole = window.count(DECIDES) == list(kinds.values()).count(DECIDES)
    return whole, not (window[0] or window[-1]), min(window.count(DECOY), 4)


def _first(kinds: dict[int, str], length: int) -> int:
    """The first place of the window: what decides is in its middle, or else the first decoys."""
    deciding = [place for place, kind in kinds.items() if kind == DECIDES] or sorted(kinds)[:3]
    middle = (min(deciding) + max(deciding) + 1) // 2
    return min(max(0, middle - SHOWN // 2), length - SHOWN)


def _window(text: list[int], kinds: dict[int, str], names: str) -> Iterator[Token]:
    """The ``SHOWN`` tokens around what decides."""
    first = _first(kinds, len(text))
    for place in range(first, first + SHOWN):
        token = text[place]
        yield Token(names[token] if token < len(names) else str(token), kinds.get(place, ""))


def _motif_kinds(motifs: Iterable[tuple[int, ...]]) -> Kinds:
    wrong = {order for motif in motifs for order in permutations(motif)} - set(motifs)
    right = set(motifs)

    def kinds(text: list[int]) -> dict[int, str]:
        matches: dict[int, str] = {}
        for place in range(len(text) - 2):
            block = tuple(text[place : place + 3])
            kind = DECIDES if block in right else DECOY if block in wrong else ""
            matches |= dict.fromkeys(range(place, place + 3), kind) if kind else {}
        return matches

    return kinds


def _marker_kinds(text: list[int]) -> dict[int, str]:
    places = [place for place, token in enumerate(text) if token in MARKERS]
    return dict.fromkeys(places[:-1], DECOY) | dict.fromkeys(places[-1:], DECIDES)


_KINDS: dict[str, Kinds] = {
    "probe-motif": _motif_kinds(MOTIFS[:1]),
    "probe-order": _motif_kinds(MOTIFS),
    "probe-last": _marker_kinds,
    "probe-place": lambda text: {PLACE: DECIDES} if len(text) > PLACE else {},
}


def token_kinds(name: str, tokens: list[int]) -> dict[int, str]:
    """Which tokens of a sequence decide its label, and which only look as if they did.

    Args:
        name: A dataset; only the probes have such tokens.
        tokens: The sequence.

    Returns:
        Place → ``DECIDES`` or ``DECOY``.
    """
    return _KINDS[name](tokens) if name in _KINDS else {}


def _digits(settings: Settings) -> Sample:
    test = _test("digits", settings)
    rows = []
    for label in (0, 8):
        pixels = test.inputs[np.flatnonzero(test.targets == label)[0]]
        rows.append(Row(str(label), pixels=tuple(map(tuple, pixels.round(3).tolist()))))
    caption = gettext("Two of the {count} test digits.", count=len(test.inputs))
    return Sample(tuple(rows), caption)


# The same words, so that only their order decides.
_PHRASES = (
    (mark("good"), mark("not bad at all – really good")),
    (mark("bad"), mark("not good at all – really bad")),
)


def _phrases(settings: Settings) -> Sample:
    rows = []
    for label, phrase in _PHRASES:
        words = gettext(phrase).split()
        tokens = [Token(word, DECIDES if place < 2 else "") for place, word in enumerate(words)]
        rows.append(Row(gettext(label), tuple(tokens)))
    return Sample(tuple(rows), gettext("Two phrases of the same words, as reviews have them."))


_SAMPLES: dict[str, Callable[[Settings], Sample]] = {
    "probe-motif": _motif,
    "probe-order": _order,
    "probe-last": _last,
    "digits": _digits,
    "imdb": _phrases,
}
