"""Kept inputs on Inside: whose chips are shown for which dataset, and all of them asked."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from core.architectures import FAMILIES
from pages.components.inside.choice import Given
from pages.components.inside.keep import ASKED, given_of
from tests.pages.runs import sent

TEXT = " ".join(map(str, range(1, 40)))


def keep_row(page) -> dict:
    return next(data for data in sent(page) if "chips" in data)


def names(page) -> list[str]:
    return [chip["name"] for chip in keep_row(page)["chips"]]


@pytest.fixture
def keep(store):
    """Ada keeps two inputs for topics, and one for another dataset; Bob keeps one of his own."""

    def make(kind, name, person="Ada", **given):
        content = {"sample": 0, "text": None, "shuffle": 0, "dataset": kind} | given
        return store.inputs.keep(kind, name, content, person=person)

    make("topics", "mine", text=TEXT)
    make("topics", "the third", sample=2)
    make("probe-motif", "a motif", sample=4)
    make("topics", "his", person="Bob", sample=5)
    return make


def test_everyone_sees_their_own_of_this_dataset(open_page, keep):
    page = open_page("inside", dataset="topics")
    assert names(page) == ["mine", "the third"] and keep_row(page)["keep"]
    assert names(open_page("inside", dataset="probe-motif")) == ["a motif"]
    row = keep_row(open_page("inside", dataset="breast-cancer"))
    assert not row["chips"] and not row["title"] and not row["ask"]


def test_all_models_are_asked_all_of_them_the_newest_first(open_page, keep):
    page = open_page("inside", dataset="topics")
    assert not page.dataframe
    page.session_state[ASKED] = "topics"
    page.run()
    assert not page.exception
    (table,) = page.dataframe
    assert list(table.value.iloc[:, 0]) == ["the third", "mine"]
    answers = table.value.iloc[:, 1:]
    assert (
        answers.shape == (2, len(FAMILIES))
        and answers.map(lambda it: "topic" in it).to_numpy().all()
    )


def test_one_that_cannot_be_read_has_a_sentence_and_the_others_answers(open_page, keep):
    keep("topics", "words", text="no numbers")
    page = open_page("inside", dataset="topics")
    page.session_state[ASKED] = "topics"
    (table,) = page.run().dataframe
    assert "no numbers"[:2] in table.value.iloc[0, 1] and "topic" in table.value.iloc[1, 1]


def test_a_link_leads_to_where_the_same_networks_differ(open_page):
    page = open_page("inside", recipe="digits/cnn,digits/mlp")
    (link,) = (it.proto for it in page.get("page_link") if it.proto.page == "compare")
    query = dict(parse_qsl(link.query_string))
    assert query == {"recorded": "digits/mlp,digits/cnn", "tab": "mistakes"}
    assert any("samples" in data for data in sent(open_page("compare", **query)))
    page = open_page("inside", recipe="digits/cnn")
    assert all(it.proto.page != "compare" for it in page.get("page_link"))


@pytest.mark.parametrize(
    "content", [{}, {"sample": -1, "text": 3, "shuffle": True}, {"sample": "x"}]
)
def test_what_another_program_wrote_cannot_break_the_page(content):
    assert given_of(content) == Given()
