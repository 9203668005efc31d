"""The probes hold what they say; a test beside the engine holds who can learn them."""

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
    return [at for at in range(LENGTH - size + 1) if tuple(text[at : at + size]) == motif]


def test_motif_is_there_once_or_not_at_all(settings):
    for text, label in samples("motif", settings):
        assert len(places(text, MOTIFS[0])) == label


def test_motif_is_told_by_nothing_but_order(settings):
    """Both labels have the same tokens as often, and only wrong orders otherwise."""
    for text, _ in samples("motif", settings, train_samples=100):
        counts = np.bincount(text, minlength=VOCABULARY)
        assert (counts[list(MOTIFS[0])] == counts[0]).all()
        blocks = sum(len(places(text, order)) for order in permutations(MOTIFS[0]))
        assert blocks == counts[0]


def test_place_is_told_by_one_token(settings):
    for text, label in samples("place", settings):
        assert (text[PLACE] >= VOCABULARY // 2) == label


def test_last_is_told_by_the_last_marker(settings):
    ends, counts = [], []
    for text, label in samples("last", settings):
        markers = [at for at, token in enumerate(text) if token in (0, 1)]
        assert text[markers[-1]] == label
        ends.append(markers[-1])
        counts.append(len(markers))
    assert min(ends) < 70 and max(ends) == LENGTH - 1  # so that no place decides
    assert np.mean(counts) > 15


def test_order_is_told_by_which_motif_comes_first(settings):
    for text, label in samples("order", settings):
        (first,), (second,) = (places(text, motif) for motif in MOTIFS)
        assert (first < second) == label


def test_order_is_told_by_no_count(settings):
    for text, _ in samples("order", settings, train_samples=100):
        counts = np.bincount(text, minlength=VOCABULARY)[:6]
        assert (counts == counts[0]).all()


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_labels_are_balanced_and_places_random(probe, settings):
    values = {setting.name: setting.default for setting in probe.settings}
    splits = probe.load(values, settings)
    assert abs(splits.train.targets.mean() - 0.5) < 0.03
    assert splits.train.inputs.shape == (4_000, LENGTH)
    # no single token at a single place says more of the label than chance, save in "place"
    labels = splits.train.targets - splits.train.targets.mean()
    strongest = max(
        np.abs((splits.train.inputs == token).T @ labels).max() / 4_000 for token in range(6)
    )
    if probe.name == "probe-place":
        assert np.abs(labels @ (splits.train.inputs >= VOCABULARY // 2)).argmax() == PLACE
    else:
        assert strongest < 0.03
