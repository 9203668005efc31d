"""Small samples: pictures, the end of a text, the tokens that decide, the strongest numbers."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.data_tokens import DECIDES, FILL, LOST, START
from core.analysis.data_view import DataView, load_view
from core.analysis.thumbnails import NUMBERS, TOKENS, WORDS, thumbnail
from core.datasets import Samples, dataset
from core.datasets.texts import Texts
from core.recipes import RECIPES
from core.settings import Settings


def view_of(recipe_id, tmp_path) -> DataView:
    entry = RECIPES[recipe_id]
    settings = Settings(home=tmp_path)
    return load_view(entry.dataset, entry.preprocessing, entry.fit, settings)


def test_a_picture_is_ink_on_paper(tmp_path):
    view = view_of("digits/mlp", tmp_path)
    small = thumbnail(view, "test", 3)
    assert small.pixels.shape == (8, 8) and small.pixels.dtype == np.uint8
    assert small.pixels / 255 == pytest.approx(view.sample("test", 3), abs=0.002)
    assert small.truth == view.splits["test"].targets[3]
    assert not small.tokens and not small.numbers


@pytest.mark.parametrize("name", ["probe-motif/mlp", "probe-place/mlp", "probe-last/mlp"])
def test_of_a_sequence_what_decides_is_in_sight(name, tmp_path):
    view = view_of(name, tmp_path)
    for number in np.flatnonzero(view.splits["test"].targets == 1)[:20]:
        small = thumbnail(view, "test", int(number))
        kinds = [token.kind for token in small.tokens]
        assert len(kinds) == TOKENS and DECIDES in kinds
        assert small.before or small.after
        if name.startswith("probe-motif"):
            assert kinds.count(DECIDES) >= 3


def test_padding_is_left_out(tmp_path):
    view = view_of("topics/mlp", tmp_path)
    small = thumbnail(view, "test", 0)
    assert FILL not in {token.kind for token in small.tokens} and not small.after
    end = view.sample("test", 0)[-TOKENS:]
    assert [token.number for token in small.tokens] == end[end > 0].tolist()


def test_the_strongest_numbers_come_first_with_their_names(tmp_path):
    view = view_of("breast-cancer/mlp", tmp_path)
    small = thumbnail(view, "test", 5)
    values = view.sample("test", 5)
    assert [abs(value) for _, value in small.numbers] == pytest.approx(
        np.sort(np.abs(values))[::-1][:NUMBERS]
    )
    name, value = small.numbers[0]
    assert value == pytest.approx(values[view.loaded.columns.index(name)])


def test_of_a_text_the_last_words_that_are_read_lost_ones_included():
    entry = dataset("imdb")
    settings = {"num_words": 100, "maxlen": 60}
    numbers = np.array([1, *range(4, 94), 5_000], np.int32)  # the start, 90 words, one unknown
    texts = Texts(numbers, np.array([0, len(numbers)]), np.array([1], np.int32))
    samples = {"test": Samples(np.array([0]), texts.targets)}
    view = DataView(entry, settings, samples, "none", texts={"test": texts})
    small = thumbnail(view, "test", 0, words=[f"w{rank}" for rank in range(5_000)])
    last = f"w{5_000 - entry.encoding.first_word}"
    assert len(small.tokens) == WORDS and small.before and small.truth == 1
    assert small.tokens[-1].kind == LOST and small.tokens[-1].word == last
    assert START not in {token.kind for token in small.tokens}
