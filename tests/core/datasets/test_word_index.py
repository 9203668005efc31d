"""Word indices: accepted by their content, or refused with a reason and left unchanged."""

from __future__ import annotations

import json

import pytest

from core.datasets import DATASETS
from core.datasets.status import status
from core.datasets.word_index import IMDB_WORDS, decode_word_index
from core.errors import DatasetError
from tests.core.datasets.helpers import real_file

DIGEST = "4b6c"


@pytest.mark.parametrize(
    "content",
    ["", "[1, 2]", "{", '{"a": 2}', '{"a": 1, "b": 1}', '{"a": "1"}', '{"a": 1, "b": "x"}', "3"],
)
def test_other_files_are_refused_and_left_unchanged(tmp_path, content):
    path = tmp_path / "imdb_word_index.json"
    path.write_text(content)
    with pytest.raises(DatasetError, match="is refused and left unchanged"):
        decode_word_index(path, DIGEST)
    assert path.read_text() == content


def test_other_words_than_the_published_are_refused(settings):
    path = settings.data / "imdb_word_index.json"
    path.write_text(json.dumps({"the": 1, "and": 2}))
    with pytest.raises(DatasetError, match="differ from the published data"):
        IMDB_WORDS.open(settings)
    assert status("imdb-words", settings).state == "refused"


def test_a_missing_index_says_how_to_get_it_with_and_without_a_network(settings):
    with pytest.raises(DatasetError) as caught:
        DATASETS["imdb"].encoding.words(settings)
    assert "data fetch imdb-words" in str(caught.value)
    assert str(settings.data) in str(caught.value) and "offline" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [("imdb", 88_584, ("the", "and", "a")), ("reuters", 30_979, ("the", "of", "to"))],
)
def test_real_words(real_settings, name, count, first):
    real_file(real_settings, f"{name}_word_index.json")
    words = DATASETS[name].encoding.words(real_settings)
    assert len(words) == count and words[:3] == first
