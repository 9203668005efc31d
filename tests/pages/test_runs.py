"""The page Runs in each of its states: the list, the bin, and a run's own page."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from core.analysis.predictions import figure, load_test_set
from core.errors import RequestError
from core.recipes import recipe
from core.runs.artifacts import PREDICTIONS, save_artifacts
from core.runs.run import Run
from core.settings import load_settings
from pages.components.runs.choice import STATE
from pages.components.runs.samples import data_query
from tests.pages import filling

SCRIPT = "<script>alert(1)</script>"
NAUGHTY = f"**bold** {SCRIPT} [a](javascript:x) $x$ :red[y]"


@pytest.fixture
def open_runs(open_page):
    return lambda **query: open_page("runs", **query)


def texts(page) -> str:
    """Everything written on the page, without the backslashes that keep text from being markup."""
    kinds = (page.markdown, page.info, page.warning, page.error, page.success)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def url(page) -> dict[str, str]:
    """The address' query, whichever way AppTest holds it."""
    found = dict(page.query_params)
    return {name: text if isinstance(text, str) else text[0] for name, text in found.items()}


def listed(page) -> list[str]:
    """The ids in the table; none where there is no table."""
    tables = [frame.value for frame in page.dataframe if "id" in frame.value]
    return list(tables[0]["id"]) if tables else []


def tick(page, *ids):
    """What ticking rows in the table does; AppTest has no tables to click."""
    page.session_state[STATE].selected = ids
    return page.run()


def click(page, key):
    page.button(key=f"runs {key}").click().run()
    assert not page.exception
    return page


def charts(page) -> dict[str, dict]:
    """What each chart was sent, by the name its picture is saved under."""
    found = {}
    for element in page.main:
        if element.type == "bidi_component":
            data = json.loads(element.proto.json)
            found[data.get("picture", "").removeprefix("recipe-lab-")] = data["figure"]
    return found


def predicted(store, recipe_id: str, *, seed: int = 0) -> Run:
    """A completed run with predictions on disk that fit its test figure."""
    entry, installation = recipe(recipe_id), load_settings()
    truth = load_test_set(entry.dataset, entry.preprocessing, installation)
    rng = np.random.default_rng(seed)
    if entry.metric == "mae":
        made = truth.targets + rng.normal(0.1, 0.3, len(truth))
    elif truth.classes == 2:
        made = np.clip(truth.targets * 0.6 + rng.random(len(truth)) * 0.5, 0, 1)
    else:
        made = rng.random((len(truth), truth.classes))
        made[np.arange(len(truth)), truth.targets] += 0.7
    made = made.astype(np.float32)
    test = {"loss": 0.4, entry.metric: figure(truth, made, entry.metric)}
    run = filling.completed(store, recipe_id, test, seed=seed)
    result = SimpleNamespace(predictions=made, epochs=0)
    size = save_artifacts(installation.artifacts / run.id, result)
    store.set_artifacts({run.id: size})
    return store.get(run.id)


# the list


def test_before_any_run_it_says_what_to_do(open_runs):
    page = open_runs()
    assert "No run yet" in page.info[0].value
    assert not page.dataframe
    assert url(page) == {}


def test_all_runs_newest_first_whatever_their_state(open_runs, store):
    runs = [
        filling.completed(store),
        filling.completed(store, "series/dense", {"loss": 0.2, "mae": 0.2}),
        filling.failed(store),
        filling.stopped(store),
        filling.running(store, "topics/cnn", done=3),
        filling.queued(store),
    ]
    page = open_runs()
    assert listed(page) == [run.id for run in reversed(runs)]
    table = page.dataframe[0].value
    states = ["queued", "running", "stopped", "failed", "completed", "completed"]
    assert list(table["state"]) == states
    assert table["test accuracy"][5] == 0.8612 and table["tested on"][5] == "25,000 reviews"
    assert table["test error, sd"][4] == 0.2
    assert table["epochs"][1] == "3 / 10"
    assert "Going on or waiting: 2" in texts(page)


