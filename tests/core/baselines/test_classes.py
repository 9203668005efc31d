"""What the linear model is given, by hand: numbers as columns, texts as weighed words."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse

from core.baselines.classes import FREEDOM, bags, flat, linear, majority
from core.datasets import Samples
from core.datasets.texts import Texts


def samples(*rows: tuple[float, ...]) -> Samples:
    return Samples(np.array(rows, np.float32), np.zeros(len(rows), np.int32))


def test_numbers_are_scaled_by_what_training_holds():
    """A column that is always the same stays what it differs by; another has a spread of 2."""
    train, test = flat(samples((1.0, 5.0), (5.0, 5.0)), samples((7.0, 6.0)))
    assert train.tolist() == [[-1, 0], [1, 0]]
    assert test.tolist() == [[2, 1]]


@pytest.mark.parametrize(("columns", "together"), [(60, False), (61, True), (64, True)])
def test_pixels_have_one_scale_and_features_their_own(columns, together):
    rng = np.random.default_rng(0)
    inputs = rng.normal(3, np.linspace(0.1, 9, columns), (40, columns)).astype(np.float32)
    train, test = flat(Samples(inputs, np.zeros(40)), Samples(inputs[:2], np.zeros(2)))
    spread = inputs.std() if together else inputs.std(axis=0)
    assert train == pytest.approx((inputs - inputs.mean(axis=0)) / spread, abs=1e-4)
    assert test == pytest.approx(train[:2])


def test_pictures_become_rows():
    picture = np.arange(12, dtype=np.float32).reshape(2, 3, 2)
    train, _ = flat(Samples(picture, np.zeros(2)), Samples(picture, np.zeros(2)))
    assert train.shape == (2, 6)


def test_a_class_that_training_lacks_gets_no_probability():
    train = np.array([[0.0], [0.1], [1.0], [1.1]])
    predicted = linear(train, np.array([0, 0, 2, 2]), np.array([[0.0], [1.0]]), 4)
    assert predicted.shape == (2, 4) and predicted.dtype == np.float32
    assert (predicted[:, [1, 3]] == 0).all() and predicted.sum(axis=1) == pytest.approx([1, 1])
    assert predicted.argmax(axis=1).tolist() == [0, 2]


@pytest.mark.parametrize("texts", [False, True])
def test_of_two_classes_there_is_the_second_ones_probability(texts):
    rows = np.array([[0.0, 1.0], [0.1, 1.0], [1.0, 0.1], [1.0, 0.0]])
    given = sparse.csr_matrix(rows) if texts else rows
    predicted = linear(given, np.array([0, 0, 1, 1]), given, 2)
    assert predicted.shape == (4,) and (predicted > 0.5).tolist() == [False, False, True, True]


def test_weights_are_regularised_as_documented():
    """At the optimum of Σ log(1 + exp(-y (w x + b))) + w² / 2C the slope by w is none."""
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(200, 1))
    signs = np.where(rng.random(200) < 1 / (1 + np.exp(-2 * inputs[:, 0])), 1, -1)
    ends = np.array([[0.0], [1.0]])
    low, high = linear(inputs, (signs > 0).astype(int), ends, 2).astype(np.float64)
    bias = np.log(low / (1 - low))
    weight = np.log(high / (1 - high)) - bias
    pull = (signs * inputs[:, 0] / (1 + np.exp(signs * (weight * inputs[:, 0] + bias)))).sum()
    assert weight / pull == pytest.approx(1.0, rel=0.05)
    assert FREEDOM["numbers"] == 1.0


def encoded(train: Texts, test: Texts, **entry) -> SimpleNamespace:
    """A dataset that has these texts."""
    encoding = SimpleNamespace(texts=lambda *_: {"train": train, "test": test})
    return SimpleNamespace(encoding=encoding, **{"vocabulary": None, **entry})


TRAIN = Texts(np.array([9, 1, 1, 2, 0, 2, 5, 3, 9]), np.array([1, 5, 8]), np.array([1, 0]))
TEST = Texts(np.array([3, 3, 2, 7]), np.array([0, 3, 4]), np.array([0, 1]))


def weighed(counts: list[list[float]], train: list[list[float]]) -> np.ndarray:
    """tf-idf as scikit-learn documents it, with 1 + ln of what is counted."""
    texts_with = (np.array(train) > 0).sum(axis=0)
    rare = np.log((1 + len(train)) / (1 + texts_with)) + 1
    weights = np.array(counts, float)
    weights[weights > 0] = 1 + np.log(weights[weights > 0])
    weights = weights * rare
    length = np.linalg.norm(weights, axis=1, keepdims=True)
    return weights / np.where(length > 0, length, 1)


def test_words_are_counted_and_weighed_between_the_texts_ends():
    """The texts are 1 1 2 0 and 2 5 3; 0 fills up, and 5 is not among five words."""
    counts = {"train": [[0, 2, 1, 0, 0], [0, 0, 1, 1, 0]], "test": [[0, 0, 1, 2, 0], [0] * 5]}
    weighted = bags(encoded(TRAIN, TEST), {"num_words": 5}, None)
    for part in ("train", "test"):
        words, targets = weighted[part]
        assert words.toarray() == pytest.approx(weighed(counts[part], counts["train"]))
        assert targets.tolist() == {"train": [1, 0], "test": [0, 1]}[part]


def test_how_many_words_there_are_is_asked_for_or_known_or_counted():
    for preprocessing, vocabulary, words in (({}, 8, 8), ({}, None, 10), ({"num_words": 4}, 8, 4)):
        entry = encoded(TRAIN, TEST, vocabulary=vocabulary)
        weighted = bags(entry, preprocessing, None)
        assert [weighted[part][0].shape for part in ("train", "test")] == [(2, words), (2, words)]


def test_rows_of_tokens_are_texts_too():
    parts = {
        "train": Samples(np.array([[1, 1, 2], [2, 3, 0]]), np.array([1, 0])),
        "test": Samples(np.array([[3, 3, 2]]), np.array([0])),
    }
    loaded = SimpleNamespace(**parts)
    entry = SimpleNamespace(encoding=None, vocabulary=4, load=lambda *_: loaded)
    counts = {"train": [[0, 2, 1, 0], [0, 0, 1, 1]], "test": [[0, 0, 1, 2]]}
    weighted = bags(entry, {}, None)
    for part in ("train", "test"):
        expected = weighed(counts[part], counts["train"])
        assert weighted[part][0].toarray() == pytest.approx(expected)


def test_of_two_equally_frequent_classes_the_first_is_taken():
    assert majority(np.array([1, 0]), 2, 2).tolist() == [0.5, 0.5]  # not more than a half
    assert majority(np.array([2, 1]), 1, 3).argmax(axis=1).tolist() == [1]
