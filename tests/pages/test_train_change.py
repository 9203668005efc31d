"""Train after a change: changed against unchanged, what luck does, and what was tried."""

from __future__ import annotations

import pytest

from core.analysis.predictions import load_test_set
from core.analysis.versus import DIFFER, LUCK, MINUS, WORDS
from core.recipes import recipe
from core.settings import load_settings
from core.verdict.verdict import CLEAR, EARLY
from pages.components.live.verdict_line import BADGES
from pages.components.train.tried import REFERENCE
from tests.pages import filling
from tests.pages.runs import sent
from tests.pages.test_train import charts, said

CNN = recipe("digits/cnn")
CHANGE = {"units": 8}
SAMPLES = 359


@pytest.fixture
def tested(store):
    """Fills a group of changed settings: so many wrong samples a seed, from ``first`` on."""
    settings = load_settings()
    truth = load_test_set("digits", CNN.preprocessing, settings)

    def fill(*wrong, first=0, **changes):
        runs = []
        for seed, count in enumerate(wrong):
            options = {"seed": seed, "wrong": range(first, first + count)} | changes
            runs.append(filling.tested(store, settings, truth, CNN.id, **options))
        return runs

    return fill


def line(page) -> tuple[str, str]:
    """The verdict's line: how sure it is, and what is written."""
    texts = [element.value for element in page.markdown]
    (place,) = [place for place, text in enumerate(texts) if text in BADGES.values()]
    state = next(state for state, badge in BADGES.items() if badge == texts[place])
    return state, texts[place + 1]


def table(page) -> list[dict]:
    """The rows of what was tried."""
    return next((data["rows"] for data in sent(page) if "rows" in data), [])


def uids(page) -> list[str]:
    return [trace["uid"] for trace in charts(page)[0]["figure"]["data"]]


def test_the_reference_runs_are_the_unchanged_recipe_until_it_has_runs(open_train, tested):
    (run,) = tested(20, **CHANGE)
    page = open_train(run=run.id)
    recorded = f"recorded {CNN.key}"
    assert {f"{recorded} validation band", f"{run.id} training"} <= set(uids(page))
    state, words = line(page)
    assert state == EARLY and "than the recipe" in words
    hollow, own = charts(page)[1]["figure"]["data"]
    assert hollow["marker"]["symbol"] != own["marker"]["symbol"]
    reference, changed = table(page)
    assert (reference["run"], reference["seeds"], reference["word"]) == (REFERENCE, "8", "")
    assert reference["says"] and changed["says"]
    assert (changed["run"], changed["name"], changed["current"]) == (run.id, "units 8", True)
    assert changed["difference"].startswith(MINUS) and changed["word"] in (LUCK, DIFFER)
    tested(8)
    page = open_train(run=run.id)
    assert f"{CNN.key} validation" in uids(page) and not [u for u in uids(page) if recorded in u]
    assert [row["name"] for row in table(page)] == ["the recipe, unchanged", "units 8"]


def test_the_curves_stay_when_the_next_change_is_launched(open_train, store, tested):
    tested(8, 9, 7)
    waiting = filling.queued(store, CNN.id, units=16)
    page = open_train(run=waiting.id)
    assert f"{CNN.key} validation band" in uids(page)
    assert [row["name"] for row in table(page)] == ["the recipe, unchanged"]
    low, high = charts(page)[0]["figure"]["layout"]["yaxis"]["range"]
    assert 0.5 < low < high


def test_a_press_trains_the_seeds_and_the_run_stays(open_train, store, tested):
    (run,) = tested(9, **CHANGE)
    page = open_train(run=run.id)
    press = page.button(key="run more seeds")
    assert press.label.startswith("Train 2 more seeds · ")
    press.click().run()
    queued = [one for one in store.runs.list() if one.status == "queued"]
    assert {one.seed for one in queued} == {1, 2}
    assert {one.recipe_key for one in queued} == {CNN.with_settings(CHANGE).key}
    assert page.query_params["run"] == run.id
    assert [text.value for text in page.markdown if "0 of 2 done" in text.value]
    page.button(key="stop more seeds").click().run()
    assert not [one for one in store.runs.list() if one.status == "queued"]
    assert page.button(key="run more seeds")


def test_train_and_compare_give_the_same_verdict(open_page, tested):
    tested(6, 5, 7)
    runs = tested(60, 62, 61, **CHANGE)
    page = open_page("train", run=runs[0].id)
    state, words = line(page)
    assert state == CLEAR and "worse" in words and "luck" not in words.partition("\n")[0]
    assert table(page)[1]["word"] == WORDS[CLEAR]
    groups = f"{CNN.key},{CNN.with_settings(CHANGE).key}"
    assert line(open_page("compare", groups=groups))[0] == CLEAR
    tested(6, 5, 7, first=3, units=16)
    same = open_page("train", run=runs[0].id)
    by_name = {row["name"]: row for row in table(same)}
    assert by_name["units 8"]["word"] == WORDS[CLEAR] != by_name["units 16"]["word"]


def test_an_unchanged_run_has_a_result_and_no_verdict(open_train, tested):
    run, *_ = tested(6, 5, 7)
    page = open_train(run=run.id)
    assert not [element for element in page.markdown if element.value in BADGES.values()]
    assert f"on {SAMPLES} digits" in said(page) and "±" in said(page)
    assert [row["current"] for row in table(page)] == [True]
    assert not [button for button in page.button if button.key == "run more seeds"]


def test_nothing_was_tried_before_the_first_run(open_train, store):
    assert table(open_train(recipe=CNN.id)) == []
    run = filling.running(store, CNN.id, done=1, units=8)
    assert table(open_train(run=run.id)) == []


def test_the_newest_change_comes_first_and_the_recipe_before_all(open_train, tested):
    tested(9, units=8)
    tested(6)
    latest = tested(7, 8, units=16)
    page = open_train(recipe=CNN.id)
    assert [row["name"] for row in table(page)] == ["the recipe, unchanged", "units 16", "units 8"]
    assert table(page)[1]["run"] == latest[-1].id
    assert not any(row["current"] for row in table(page))