def test_filters_narrow_the_list_and_stand_in_the_url(open_runs, store):
    lstm = filling.completed(store, "imdb/lstm")
    cnn = filling.completed(store, "topics/cnn", {"loss": 0.2, "accuracy": 0.9})
    store.tag([cnn.id], ["lecture"])
    page = open_runs()
    page.multiselect(key="runs datasets").set_value(["imdb"]).run()
    assert listed(page) == [lstm.id]
    assert url(page) == {"datasets": "imdb"}
    page.multiselect(key="runs tags").set_value(["lecture"]).run()
    assert listed(page) == [] and "No run fits" in texts(page)
    click(page, "clear")
    assert listed(page) == [cnn.id, lstm.id] and url(page) == {}
    page.text_input(key="runs text").set_value("LSTM").run()
    assert listed(page) == [lstm.id]


def test_a_link_opens_the_same_list(open_runs, store):
    worse = filling.completed(store, "imdb/lstm", {"loss": 0.5, "accuracy": 0.7})
    better = filling.completed(store, "imdb/cnn", {"loss": 0.2, "accuracy": 0.9})
    newest = filling.failed(store)
    query = {"statuses": "completed", "sort": "test", "reverse": "1"}
    page = open_runs(**query)
    assert listed(page) == [worse.id, better.id] and newest.id not in listed(page)
    assert url(page) == query
    assert page.selectbox(key="runs sort").value == "test"


def test_what_a_link_names_and_is_not_there_is_said_and_the_rest_is_shown(open_runs, store):
    run = filling.completed(store)
    page = open_runs(run="nosuchrun00", datasets="imdb,imbd", sort="beauty", colour="red")
    said = texts(page)
    for word in ("'nosuchrun00'", "imbd", "'beauty'", "'colour'"):
        assert word in said
    assert listed(page) == [run.id]
    assert url(page) == {"datasets": "imdb"}


def test_a_long_list_comes_in_pages(open_runs, store, monkeypatch):
    runs = [filling.queued(store, seed=seed).id for seed in range(203)]
    page = open_runs()
    assert len(listed(page)) == 200
    click(page, "next")
    assert listed(page) == [runs[2], runs[1], runs[0]]
    assert url(page) == {"page": "2"}
    assert "Page **2** of 2, 200 runs each" in texts(page)
    click(page, "before")
    assert listed(page)[0] == runs[-1]


def test_names_tags_and_notes_stay_text(open_runs, store):
    run = filling.completed(store)
    store.rename(run.id, NAUGHTY)
    store.tag([run.id], [SCRIPT])
    store.annotate(run.id, NAUGHTY)
    page = open_runs()
    assert page.dataframe[0].value["name"][0] == NAUGHTY  # a table shows text as it is
    page = open_runs(run=run.id)
    heading = next(element.value for element in page.markdown if "alert" in element.value)
    assert "\\*\\*bold\\*\\*" in heading and "\\<script\\>" in heading and "\\:red" in heading
    assert not any(SCRIPT in html.value for html in page.get("html"))
    assert page.text_area[0].value == NAUGHTY


# what is done with them


def test_nothing_can_be_done_before_a_run_is_ticked(open_runs, store):
    filling.completed(store)
    page = open_runs()
    for key in ("compare", "stop", "bin"):
        assert page.button(key=f"runs {key}").disabled
    assert "Tick runs at the left edge" in texts(page)


def test_ticked_runs_are_tagged_and_untagged(open_runs, store):
    runs = [filling.completed(store, seed=seed).id for seed in range(3)]
    page = tick(open_runs(), *runs[:2])
    assert "**2 runs** chosen" in texts(page)
    page.multiselect(key="runs tags to give").set_value(["a", "b"]).run()
    assert [store.get(id).tags for id in runs] == [("a", "b"), ("a", "b"), ()]
    assert "Tagged with a, b" in texts(page)
    page.multiselect(key="runs tags to take").set_value(["a"]).run()
    assert [store.get(id).tags for id in runs] == [("b",), ("b",), ()]


def test_a_tag_that_cannot_be_is_refused_in_a_sentence(open_runs, store):
    run = filling.completed(store)
    page = tick(open_runs(), run.id)
    page.multiselect(key="runs tags to give").set_value(["x" * 41]).run()
    assert "at most 40 characters" in page.warning[0].value
    assert store.get(run.id).tags == ()


