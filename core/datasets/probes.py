"""The probes: small generated datasets for which it is known which families can learn them.

A probe is ground truth for the whole product: if a family built for it does not win, or another
family does, there is a bug.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import permutations
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Samples, Sizes, Splits
from core.datasets.declared import DATA_SEED, train_samples
from core.datasets.decoded import splits_digest
from core.i18n import mark
from core.settings import Settings

LENGTH = 120
VOCABULARY = 30
TEST_SAMPLES = 2_000

MOTIFS = ((0, 1, 2), (3, 4, 5))
MOTIF_BROKEN = 2
ORDER_BROKEN = 4
PLACE = 60
MARKERS = (0, 1)
MARKER_SHARE = 0.25
FIRST_LAST = 60

Draw = Callable[[np.random.Generator, np.ndarray], np.ndarray]
"""Draws (count, LENGTH) int32 tokens for (count,) int32 labels, each 0 or 1."""


def draw_motif(rng: np.random.Generator, labels: np.ndarray) -> np.ndarray:
    """Label 1: the motif once, among broken ones; label 0: broken ones only."""
    blocks = _broken(rng, MOTIFS[0], len(labels), MOTIF_BROKEN + 1)
    blocks[labels == 1, 0] = MOTIFS[0]
    return _plant(rng, _shuffled(rng, blocks))


def draw_place(rng: np.random.Generator, labels: np.ndarray) -> np.ndarray:
    """The token at one place is from the lower (0) or the upper (1) half of the vocabulary."""
    tokens = rng.integers(0, VOCABULARY, (len(labels), LENGTH), dtype=np.int32)
    half = VOCABULARY // 2
    tokens[:, PLACE] = tokens[:, PLACE] % half + half * labels
    return tokens


def draw_last(rng: np.random.Generator, labels: np.ndarray) -> np.ndarray:
    """Markers of two types at random places; the label is the type of the last one."""
    tokens = rng.integers(len(MARKERS), VOCABULARY, (len(labels), LENGTH), dtype=np.int32)
    rows, places = np.arange(len(labels)), np.arange(LENGTH)
    last = rng.integers(FIRST_LAST, LENGTH, len(labels))
    marked = (rng.random(tokens.shape) < MARKER_SHARE) & (places < last[:, None])
    types = rng.integers(0, len(MARKERS), tokens.shape, dtype=np.int32)
    tokens = np.where(marked, types, tokens)
    tokens[rows, last] = labels
    return tokens


def draw_order(rng: np.random.Generator, labels: np.ndarray) -> np.ndarray:
    """Both motifs once, among broken ones; label 1 if the first motif comes first, else 0."""
    count, broken = len(labels), ORDER_BROKEN
    blocks = np.concatenate([_broken(rng, motif, count, broken) for motif in MOTIFS], axis=1)
    blocks = np.concatenate([np.zeros((count, 2, 3), np.int32), blocks], axis=1)
    blocks[:, :2] = -1
    blocks = _shuffled(rng, blocks)
    rows, places = np.nonzero(blocks[:, :, 0] < 0)
    first, second = places[0::2], places[1::2]
    pair = np.array(MOTIFS, np.int32)
    blocks[rows[0::2], first] = pair[1 - labels]
    blocks[rows[0::2], second] = pair[labels]
    return _plant(rng, blocks)


def _broken(rng: np.random.Generator, motif: tuple, count: int, blocks: int) -> np.ndarray:
    """Draw broken motifs, the tokens in a wrong order: (count, blocks, 3) int32."""
    wrong = np.array([order for order in permutations(motif) if order != motif], np.int32)
    return wrong[rng.integers(0, len(wrong), (count, blocks))]


def _shuffled(rng: np.random.Generator, blocks: np.ndarray) -> np.ndarray:
    order = rng.random(blocks.shape[:2]).argsort(axis=1)
    return np.take_along_axis(blocks, order[:, :, None], axis=1)


def _plant(rng: np.random.Generator, blocks: np.ndarray) -> np.ndarray:
    """Put blocks, in order, at random places into a background of other tokens.

    Two blocks never touch, so that no motif arises where they would meet.

    Args:
        rng: Draws the background and the places.
        blocks: (count, number, width) int32.

    Returns:
        (count, LENGTH) int32.
    """
    count, number, width = blocks.shape
    background = 1 + max(max(motif) for motif in MOTIFS)
    tokens = rng.integers(background, VOCABULARY, (count, LENGTH), dtype=np.int32)
    room = LENGTH - number * width
    starts = np.sort(rng.random((count, room)).argsort(axis=1)[:, :number], axis=1)
    starts += np.arange(number) * width
    places = starts[:, :, None] + np.arange(width)
    np.put_along_axis(tokens, places.reshape(count, -1), blocks.reshape(count, -1), axis=1)
    return tokens


def load_probe(
    name: str, draw: Draw, preprocessing: Mapping[str, Any], settings: Settings
) -> Splits:
    """Draw a probe's samples, with both labels equally likely and the test samples first.

    Returns:
        train: (train_samples, 120) int32 tokens below 30 and (train_samples,) int32;
        test: 2,000 samples alike.
    """
    rng = np.random.default_rng(preprocessing["data_seed"])

    def samples(count: int) -> Samples:
        labels = rng.integers(0, 2, count, dtype=np.int32)
        return Samples(draw(rng, labels), labels)

    test = samples(TEST_SAMPLES)
    train = samples(preprocessing["train_samples"])
    return Splits(train=train, test=test, digest=splits_digest(f"{name}-1", preprocessing))


def _probe(kind: str, draw: Draw, title: str, summary: str) -> Dataset:
    name = f"probe-{kind}"
    return Dataset(
        name=name,
        task="text-binary",
        title=title,
        summary=summary,
        settings=(train_samples(4_000, 100_000), DATA_SEED),
        shape=lambda preprocessing: (LENGTH,),
        sizes=lambda preprocessing: Sizes(preprocessing["train_samples"], TEST_SAMPLES),
        load=partial(load_probe, name, draw),
        classes=2,
        vocabulary=VOCABULARY,
    )


PROBES = (
    _probe(
        "motif",
        draw_motif,
        mark("A motif anywhere"),
        mark(
            "A 3-token motif anywhere in the sequence, against the same tokens in the wrong order."
        ),
    ),
    _probe(
        "place",
        draw_place,
        mark("A fixed place"),
        mark(
            "Whether the token at one fixed place is from the lower or upper half of the "
            "vocabulary."
        ),
    ),
    _probe(
        "last",
        draw_last,
        mark("The last marker"),
        mark("The type of the last of many markers."),
    ),
    _probe(
        "order",
        draw_order,
        mark("Which came first"),
        mark("Which of two local motifs came first, among broken ones."),
    ),
)
