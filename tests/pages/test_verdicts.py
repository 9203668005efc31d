"""Which is better? What Compare and Home say of it, and what a press runs."""

from __future__ import annotations

import json

import pytest

from core.analysis.predictions import load_test_set
from core.recipes import recipe
from core.settings import load_settings
from core.verdict.scores import Scatter
from core.verdict.verdict import CLEAR, EARLY, LEANING
from pages.components.live.verdict_line import BADGES
from tests.pages import filling

MLP, CNN = "digits/mlp", "digits/cnn"


@pytest.fixture(autouse=True)
def time_to_judge(monkeypatch):
    """Home leaves to the next look what it has no time for; a slow machine shall have the time."""
    monkeypatch.setattr("pages.components.home.verdicts.BUDGET_SECONDS", 60.0)


@pytest.fixture
def tested(store):
    """Fills a group: so many wrong samples a seed, from the first one on."""
    settings = load_settings()
    truth = load_test_set("digits", recipe(MLP).preprocessing, settings)

    def fill(name, *wrong, first=0):
        for seed, count in enumerate(wrong):
            samples = range(first, first + count)
            filling.tested(store, settings, truth, name, seed=seed, wrong=samples)

    return fill


def texts(page) -> str:
    kinds = (page.markdown, page.info, page.success, page.warning, page.caption)
    return "\n".join(element.value for kind in kinds for element in kind)


def line(page) -> tuple[str, str]:
    """The verdict's line: how sure it is, and what it says."""
    texts = [element.value for element in page.markdown]
    (place,) = [place for place, text in enumerate(texts) if text in BADGES.values()]
    state = next(state for state, badge in BADGES.items() if badge == texts[place])
    return state, texts[place + 1]


def forest(page) -> dict | None:
    for element in page.main:
        if element.type == "bidi_component":
            data = json.loads(element.proto.json)
            if data.get("picture") == "recipe-lab-verdicts":
                return data["figure"]
    return None


def test_a_clear_difference_is_said_in_a_sentence_and_drawn(open_page, tested):
    tested(MLP, 60, 62, 61)
    tested(CNN, 6, 5, 7)
    page = open_page("compare", recipes=f"{MLP},{CNN}")
    state, said = line(page)
    assert state == CLEAR and "CNN is better than MLP" in said and "3 seeds each" in said
    rows = forest(page)["data"]
    assert rows[0]["name"] == "CNN against MLP"
    assert not [button for button in page.button if button.key == "run more seeds"]


def test_what_is_open_is_one_press_from_being_settled(open_page, tested, store):
    tested(MLP, 20, 40, 30)
    tested(CNN, 15, 35, 22, first=5)
    page = open_page("compare", recipes=f"{MLP},{CNN}")
    state, said = line(page)
    assert state == EARLY and "CNN" in said and "MLP" in said
    press = page.button("run more seeds")
    assert "of each" in press.label
    press.click().run()
    assert not page.exception
    queued = [run for run in store.runs.list() if run.status == "queued"]
    seeds = {(run.recipe_id, run.seed) for run in queued}
    assert {(MLP, 3), (CNN, 3)} <= seeds and all(seed >= 3 for _, seed in seeds)
    assert f"0 of {len(queued)} done" in texts(page)


def test_more_seeds_of_single_runs_join_the_view_and_the_address(open_page, tested, store):
    tested(MLP, 60)
    tested(CNN, 6)
    shown = [run.id for run in store.runs.list()]
    page = open_page("compare", runs=",".join(shown))
    page.button("run more seeds").click().run()
    keys = {run.recipe_key for run in store.runs.list()}
    assert "runs" not in page.query_params
    assert set(page.query_params["groups"].split(",")) == keys
    assert len(store.runs.list()) == 6
    again = open_page("compare", groups=page.query_params["groups"])
    assert "Training 4 more runs" in texts(again)


def test_a_newcomer_stands_on_a_line_of_its_own(open_page, tested, store):
    tested(MLP, 60, 62, 61)
    tested(CNN, 6, 5, 7)
    tested("digits/rcnn", 2)
    page = open_page("compare", datasets="digits")
    claim, limit = line(page)[1].split("\n")
    assert "CNN is better than MLP" in claim
    assert "CNN-LSTM" not in claim and "CNN-LSTM (99.4 %)" in limit
    assert page.button("run more seeds").label.startswith("Train 2 more seeds · ")
    assert "CNN-LSTM" in page.button("run more seeds").help
    home = home_says(open_page("home"))
    assert home["text"].startswith("Convolutional is better than Multilayer perceptron.")