def test_ticks_stay_with_their_runs_when_others_come(open_runs, store):
    first = filling.completed(store)
    page = tick(open_runs(), first.id)
    second = filling.completed(store)
    page.run()
    assert listed(page) == [second.id, first.id]
    assert page.session_state["runs table"]["selection"]["rows"] == [1]
    click(page, "bin")
    assert store.get(first.id).deleted and not store.get(second.id).deleted


def test_into_the_bin_with_a_way_back(open_runs, store):
    runs = [filling.completed(store, seed=seed).id for seed in range(3)]
    page = click(tick(open_runs(), *runs[:2]), "bin")
    assert listed(page) == [runs[2]]
    assert "In the bin now: 2 runs" in texts(page)
    click(page, "undo")
    assert listed(page) == runs[::-1]
    assert "Out of the bin again" in texts(page)


def test_what_goes_on_stays_out_of_the_bin_and_that_is_said(open_runs, store):
    done, going = filling.completed(store), filling.running(store, "topics/cnn")
    page = click(tick(open_runs(), done.id, going.id), "bin")
    assert listed(page) == [going.id]
    assert "Still going on, and so left: 1 run" in texts(page)


def test_stop_stops_those_that_go_on(open_runs, store):
    done, going = filling.completed(store), filling.running(store, "topics/cnn")
    waiting = filling.queued(store)
    page = tick(open_runs(), done.id)
    assert page.button(key="runs stop").disabled
    click(tick(page, done.id, going.id, waiting.id), "stop")
    assert store.get(going.id).stop_requested
    assert store.get(waiting.id).status == "stopped"
    assert "2 runs are being stopped" in texts(page)


def test_all_that_fit_are_meant_beyond_the_page(open_runs, store):
    runs = [filling.queued(store, seed=seed).id for seed in range(203)]
    other = filling.completed(store, "topics/cnn", {"loss": 0.2, "accuracy": 0.9})
    page = open_runs(datasets="imdb")
    page.checkbox(key="runs everything").check().run()
    assert "**203 runs** chosen: all that fit" in texts(page)
    click(page, "stop")
    assert {store.get(id).status for id in runs} == {"stopped"}
    assert store.get(other.id).status == "completed"


def test_compare_opens_with_the_ticked_runs(open_runs, store):
    runs = [filling.completed(store, seed=seed).id for seed in range(3)]
    page = click(tick(open_runs(), runs[2], runs[0]), "compare")
    assert url(page)["runs"] == f"{runs[2]},{runs[0]}"
    assert "1 recipe on imdb · 2 runs of yours" in texts(page)


# the bin


@pytest.fixture
def binned(store):
    """Three runs in the bin, each with predictions on disk; one more run outside."""
    runs = [predicted(store, "numeric-binary/perceptron", seed=seed).id for seed in range(3)]
    store.delete(runs)
    filling.completed(store)
    return runs


def folders() -> set[str]:
    return {path.name for path in load_settings().artifacts.iterdir()}


def test_the_bin_shows_what_is_in_it_and_gives_it_back(open_runs, store, binned):
    page = open_runs(bin="1")
    assert set(listed(page)) == set(binned)
    assert url(page) == {"bin": "1"}
    click(tick(page, binned[0]), "restore")
    assert set(listed(page)) == set(binned[1:])
    assert store.get(binned[0]).deleted is None


def test_the_bin_is_emptied_only_after_it_said_how_much_goes(open_runs, store, binned):
    page = click(open_runs(bin="1"), "empty")
    assert "3 runs will be gone for ever" in texts(page)
    assert " kB of weights, predictions and logs" in texts(page)
    assert folders() == set(binned) and len(store.list()) == 1
    click(page, "for ever")
    assert "Gone for ever: 3 runs" in texts(page)
    assert folders() == set()
    for run_id in binned:
        with pytest.raises(RequestError):
            store.get(run_id)
    assert len(store.list()) == 1
    assert "The bin is empty" in texts(page)


def test_keep_them_keeps_them(open_runs, store, binned):
    page = click(open_runs(bin="1"), "empty")
    click(page, "keep")
    assert "will be gone for ever" not in texts(page)
    assert set(listed(page)) == set(binned) and folders() == set(binned)


