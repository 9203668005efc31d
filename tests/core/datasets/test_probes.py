"""The samples of the probes are as declared; a benchmark tests which families learn them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from core.datasets import dataset
from core.datasets.probes import LENGTH, MOTIFS, PLACE, PROBES, VOCABULARY


def samples(kind, settings, **changes):
    entry = dataset(f"probe-{kind}")
    values = {setting.name: setting.default for setting in entry.settings} | changes
    splits = entry.load(values, settings)
    for part in (splits.train, splits.test):
        yield from zip(part.inputs.tolist(), part.targets.tolist(), strict=True)


def places(text: list[int], motif: tuple[int, ...]) -> list[int]:
    size = len(motif)
    return [
        position
        for position in range(LENGTH - size + 1)
        if tuple(text[position : position + size]) == motif
    ]


def test_the_motif_occurs_once_or_not_at_all(settings):
    for text, label in samples("motif", settings):
        assert len(places(text, MOTIFS[0])) == label


def test_only_the_order_of_tokens_distinguishes_the_labels_of_motif(settings):
    """Both labels have the same tokens equally often, and otherwise only wrong orders."""
    for text, _ in samples("motif", settings, train_samples=100):
        counts = np.bincount(text, minlength=VOCABULARY)
        assert (counts[list(MOTIFS[0])] == counts[0]).all()
        blocks = sum(len(places(text, order)) for order in permutations(MOTIFS[0]))
        assert blocks == counts[0]


def test_one_token_determines_the_label_of_place(settings):
    for text, label in samples("place", settings):
        assert (text[PLACE] >= VOCABULARY // 2) == label


def test_the_last_marker_determines_the_label_of_last(settings):
    ends, counts = [], []
    for text, label in samples("last", settings):
        markers = [position for position, token in enumerate(text) if token in (0, 1)]
        assert text[markers[-1]] == label
        ends.append(markers[-1])
        counts.append(len(markers))
    assert min(ends) < 70 and max(ends) == LENGTH - 1  # so the label is not at a fixed place
    assert np.mean(counts) > 15


def test_the_first_motif_determines_the_label_of_order(settings):
    for text, label in samples("order", settings):
        (first,), (second,) = (places(text, motif) for motif in MOTIFS)
        assert (first < second) == label


def test_counts_do_not_determine_the_label_of_order(settings):
    for text, _ in samples("order", settings, train_samples=100):
        counts = np.bincount(text, minlength=VOCABULARY)[:6]
        assert (counts == counts[0]).all()


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_labels_are_balanced_and_places_random(probe, settings):
    values = {setting.name: setting.default for setting in probe.settings}
    splits = probe.load(values, settings)
    assert abs(splits.train.targets.mean() - 0.5) < 0.03
    assert splits.train.inputs.shape == (4_000, LENGTH)
    # except in "place", no token at any single place is correlated with the label
    labels = splits.train.targets - splits.train.targets.mean()
    strongest = max(
        np.abs((splits.train.inputs == token).T @ labels).max() / 4_000 for token in range(6)
    )
    if probe.name == "probe-place":
        assert np.abs(labels @ (splits.train.inputs >= VOCABULARY // 2)).argmax() == PLACE
    else:
        assert strongest < 0.03