def test_home_and_the_page_its_link_opens_say_the_same(open_page, tested, store):
    tested(MLP, 60, 62, 61)
    tested(CNN, 6, 5, 7)
    changed = recipe(CNN).with_settings({"units": 8})
    store.runs.create(changed, 0, origin="dashboard")
    said = home_says(open_page("home"))
    query = said["act"]["query"]
    page = open_page("compare", **query)
    assert said["text"] == "Convolutional is better than Multilayer perceptron."
    assert line(page)[1].startswith("**CNN is better than MLP")


def test_one_seed_each_asks_for_two_more(open_page, tested):
    tested(MLP, 60)
    tested(CNN, 6)
    page = open_page("compare", recipes=f"{MLP},{CNN}")
    assert line(page)[0] == EARLY
    assert page.button("run more seeds").label.startswith(
        "Train 2 more seeds of each · 4\u00a0runs,"
    )


def test_what_matters_can_be_said_and_is_in_the_link(open_page, tested):
    tested(MLP, 60, 62, 61)
    tested(CNN, 6, 5, 7)
    page = open_page("compare", recipes=f"{MLP},{CNN}")
    field = next(field for field in page.number_input if "matters" in field.label)
    assert field.value == 0.2
    field.set_value(5.0).run()
    assert page.query_params["matters"] == "5"
    page = open_page("compare", recipes=f"{MLP},{CNN}", matters="40")
    state, said = line(page)
    assert state == CLEAR and "No difference that matters" in said


def test_a_network_that_loses_to_a_linear_model_is_told_so(open_page, tested):
    tested(MLP, 120, 122, 121)
    page = open_page("compare", recipes=MLP)
    assert "“Linear model” 96.4 % in " in texts(page)
    assert "Beaten by “Linear model”, which needs no network\\: MLP by 30." in texts(page)


def test_without_test_predictions_it_says_what_is_missing(open_page, store):
    filling.completed(store, MLP)
    filling.completed(store, CNN)
    page = open_page("compare", recipes=f"{MLP},{CNN}")
    assert line(page) == (EARLY, "**The verdict comes when two networks have been tested.**")


def home_says(page) -> dict:
    """Of the row of 8×8 digits."""
    page.run()  # the first look draws the page before it reads files
    shown = [element for element in page.main if element.type == "bidi_component"]
    grid = next(data for it in shown if "rows" in (data := json.loads(it.proto.json)))
    return next(row for row in grid["rows"] if row["name"] == "digits")["verdict"]


def test_home_says_of_a_row_which_family_is_best(open_page, tested):
    tested(MLP, 60, 62, 61)
    tested(CNN, 6, 5, 7)
    said = home_says(open_page("home"))
    assert said["text"] == "Convolutional is better than Multilayer perceptron."
    keys = [recipe(MLP).key, recipe(CNN).key]
    assert said["href"] == f"/compare?groups={','.join(keys)}"


def test_where_nothing_can_be_told_home_says_it_in_few_words(open_page, tested):
    tested(MLP, 20, 40, 30)
    tested(CNN, 15, 35, 22, first=5)
    assert home_says(open_page("home"))["text"] == "No clear winner yet."


def test_who_has_results_but_no_predictions_is_named_as_not_judged(open_page, tested, store):
    tested(MLP, 60, 62, 61)
    tested(CNN, 6, 5, 7)
    filling.completed(store, "digits/rcnn")
    said = home_says(open_page("home"))
    assert said["text"].endswith("perceptron. Not compared: Recurrent-convolutional.")
    page = open_page("compare", recipes=f"{MLP},{CNN},digits/rcnn")
    assert "Not compared\\: CNN-LSTM." in line(page)[1]


def test_who_still_trains_is_named_as_not_finished(open_page, tested, store):
    tested(MLP, 60, 62, 61)
    tested(CNN, 6, 5, 7)
    filling.running(store, "digits/rcnn", done=1)
    page = open_page("compare", recipes=f"{MLP},{CNN},digits/rcnn")
    assert "Not finished yet\\: CNN-LSTM." in line(page)[1]
    assert "Not compared" not in line(page)[1]


def test_who_only_leads_is_not_crowned(open_page, tested, monkeypatch):
    tested(MLP, 60)
    tested(CNN, 6)
    usual = Scatter(1.0, 2)
    monkeypatch.setattr("core.analysis.judgement.reference_scatter", lambda recipe, unit: usual)
    page = open_page("compare", recipes=f"{MLP},{CNN}")
    state, said = line(page)
    assert state == LEANING and "CNN leads MLP by 15" in said
    assert "353 right against 299" in said