def test_some_of_the_bin_go_for_ever_and_the_rest_stays(open_runs, store, binned):
    page = click(tick(open_runs(bin="1"), binned[0]), "delete")
    assert "1 run will be gone for ever" in texts(page)
    click(page, "for ever")
    assert set(listed(page)) == set(binned[1:]) and folders() == set(binned[1:])


def test_what_somebody_took_out_meanwhile_does_not_go(open_runs, store, binned):
    page = click(open_runs(bin="1"), "empty")
    store.restore(binned[:1])
    click(page, "for ever")
    assert "Gone for ever: 2 runs" in texts(page)
    assert store.get(binned[0]).deleted is None and folders() == {binned[0]}


# a run's own page


STATES = {
    "queued": (filling.queued, "next in line"),
    "running": (lambda store: filling.running(store, done=1, batch=10), "Epoch 2 of 2"),
    "completed": (filling.completed, "test accuracy **.8612** · 25,000 reviews"),
    "stopped": (filling.stopped, "Stopped after 1 of 2 epochs"),
    "failed": (filling.failed, "became NaN in epoch 2"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_run_in_every_state(open_runs, store, state):
    make, words = STATES[state]
    run = make(store)
    page = open_runs(run=run.id)
    bars = [element.proto.text for element in page.main if element.type == "progress"]
    said = "\n".join([texts(page), *bars])
    assert words in said or (state == "queued" and "Queued" in said)
    assert "### Settings" in said and "### Layers" in said and "### Where it ran" in said
    assert url(page) == {"run": run.id}
    on = state in ("queued", "running")
    assert [button.key for button in page.button if button.key == "runs stop one"] == (
        ["runs stop one"] if on else []
    )
    if state != "completed":
        assert "is tested after its last epoch" in said or "ended before its test" in said


def test_its_name_tags_and_note_are_kept(open_runs, store):
    run = filling.completed(store)
    page = open_runs(run=run.id)
    page.text_input(key=f"runs name of {run.id}").set_value("Best one").run()
    page.multiselect(key=f"runs tags of {run.id}").set_value(["lecture"]).run()
    page.text_area(key=f"runs note of {run.id}").set_value("as hoped").run()
    found = store.get(run.id)
    assert (found.name, found.tags, found.note) == ("Best one", ("lecture",), "as hoped")
    assert "Best one" in texts(page)
    page.multiselect(key=f"runs tags of {run.id}").set_value([]).run()
    assert store.get(run.id).tags == ()


def test_what_was_changed_from_the_recipe_is_marked(open_runs, store):
    run = filling.completed(store, "imdb/cnn", batch_size=32)
    page = open_runs(run=run.id)
    frame = next(frame.value for frame in page.dataframe if "setting" in frame.value)
    marked = frame[frame[""] != ""]
    assert list(marked["name"]) == ["batch_size"]
    assert list(marked["this run"]) == ["32"] and list(marked["the recipe"]) != ["32"]


def links(page) -> dict[str, str]:
    """Label → page and query of each link."""
    found = {}
    for element in page.main:
        if element.type == "page_link":
            found[element.proto.label] = f"{element.proto.page}?{element.proto.query_string}"
    return found


def test_ways_on_from_a_run(open_runs, store):
    run = filling.completed(store, "imdb/cnn", batch_size=32, seed=4)
    other = filling.completed(store, "imdb/cnn", batch_size=32, seed=5)
    ways = links(open_runs(run=run.id))
    assert ways["Open in Train"] == f"train?run={run.id}"
    assert ways["Duplicate and edit"] == "train?recipe=imdb%2Fcnn&batch_size=32&seed=4"
    assert ways["Compare 2 runs of this recipe"] == f"compare?runs={run.id}%2C{other.id}"
    assert ways["Its data"] == "data?dataset=imdb&recipe=imdb%2Fcnn&split=test&sample=1"


def test_stop_and_bin_on_a_runs_page(open_runs, store):
    run = filling.queued(store)
    page = click(open_runs(run=run.id), "stop one")
    assert store.get(run.id).status == "stopped"
    click(page, "bin one")
    assert store.get(run.id).deleted and "This run is in the bin" in texts(page)
    click(page, "restore one")
    assert store.get(run.id).deleted is None
    click(page, "back")
    assert listed(page) == [run.id] and url(page) == {}


def test_a_run_that_went_for_ever_while_it_was_looked_at_is_said(open_runs, store):
    run = filling.completed(store)
    page = open_runs(run=run.id)
    store.delete([run.id])
    store.empty_bin()
    page.run()
    assert run.id in "\n".join(element.value for element in [*page.warning, *page.error])


def test_the_log_is_shown_as_it_is(open_runs, store):
    run = filling.failed(store)
    folder = load_settings().artifacts / run.id
    folder.mkdir(parents=True)
    lines = [f"line {at}" for at in range(300)]
    (folder / "run.log").write_text("\n".join([*lines, SCRIPT]))
    page = open_runs(run=run.id)
    (log,) = page.code
    assert log.value.endswith(SCRIPT) and len(log.value.splitlines()) == 200
    assert log.language in (None, "", "plaintext")


# what it predicted


def test_two_classes_have_a_matrix_and_probabilities(open_runs, store):
    run = predicted(store, "breast-cancer/mlp")
    page = open_runs(run=run.id)
    drawn = charts(page)
    assert {"confusion", "probabilities"} <= drawn.keys()
    assert drawn["confusion"]["data"][0]["x"] == ["malignant", "benign"]
    said = texts(page)
    assert "113 patients right" in said and "macro F1" in said
    frame = next(frame.value for frame in page.dataframe if "recall" in frame.value)
    assert list(frame["class"]) == ["malignant", "benign"] and frame["test samples"].sum() == 113


def test_many_classes_have_a_matrix_and_their_commonest_mistakes(open_runs, store):
    run = predicted(store, "digits/mlp")
    page = open_runs(run=run.id)
    assert len(charts(page)["confusion"]["data"][0]["y"]) == 10
    frame = next(frame.value for frame in page.dataframe if "taken for" in frame.value)
    assert (frame["true class"] != frame["taken for"]).all()
    assert frame["samples"].is_monotonic_decreasing


def test_a_series_has_residuals_in_degrees(open_runs, store):
    run = predicted(store, "series/dense")
    page = open_runs(run=run.id)
    assert {"errors", "weekly", "closely"} <= charts(page).keys()
    assert "°C** on average over" in texts(page)
    page.slider[0].set_value(30).run()
    assert "closely" in charts(page) and not page.exception


def test_a_mistake_leads_to_the_sample_prepared_as_the_run_had_it(open_page, store):
    turned = recipe("digits/mlp").with_settings({"data_seed": 7, "test_split": 0.3})
    query = data_query(turned, 41)
    assert (query["data_seed"], query["test_split"], query["sample"]) == ("7", "0.3", "42")
    page = open_page("data", **query)
    assert not page.warning and not page.error


def test_predictions_that_were_cleared_are_said(open_runs, store):
    run = predicted(store, "digits/mlp")
    (load_settings().artifacts / run.id / PREDICTIONS).unlink()
    page = open_runs(run=run.id)
    assert "no longer keeps predictions.npz" in texts(page)
    assert "confusion" not in charts(page)


def test_a_dataset_that_is_not_here_is_said(open_runs, store):
    run = filling.completed(store, "imdb/lstm")
    result = SimpleNamespace(predictions=np.zeros(25_000, np.float32), epochs=0)
    save_artifacts(load_settings().artifacts / run.id, result)
    page = open_runs(run=run.id)
    assert "what was true is not here" in texts(page)
    assert any("17.5 MB" in button.label for button in page.button)  # a download, with consent


def test_predictions_on_other_data_are_not_drawn(open_runs, store):
    run = predicted(store, "digits/mlp")
    save_artifacts(
        load_settings().artifacts / run.id,
        SimpleNamespace(predictions=np.zeros((7, 10), np.float32), epochs=0),
    )
    page = open_runs(run=run.id)
    assert "it has changed since" in texts(page)
    assert "confusion" not in charts(page)


def test_broken_store_is_one_sentence(open_runs, store, monkeypatch, tmp_path):
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database, not at all" * 100)
    monkeypatch.setenv("RECIPE_LAB_STORE", f"sqlite:///{broken}")
    page = open_runs()
    assert len(page.error) == 1 and "broken.sqlite" in page.error[0].value.replace("\\", "")
