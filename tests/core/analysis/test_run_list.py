"""The list of runs: filters, order and pages, over rows as the index has them."""

from __future__ import annotations

import pytest

from core.analysis.run_list import PAGE_SIZE, SORTS, RunQuery, grouped, matching, page_of
from core.recipes import recipe
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


def test_mine_are_those_of_the_person_who_asks(store):
    ids = [
        store.runs.create(recipe("imdb/cnn"), seed, origin="dashboard", person=person).id
        for seed, person in enumerate(("ada", "bob", ""))
    ]
    rows = RunIndex(store).rows()

    def listed(query, person=""):
        return [row.id for row in matching(rows, query, person)]

    assert listed(RunQuery(mine=True), "ada") == [ids[0]]
    assert listed(RunQuery(mine=True), "") == [], "a run without a name belongs to nobody"
    assert listed(RunQuery(), "ada") == ids[::-1]
    assert listed(RunQuery(text="BOB")) == [ids[1]]
    assert listed(RunQuery(sort="person")) == [ids[0], ids[1], ids[2]]
    assert RunQuery(mine=True).filtered and not RunQuery(group="change").filtered


@pytest.fixture
def changed(store):
    """Runs of one recipe, as it is and with two changes, and a run of another."""
    cnn, test = "imdb/cnn", {"loss": 0.3}
    for seed, accuracy in enumerate((0.8, 0.9)):
        filling.completed(store, cnn, test | {"accuracy": accuracy}, seed=seed)
    filling.completed(store, "series/lstm", {"loss": 0.2, "mae": 0.2})
    filling.completed(store, cnn, test | {"accuracy": 0.7}, seed=0, kernel_size=7)
    filling.failed(store, cnn)
    filling.completed(store, cnn, test | {"accuracy": 0.6}, seed=0)  # counts in place of 0.8
    return matching(RunIndex(store).rows(), RunQuery())


def test_runs_of_one_change_are_a_group_with_the_mean_of_its_seeds(changed):
    plain, other, series = grouped(changed, "change")
    assert [row.change for row in other.rows] == ["kernel size 7"]
    assert [row.status for row in plain.rows] == ["completed", "failed", "completed", "completed"]
    assert [row.id for row in plain.rows] == [row.id for row in changed if row in plain.rows]
    assert (plain.spread.count, plain.metric, plain.changes) == (2, "accuracy", 1)
    assert plain.spread.mean == pytest.approx(0.75)
    assert (plain.spread.low, plain.spread.high) == (0.6, 0.9)
    assert (series.metric, series.spread.mean) == ("mae", 0.2)


def test_runs_of_one_recipe_are_a_group_whose_changes_all_count(changed):
    cnn, series = grouped(changed, "recipe")
    assert {row.recipe_id for row in cnn.rows} == {"imdb/cnn"} and len(cnn.rows) == 5
    assert (cnn.changes, cnn.spread.count) == (2, 3)
    assert cnn.spread.mean == pytest.approx((0.6 + 0.9 + 0.7) / 3)
    assert series.changes == 1
    assert grouped(changed, "none") == []


def test_a_group_without_a_result_has_no_figure(store):
    filling.failed(store)
    (group,) = grouped(RunIndex(store).rows(), "change")
    assert group.spread is None and len(group.rows) == 1
