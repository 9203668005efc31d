"""Typed texts become the numbers a model reads, exactly as the dataset's own do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.datasets import DATASETS
from core.datasets.table import SOURCES
from core.datasets.texts import Encoding, Texts
from core.errors import DatasetError, RequestError
from core.inside import texts
from core.inside.inputs import Steps, Whole
from core.inside.samples import read_sample
from core.inside.texts import MOST_WORDS, read_text
from core.recipes import recipe
from tests.core.datasets.helpers import real_file

WORDS = ("the", "film", "was", "it's", "good", "bad", "rare")
TEST = Texts(
    tokens=np.array([1, 4, 5, 10, 8, 1, 4], np.int32),
    offsets=np.array([0, 5, 7]),
    targets=np.array([1, 0], np.int32),
)


def words(settings):
    return WORDS


def no_words(settings):
    raise DatasetError("imdb_word_index.json is missing")


@pytest.fixture
def own(monkeypatch):
    """A recipe of IMDB whose words and texts are the ones above: ``rare`` is outside its ten."""

    def make(id="imdb/lstm", *, known=words, **settings):
        texts._words.cache_clear()
        texts._ranks.cache_clear()
        entry = recipe(id).with_settings({"num_words": 10, "maxlen": 6} | settings)
        first, start, unknown = (4, 1, 2) if entry.dataset == "imdb" else (1, None, None)
        encoding = Encoding(lambda *_: {"test": TEST}, known, first, start, unknown)
        monkeypatch.setitem(DATASETS, entry.dataset, replace(entry.data, encoding=encoding))
        return entry

    yield make
    texts._words.cache_clear()
    texts._ranks.cache_clear()


def test_a_text_is_numbered_padded_and_its_unknown_words_named(own, settings):
    given = read_text(own(), "The film: RARE, it’s\n“good”…", settings)
    np.testing.assert_array_equal(given.values, [[1, 4, 5, 2, 7, 8]])
    assert given.parts == ("the", "film", "rare", "it's", "good")
    assert given.unknown == ("rare",) and given.truncated == 0
    assert isinstance(given.changes, Steps)
    np.testing.assert_array_equal(given.changes.places, range(1, 6))
    assert set(given.changes.values) == {2}


def test_its_beginning_is_cut_off(own, settings):
    given = read_text(own(maxlen=2), "good bad the film", settings)
    np.testing.assert_array_equal(given.values, [[4, 5]])
    assert given.parts == ("the", "film") and given.truncated == 2


def test_unknown_words_are_left_out_where_the_dataset_leaves_them_out(own, settings):
    """Without a word, the ones before it move up, and one more comes into view."""
    given = read_text(
        own("imdb-raw/learned", maxlen=3), "good rare! \U0001f600 the film was", settings
    )
    np.testing.assert_array_equal(given.values, [[1, 2, 3]])
    assert given.parts == ("the", "film", "was") and given.truncated == 2
    assert given.unknown == ("\U0001f600",)
    assert isinstance(given.changes, Whole)
    np.testing.assert_array_equal(given.changes.inputs, [[7, 2, 3], [7, 1, 3], [7, 1, 2]])


def test_a_test_text_has_its_words_and_its_class(own, settings):
    given = read_sample(own(), 0, settings)
    np.testing.assert_array_equal(given.values, [[0, 1, 4, 5, 2, 8]])
    assert given.parts == ("the", "film", "rare", "good") and given.unknown == ("rare",)
    assert given.truth == 1
    assert read_sample(own(known=no_words), 1, settings).parts == ("4",)


@pytest.mark.parametrize("number", [2, 10**9])
def test_a_sample_that_is_not_there_is_refused(own, settings, number):
    with pytest.raises(RequestError) as refused:
        read_sample(own(), number, settings)
    assert refused.value.values["last"] == 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", None),
        (" \t\n!?", None),
        ("\U0001f600", "word"),
        ("שלום עולם", "word"),
        ("rare rare", "word"),
        ("\udcff\udcfe", None),
        ("good " * (MOST_WORDS + 1), "words"),
        ("good" * 300_000, "characters"),
    ],
    ids=["empty", "blank", "emoji", "right-to-left", "unknown", "half", "long", "one word"],
)
def test_what_is_no_text_for_it_is_one_sentence(own, settings, text, key):
    with pytest.raises(RequestError) as refused:
        read_text(own(), text, settings)
    assert key is None or key in refused.value.values
    assert len(str(refused.value)) < 400


def test_words_that_are_missing_are_a_dataset_error(own, settings):
    with pytest.raises(DatasetError):
        read_text(own(known=no_words), "good", settings)


def test_generated_tokens_are_typed_as_numbers(settings):
    probe = recipe("probe-last/mlp")
    typed = " ".join(map(str, [3, 0, *[29] * 118]))
    given = read_text(probe, typed, settings)
    assert given.values.shape == (1, 120) and given.values[0, :3].tolist() == [3, 0, 29]
    assert given.changes.draws == 30 and len(given.changes.places) == 120 * 30
    short = read_text(recipe("topics/mlp"), "7, 12", settings)
    assert short.values[0, -3:].tolist() == [0, 7, 12] and short.parts == ("7", "12")
    assert short.changes.places.tolist() == [58, 59] and not short.changes.values.any()


@pytest.mark.parametrize(
    ("id", "text", "key"),
    [
        ("probe-last/mlp", "1 2 3", "right"),
        ("probe-last/mlp", "30", "last"),
        ("probe-last/mlp", "one", "word"),
        ("topics/mlp", "0", "first"),
        ("topics/mlp", "1e3", "word"),
        ("topics/mlp", "9" * 30, "last"),
        ("digits/mlp", "1 2", "wrong"),
        ("breast-cancer/mlp", "good", "wrong"),
    ],
)
def test_other_tokens_are_one_sentence(settings, id, text, key):
    with pytest.raises(RequestError) as refused:
        read_text(recipe(id), text, settings)
    assert key in refused.value.values


def test_a_generated_test_text_is_read_as_it_is(settings):
    entry = recipe("topics/cnn")
    given = read_sample(entry, 3, settings)
    test = entry.data.load(entry.preprocessing, settings).test
    np.testing.assert_array_equal(given.values, test.inputs[3:4])
    assert given.truth == test.targets[3]
    assert len(given.parts) == np.count_nonzero(test.inputs[3])


@pytest.mark.parametrize("id", ["imdb/cnn", "reuters/cnn"])
def test_a_real_test_text_typed_again_is_the_same_row(real_settings, id):
    entry = recipe(id)
    encoding = entry.data.encoding
    for source in (SOURCES[entry.dataset], SOURCES[encoding.words_file]):
        real_file(real_settings, source.file.name)
    full = encoding.texts(entry.preprocessing, real_settings)["test"]
    every_word = encoding.words(real_settings)
    for number in range(20):
        numbers = full.text(number)[1:] - encoding.first_word
        typed = read_text(entry, " ".join(every_word[rank] for rank in numbers), real_settings)
        sample = read_sample(entry, number, real_settings)
        np.testing.assert_array_equal(typed.values, sample.values)
        assert (typed.parts, typed.unknown) == (sample.parts, sample.unknown)
