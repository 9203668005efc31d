"""The page Inside: which models are asked, what they are given, and what they answer."""

from __future__ import annotations

import shutil
from urllib.parse import parse_qs

import numpy as np
import pytest

from core.architectures import FAMILIES
from core.recipes import recipe
from core.results.weights import weights_path
from core.settings import load_settings
from tests.core.inside.drawn import completed_run
from tests.pages import filling
from tests.pages.runs import sent, url

# as in the dataset: the motif among broken ones, or broken ones only
BROKEN = [str(token) for token in np.random.default_rng(0).integers(6, 30, 120)]
for start in (10, 30, 90):
    BROKEN[start : start + 3] = ["0", "2", "1"]
MOTIF = [*BROKEN[:50], "0", "1", "2", *BROKEN[53:]]


@pytest.fixture
def trained(store):
    """Makes a completed run with the reference weights of its recipe."""

    def make(recipe_id: str, *, seed: int = 0, weights: bool = True):
        run = filling.completed(store, recipe_id, seed=seed)
        folder = load_settings().artifacts / run.id
        folder.mkdir(parents=True, exist_ok=True)
        if weights:
            shutil.copy(weights_path(recipe_id), folder / "final.npz")
        return run

    return make


def shown(page) -> dict:
    """What the input's component, or the rows below another input, show."""
    return next(data for data in sent(page) if "answers" in data or "scale" in data)


def rows(page) -> list[dict]:
    data = shown(page)
    return data.get("answers", data)["rows"]


def test_a_first_start_asks_reference_weights_of_all_families(open_page):
    page = open_page("inside")
    assert not page.error
    answered = rows(page)
    assert len(answered) == len(FAMILIES) and all(row["answer"] for row in answered)
    assert shown(page)["given"] == {"sample": 0, "text": None, "shuffle": 0}
    assert all(row["parts"] for row in answered)


@pytest.mark.parametrize("dataset", ["probe-order", "breast-cancer"])
def test_every_kind_with_reference_weights_answers(open_page, dataset):
    page = open_page("inside", dataset=dataset, sample="3")
    assert not page.error
    assert [bool(row["answer"]) for row in rows(page)] == [True] * 4
    names = {name.split("/")[0] for name in url(page)["recipe"].split(",")}
    assert names == {dataset} and url(page)["sample"] == "3"


def test_a_dataset_without_models_leads_to_a_race(open_page):
    page = open_page("inside", dataset="imdb")
    assert len(page.info) == 1
    assert url(page) == {"dataset": "imdb"}


def test_runs_replace_reference_weights_and_seeds_agree(open_page, trained):
    runs = [trained("topics/cnn", seed=seed) for seed in (0, 1)]
    page = open_page("inside")
    names = set(url(page)["run"].split(","))
    assert names == {run.id for run in runs}
    assert "topics/cnn" not in url(page)["recipe"].split(",")
    (row,) = (row for row in rows(page) if row["agreement"])
    assert row["agreement"] == "2 of 2 seeds"
    one = open_page("inside", run=runs[0].id)
    assert [row["agreement"] for row in rows(one)] == [""]


def test_a_run_without_weights_offers_to_train_it_again(open_page, trained):
    run = trained("topics/cnn", weights=False)
    page = open_page("inside", run=run.id)
    (link,) = (it.proto for it in page.get("page_link") if it.proto.page == "train")
    assert run.id in link.query_string
    assert all(run.id not in name for name in url(open_page("inside")).get("run", ""))


def test_what_is_given_comes_from_the_address(open_page):
    answers = []
    for tokens in (BROKEN, MOTIF):
        page = open_page("inside", recipe="probe-motif/cnn", input=" ".join(tokens))
        answers.append(rows(page)[0]["answer"])
    assert answers == ["no motif", "motif"]
    kinds = shown(page)["kinds"]
    assert {place for place, kind in kinds.items() if kind == "decides"} == {"50", "51", "52"}
    assert sum(kind == "decoy" for kind in kinds.values()) == 9


def test_shuffled_words_are_the_same_in_another_order(open_page):
    given = {"recipe": "probe-motif/cnn,probe-motif/mlp", "input": " ".join(MOTIF)}
    plain, shuffled, again = (open_page("inside", **given, shuffle=it) for it in ("0", "5", "5"))
    mixed = shown(shuffled)["mixed"]
    assert sorted(mixed) == sorted(MOTIF) and mixed != MOTIF == shown(plain)["mixed"]
    assert "decides" not in shown(shuffled)["kinds"].values()
    assert shown(again)["mixed"] == mixed and url(again)["shuffle"] == "5"
    assert shown(shuffled)["text"] == " ".join(MOTIF)  # what comes back


