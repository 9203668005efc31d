"""Full texts are, sample for sample, those that ``load`` truncates and pads."""

from __future__ import annotations

import numpy as np
import pytest

from core.datasets import DATASETS
from core.datasets.sequences import flatten
from core.datasets.texts import Encoding, Texts
from tests.core.datasets.helpers import real_file

SMALL = {"train_samples": 50, "validation_samples": 60, "data_seed": 3}


def encoding(**changes) -> Encoding:
    return Encoding(texts=lambda *_: {}, words=lambda _: (), first_word=4, **changes)


def test_unknown_words_are_replaced_before_a_text_is_truncated():
    text = np.array([1, 9, 4, 70, 5, 6], np.int32)
    with_unknown = encoding(start=1, unknown=2)
    row = with_unknown.row(text, {"num_words": 10, "maxlen": 4, "more": 1})
    assert row.tolist() == [4, 2, 5, 6]
    row = with_unknown.row(text, {"num_words": 10, "maxlen": 8})
    assert row.tolist() == [0, 0, 1, 9, 4, 2, 5, 6]


def test_without_a_number_for_unknown_words_they_are_left_out():
    text = np.array([9, 4, 70, 5], np.int32)
    assert encoding().row(text, {"num_words": 10, "maxlen": 3}).tolist() == [9, 4, 5]


def test_texts_know_their_lengths():
    texts = Texts(*flatten([[4, 5], [], [6]]), np.array([0, 1, 1], np.int32))
    assert len(texts) == 3 and texts.lengths.tolist() == [2, 0, 1]
    assert [texts.text(number).tolist() for number in range(3)] == [[4, 5], [], [6]]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("imdb", "imdb.npz"),
        ("imdb-raw", "aclImdb_labelled_text.tar.xz"),
        ("reuters", "reuters.npz"),
    ],
)
def test_the_padded_real_texts_equal_the_loaded_samples(real_settings, name, file):
    real_file(real_settings, file)
    entry = DATASETS[name]
    preprocessing = {
        hyperparameter.name: hyperparameter.default for hyperparameter in entry.settings
    }
    preprocessing |= {key: value for key, value in SMALL.items() if key in preprocessing}
    texts = entry.encoding.texts(preprocessing, real_settings)
    splits = entry.load(preprocessing, real_settings)
    assert set(texts) >= {"train", "test"}
    for part, full in texts.items():
        loaded = getattr(splits, part)
        assert np.array_equal(full.targets, loaded.targets)
        for number in (0, 1, len(full) // 2, len(full) - 1):
            row = entry.encoding.row(full.text(number), preprocessing)
            assert np.array_equal(row, loaded.inputs[number])
