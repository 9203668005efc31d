"""The list of runs: filters, order and pages, over rows as the index has them."""

from __future__ import annotations

import pytest

from core.analysis.run_list import PAGE_SIZE, SORTS, RunQuery, matching, page_of
from core.runs.index import RunIndex
from tests.pages import filling


@pytest.fixture
def filled(store):
    """Name → id of runs in every state; named as they were made."""
    runs = {
        "good": filling.completed(store, "imdb/lstm", {"loss": 0.3, "accuracy": 0.88}),
        "bad": filling.completed(store, "imdb/cnn", {"loss": 0.6, "accuracy": 0.51}, units=64),
        "near": filling.completed(store, "series/dense", {"loss": 0.2, "mae": 0.2}),
        "far": filling.completed(store, "series/lstm", {"loss": 0.9, "mae": 0.9}),
        "failed": filling.failed(store, "imdb/rcnn"),
        "going": filling.running(store, "topics/cnn", done=3),
        "binned": filling.stopped(store, "topics/mlp"),
    }
    ids = {name: run.id for name, run in runs.items()}
    store.labels.rename(ids["good"], "Best so far")
    store.labels.tag([ids["good"], ids["near"]], ["lecture"])
    store.labels.tag([ids["bad"]], ["homework"])
    store.bin.add([ids["binned"]])
    return ids


@pytest.fixture
def listed(store, filled):
    """The names of what a query gives, in order."""
    names = {id: name for name, id in filled.items()}

    def ask(**query) -> list[str]:
        return [names[row.id] for row in matching(RunIndex(store).rows(), RunQuery(**query))]

    return ask


def test_newest_first_and_without_the_bin(listed):
    assert listed() == ["going", "failed", "far", "near", "bad", "good"]
    assert listed(reverse=True) == ["good", "bad", "near", "far", "failed", "going"]
    assert listed(binned=True) == ["binned"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"datasets": ("imdb",)}, ["failed", "bad", "good"]),
        ({"datasets": ("imdb", "topics")}, ["going", "failed", "bad", "good"]),
        ({"families": ("recurrent",)}, ["far", "good"]),
        ({"datasets": ("imdb",), "families": ("recurrent",)}, ["good"]),
        ({"recipes": ("imdb/cnn",)}, ["bad"]),
        ({"statuses": ("failed", "running")}, ["going", "failed"]),
        ({"tags": ("lecture",)}, ["near", "good"]),
        ({"origins": ("command line",)}, []),
        ({"text": "BEST far"}, ["good"]),
        ({"text": "homework"}, ["bad"]),
        ({"text": "series"}, ["far", "near"]),
        ({"text": "nothing of the kind"}, []),
    ],
)
def test_filters_narrow_each_other(listed, query, names):
    assert listed(**query) == names
    assert RunQuery(**query).filtered


def test_a_run_is_found_by_its_id(listed, filled):
    assert listed(text=filled["bad"]) == ["bad"]


def test_best_first_whichever_way_the_metric_goes_and_untested_last(listed):
    assert listed(sort="test") == ["good", "bad", "near", "far", "going", "failed"]
    assert listed(sort="test", reverse=True) == ["far", "near", "bad", "good", "going", "failed"]


def test_what_has_no_value_comes_last_both_ways(listed):
    assert listed(sort="name")[0] == "good"
    assert listed(sort="name", reverse=True)[0] == "good"
    assert listed(sort="seconds")[-1] == "going"
    assert listed(sort="seconds", reverse=True)[-1] == "going"


def test_equal_ones_stay_newest_first_both_ways(listed):
    assert listed(sort="dataset") == ["failed", "bad", "good", "far", "near", "going"]
    assert listed(sort="dataset", reverse=True) == ["going", "far", "near", "failed", "bad", "good"]


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_lists_every_run_once(listed, sort):
    assert sorted(listed(sort=sort)) == ["bad", "failed", "far", "going", "good", "near"]
    assert sorted(listed(sort=sort, reverse=True)) == sorted(listed())


def test_pages(listed, store):
    rows = matching(RunIndex(store).rows(), RunQuery())
    first, last, beyond = (page_of(rows, number, size=4) for number in (1, 2, 9))
    assert (len(first.rows), len(last.rows)) == (4, 2)
    assert first.rows + last.rows == tuple(rows)
    assert beyond == last
    assert (last.page, last.pages, last.total) == (2, 2, 6)
    assert page_of([], 3).pages == page_of([], 3).page == 1
    assert len(page_of(rows * 100, 1).rows) == PAGE_SIZE


def test_a_changed_recipe_is_named_and_found_by_what_was_changed(store, filled):
    rows = RunIndex(store).rows()
    by_id = {row.id: row for row in rows}
    good, bad = by_id[filled["good"]], by_id[filled["bad"]]
    assert good.change == "" and good.title == good.recipe_id
    assert bad.change and bad.title == f"{bad.recipe_id} · {bad.change}"
    matches = matching(rows, RunQuery(text=bad.change.split()[0]))
    assert bad in matches and good not in matches
