"""A word as each model has it: neighbours and maps on Inside."""

from __future__ import annotations

import pytest

from core.architectures import FAMILIES
from core.inside.embedding import nearest
from core.inside.models import open_reference
from core.settings import load_settings
from tests.pages.runs import sent, url


def alike(page) -> dict | None:
    return next((data for data in sent(page) if "word" in data), None)


def test_a_word_of_the_input_is_shown_as_every_model_has_it(open_page):
    page = open_page("inside", dataset="topics", input="5 123 6")
    shown = alike(page)
    assert not page.error and shown["word"] == "123" and "word" not in url(page)
    assert len(shown["rows"]) == len(FAMILIES)
    for row in shown["rows"]:
        assert len(row["map"]) == 1 + len(row["near"]) and row["vector"]


def test_the_address_chooses_the_word(open_page):
    page = open_page("inside", recipe="topics/cnn", word="40")
    near = nearest(open_reference("topics/cnn"), "40", load_settings())
    assert url(page)["word"] == alike(page)["word"] == "40"
    assert [word for word, _ in alike(page)["rows"][0]["near"]] == [it.word for it in near]


@pytest.mark.parametrize("word", ["superb", "5 6", "100000"])
def test_a_word_it_does_not_have_is_a_sentence(open_page, word):
    page = open_page("inside", recipe="topics/cnn", word=word)
    assert not page.error and not page.exception
    assert [bool(row["problem"]) for row in alike(page)["rows"]] == [True]


def test_models_without_words_show_none(open_page):
    assert alike(open_page("inside", dataset="digits")) is None