@pytest.mark.parametrize(
    "text", ["", "1 2 3", "🙂", "مرحبا", "40 " * 120, "9" * 5_000, "word " * 100_000]
)
def test_a_bad_input_is_one_sentence_and_stays(open_page, text):
    page = open_page("inside", recipe="probe-motif/cnn,probe-motif/mlp", input=text)
    assert not page.exception and not page.error
    if text:
        assert shown(page)["problem"] and shown(page)["text"] == text
        assert [row.get("answer") for row in rows(page)] == [None, None]


@pytest.fixture
def reviews(store, monkeypatch):
    """A run on reviews, with random weights, whose dataset has four words."""
    monkeypatch.setattr("core.inside.texts._words", lambda *_: ("the", "film", "it's", "good"))
    return completed_run(store, load_settings(), recipe("imdb/cnn"))


def test_a_text_shows_what_is_unknown_and_what_is_cut_off(open_page, reviews):
    page = open_page("inside", run=reviews.id, input="The FILM, zzz: it’s GOOD! 🙂 فيلم")
    (row,) = rows(page)
    assert [(text, kind) for text, kind, _ in row["parts"]] == [
        *(("the", ""), ("film", ""), ("zzz", "unknown"), ("it's", ""), ("good", "")),
        *(("🙂", "unknown"), ("فيلم", "unknown")),
    ]
    assert row["parts"][2][2] == 0 and row["track"] and not shown(page)["problem"]
    words = ["good"] * 10 + ["the", "film"] * 95 + ["it's"] * 5
    (row,) = rows(open_page("inside", run=reviews.id, input=" ".join(words)))
    kinds = [kind for _, kind, _ in row["parts"]]
    assert "more" in kinds and len(kinds) <= 50


def test_a_long_text_stays_out_of_the_address(open_page, reviews):
    text = "good " * 2_000
    page = open_page("inside", run=reviews.id, input=text)
    assert shown(page)["text"] == text and rows(page)[0]["answer"]
    assert "input" not in url(page)


def test_a_sample_that_does_not_exist_leaves_the_field(open_page):
    page = open_page("inside", recipe="probe-motif/cnn", sample="2001")
    assert not page.error
    assert shown(page)["problem"] and shown(page)["text"] == ""


def test_the_page_follows_what_another_page_showed(open_page):
    page = open_page("inside", dataset="topics")
    page.session_state["subject"] = "probe-last/cnn"
    page.query_params.clear()
    page.run()
    assert {row["key"].split("/")[0] for row in rows(page)} == {"probe-last"}


def test_unknown_names_in_the_address_are_sentences(open_page):
    page = open_page("inside", run="nothing", recipe="no/such,imdb/cnn", other="1")
    assert not page.exception
    assert "other" in page.warning[0].value and not page.error


def doors(page) -> list[dict[str, list[str]]]:
    """The queries of the page's links to Inside."""
    links = [it.proto for it in page.get("page_link")]
    return [parse_qs(link.query_string) for link in links if link.page == "inside"]


@pytest.mark.parametrize(("recipe", "leads"), [("digits/nothing", "digits"), ("imdb/cnn", None)])
def test_where_nobody_can_be_asked_a_link_leads_to_those_who_can(open_page, recipe, leads):
    page = open_page("inside", dataset=recipe.partition("/")[0], recipe=recipe)
    assert [it["dataset"] for it in doors(page)] == ([[leads]] if leads else [])
    assert len(page.info) == (leads is None)


def test_a_run_and_a_race_lead_to_inside(open_page, trained):
    runs = [trained(name) for name in ("topics/cnn", "topics/mlp")]
    for path in ("runs", "train"):
        assert doors(open_page(path, run=runs[0].id)) == [{"run": [runs[0].id]}]
    ((asked,),) = (door["run"] for door in doors(open_page("compare", datasets="topics")))
    assert set(asked.split(",")) == {run.id for run in runs}


def test_the_networks_of_reference_runs_are_asked_by_their_weights(open_page):
    (asked,) = doors(open_page("compare", recorded="probe-motif/cnn,imdb/cnn"))
    assert asked == {"recipe": ["probe-motif/cnn"]}
    assert not doors(open_page("compare", recorded="imdb/cnn"))
