"""Datasets as pages show them: splits as recipes prepare them, texts, windows and images."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.data_pictures import gallery, levels, pixels
from core.analysis.data_series import series_view
from core.analysis.data_tokens import (
    DECIDES,
    DECOY,
    FILL,
    LOST,
    PLAIN,
    START,
    UNKNOWN,
    generated_text,
    spans,
    text_after,
    text_before,
)
from core.analysis.data_view import DataView, load_view
from core.analysis.data_words import count_words, split_lengths
from core.datasets import DATASETS, Samples, dataset
from core.datasets.probes import MARKERS, MOTIFS, PLACE
from core.datasets.sequences import flatten
from core.datasets.texts import Encoding, Texts
from core.recipes import RECIPES
from core.settings import Settings
from core.training.validation import split_validation


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path / "home")


def view_of(id: str, settings: Settings, **changes) -> DataView:
    entry = RECIPES[id].with_settings(changes)
    return load_view(entry.dataset, entry.preprocessing, entry.fit, settings)


GENERATED = [
    id for id, entry in RECIPES.items() if DATASETS[entry.dataset].generated and entry.represents
]


@pytest.mark.parametrize("id", GENERATED)
def test_splits_are_those_a_run_gets(settings, id):
    entry = RECIPES[id]
    view = view_of(id, settings)
    loaded = entry.data.load(entry.preprocessing, settings)
    train, validation = split_validation(loaded, dict(entry.fit))
    assert np.array_equal(view.splits["train"].targets, train.targets)
    assert np.array_equal(view.splits["test"].targets, loaded.test.targets)
    assert ("validation" in view.splits) == (validation is not None)
    assert (view.validation == "none") == (validation is None)
    assert view.shape == train.shape and view.dtype == train.inputs.dtype
    assert np.array_equal(view.sample("train", 3), train.take(np.array([3]))[0])


def test_where_validation_is_from(settings):
    assert view_of("topics/mlp", settings).validation == "held out"
    assert view_of("series/dense", settings).validation == "source"
    assert view_of("topics/mlp", settings, validation_data="test").validation == "test"
    assert view_of("topics/mlp", settings, validation_split=0).validation == "none"


def test_classes_are_counted_and_named(settings):
    view = view_of("digits/mlp", settings)
    counts = view.counts("train")
    assert counts.sum() == len(view.splits["train"]) and len(counts) == 10
    sevens = view.of_class("train", 7)
    assert len(sevens) == counts[7] and (view.splits["train"].targets[sevens] == 7).all()
    assert len(view.of_class("train", None)) == counts.sum()
    assert view.class_name(7) == "7"
    assert view_of("topics/mlp", settings).class_name(3) == "class 3"


# texts

TRAIN = [[1, 4, 5, 4, 9], [1, 4], [1, 7, 8, 9, 4, 4], [1, 6]]
TEST = [[1, 4, 20], [1, 5]]
WORDS = ("the", "film", "was", "good", "bad", "odd")


def text_view(unknown: int | None = 2, **size) -> DataView:
    """Four texts to train on, of which the last one is held out, and two to test."""
    texts = {
        part: Texts(*flatten(rows), np.arange(len(rows), dtype=np.int32) % 2)
        for part, rows in (("train", TRAIN), ("test", TEST))
    }
    encoding = Encoding(
        texts=lambda *_: texts, words=lambda _: WORDS, first_word=4, start=1, unknown=unknown
    )
    entry = DATASETS["imdb"]
    entry = type(entry)(**{**vars(entry), "encoding": encoding})
    numbers = {"train": np.arange(3), "validation": np.array([3]), "test": np.array([4, 5])}
    splits = {part: Samples(n, np.arange(len(n)) % 2) for part, n in numbers.items()}
    return DataView(entry, {"num_words": 8, "maxlen": 4} | size, splits, "held out", texts=texts)


def test_texts_are_found_through_held_out_splits():
    view = text_view()
    assert view.text("train", 2).tolist() == TRAIN[2]
    assert view.text("validation", 0).tolist() == TRAIN[3]
    assert [view.text("test", number).tolist() for number in (0, 1)] == TEST
    assert view.lengths("train").tolist() == [5, 2, 6]
    assert view.sample("train", 1).tolist() == [0, 0, 1, 4]
    assert view.shape == (4,) and view.dtype == np.int32
    with pytest.raises(IndexError):
        DataView(view.dataset, {}, {"train": Samples(np.array([9]), np.array([0]))}, "none").text(
            "train", 0
        )


def test_before_says_what_is_lost_and_what_is_cut_off():
    before = text_before(text_view(), "train", 2, WORDS)
    assert [token.number for token in before] == TRAIN[2]
    assert [token.word for token in before] == ["", "good", "bad", "odd", "the", "the"]
    assert [token.kind for token in before] == [START, PLAIN, LOST, LOST, PLAIN, PLAIN]
    assert [token.cut for token in before] == [True, True, False, False, False, False]


def test_after_is_what_the_model_sees():
    after = text_after(text_view(), "train", 2, WORDS)
    assert [(token.number, token.kind) for token in after] == [
        *((2, UNKNOWN), (2, UNKNOWN)),
        *((4, PLAIN), (4, PLAIN)),
    ]
    short = text_after(text_view(), "train", 1, WORDS)
    assert [(token.kind, token.word) for token in short] == [
        *((FILL, ""), (FILL, "")),
        *((START, ""), (PLAIN, "the")),
    ]


def test_words_that_are_left_out_take_no_place():
    view = text_view(unknown=None)
    before = text_before(view, "train", 2, ())
    assert [token.cut for token in before] == [False] * 6  # four are left, and four fit
    assert [token.word for token in before] == [""] * 6
    assert [token.number for token in text_after(view, "train", 2, ())] == [1, 7, 4, 4]
    assert split_lengths(view, "train").lengths.tolist() == [4, 2, 4]


def test_words_are_counted_by_split():
    counted = count_words(text_view(), "train")
    assert counted.words == 4 + 1 + 5 and counted.texts == 3
    assert counted.distinct == 5
    assert counted.lost(8) == 3  # 9 twice, 8 once
    numbers, counts = counted.most_lost(8)
    assert (numbers.tolist(), counts.tolist()) == ([9, 8], [2, 1])
    assert count_words(text_view(), "validation").words == 1
    assert count_words(text_view(), "test").lost(8) == 1
    assert counted.most_lost(50)[0].tolist() == []
    assert [part.tolist() for part in counted.most_lost(8, most=1)] == [[9], [2]]
    # 20 is lost, and the numbers from 8 to 19 are no words of these texts
    assert [part.tolist() for part in count_words(text_view(), "test").most_lost(8)] == [
        [20],
        [1],
    ]


def test_coverage_grows_to_everything():
    sizes, shares = count_words(text_view(), "train").coverage()
    assert sizes[0] == 5 and sizes[-1] == 10
    assert shares[0] == pytest.approx(5 / 10)  # number 4 alone
    assert shares[-1] == 1 and (np.diff(shares) >= 0).all()


def test_what_a_length_loses():
    lengths = split_lengths(text_view(), "train")
    assert lengths.cut == pytest.approx(2 / 3)
    assert lengths.tokens_lost == pytest.approx(3 / 13)
    assert lengths.filled == pytest.approx(2 / 12)


# probes


def test_what_decides_a_motif_is_found(settings):
    view = view_of("probe-motif/cnn", settings)
    for number in range(50):
        label = view.splits["train"].targets[number]
        parts = spans("probe-motif", view.sample("train", number))
        assert sum(kind == DECIDES for _, _, kind in parts) == label
        assert sum(kind == DECOY for _, _, kind in parts) == 3 - label


def test_what_decides_the_order_is_found(settings):
    view = view_of("probe-order/rcnn", settings)
    for number in range(50):
        tokens = view.sample("train", number)
        deciding = [span for span in spans("probe-order", tokens) if span[2] == DECIDES]
        assert len(deciding) == 2
        first = tuple(tokens[deciding[0][0] : deciding[0][1]].tolist())
        assert (first == MOTIFS[0]) == view.splits["train"].targets[number]


def test_the_last_marker_and_the_place_decide(settings):
    view = view_of("probe-last/lstm", settings)
    for number in range(20):
        tokens = generated_text(view, "train", number)
        (last,) = [token for token in tokens if token.kind == DECIDES]
        assert last.number == view.splits["train"].targets[number]
        assert all(token.number in MARKERS for token in tokens if token.kind == DECOY)
    view = view_of("probe-place/mlp", settings)
    tokens = generated_text(view, "train", 0)
    assert [place for place, token in enumerate(tokens) if token.kind == DECIDES] == [PLACE]


def test_short_topics_begin_with_filling(settings):
    view = view_of("topics/mlp", settings)
    short = 0
    for number in range(20):
        filled = int((view.sample("train", number) == 0).sum())
        kinds = [token.kind for token in generated_text(view, "train", number)]
        assert kinds == [FILL] * filled + [PLAIN] * (60 - filled)
        short += filled > 0
    assert short > 5


# series


def test_windows_are_the_samples_in_degrees(settings):
    view = view_of("series/dense", settings)
    series = series_view(view)
    loaded, column = view.loaded, view.loaded.target_column
    for split in ("train", "validation", "test"):
        for number in (0, 7, len(view.splits[split]) - 1):
            rows = series.rows(split, number)
            inputs = view.sample(split, number)[:, column] * loaded.scale + loaded.centre
            np.testing.assert_allclose(series.values[rows.read], inputs, atol=1e-3)
            target = view.splits[split].targets[number] * loaded.scale + loaded.centre
            assert series.values[rows.target] == pytest.approx(target, abs=1e-3)
            assert series.times[rows.target] - series.times[rows.now] == 24 * 3_600
            assert rows.read[-1] < rows.now
    assert not series.dated and series.interval == 3_600 and series.unit == "°C"


def test_bands_hold_their_windows_and_the_nearest_window_is_found(settings):
    view = view_of("series/dense", settings)
    series = series_view(view)
    bands = series.bands()
    assert list(bands) == ["train", "validation", "test"]
    for split, (first, last) in bands.items():
        count = len(view.splits[split])
        assert series.rows(split, 0).read[0] == first
        assert series.rows(split, count - 1).target == last
        begins = series.times[series.starts[split]]
        assert series.nearest(split, -1e9) == 0
        assert series.nearest(split, 1e12) == count - 1
        assert series.nearest(split, begins[5] + 100) == 5


# pictures


def test_pixels_are_whole_numbers_again(settings):
    from core.datasets.inside_sklearn import read_table

    view = view_of("digits/mlp", settings)
    shown = pixels(view, "train", np.arange(20))
    assert shown.dtype == np.uint8 and shown.shape == (20, 8, 8) and shown.max() == levels("digits")
    known = {row.tobytes() for row in read_table("digits.csv.gz", header=0)[:, :-1].astype("u1")}
    assert all(picture.tobytes() in known for picture in shown)


def test_a_gallery_has_a_row_a_class_and_goes_round(settings):
    view = view_of("digits/mlp", settings)
    rows = gallery(view, "test", 5)
    assert len(rows) == 10 and all(row.shape == (5, 8, 8) for row in rows)
    later = gallery(view, "test", 5, begin=5)
    assert not np.array_equal(rows[0], later[0])
    assert all(len(row) > 0 for row in gallery(view, "test", 5, begin=10_000))


def test_loading_says_what_is_missing(settings, monkeypatch, tmp_path):
    from core.errors import DatasetError

    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    with pytest.raises(DatasetError, match=r"imdb\.npz is missing"):
        view_of("imdb/cnn", settings)
    assert dataset("imdb").encoding.words_file == "imdb-words"
