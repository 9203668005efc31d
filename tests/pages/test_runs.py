"""The page Runs: the list in each of its states, what is done with runs, and the bin."""

from __future__ import annotations

import pytest

from core.errors import RequestError
from core.json_file import write_json
from core.people import signed_in
from core.recipes import recipe
from core.runs.queue.desk import Desk
from core.settings import load_settings
from pages.components.live.manager import run_manager
from pages.components.runs import actions
from tests.pages import filling
from tests.pages.runs import click, listed, predicted, texts, tick, url


@pytest.fixture
def open_runs(open_page):
    return lambda **query: open_page("runs", **query)


# the list


def test_before_any_run_it_says_what_to_do(open_runs):
    page = open_runs()
    assert "No runs yet" in page.info[0].value
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
    assert (
        table["test accuracy (%)"][5] == pytest.approx(86.12)
        and table["tested on"][5] == "25,000 reviews"
    )
    assert table["test error (sd)"][4] == 0.2
    assert table["epochs"][1] == "3 / 10"
    assert "Active runs: 2" in texts(page)


def test_filters_narrow_the_list_and_are_in_the_url(open_runs, store):
    lstm = filling.completed(store, "imdb/lstm")
    cnn = filling.completed(store, "topics/cnn", {"loss": 0.2, "accuracy": 0.9})
    store.labels.tag([cnn.id], ["lecture"])
    page = open_runs()
    page.multiselect(key="runs datasets").set_value(["imdb"]).run()
    assert listed(page) == [lstm.id]
    assert url(page) == {"datasets": "imdb"}
    page.multiselect(key="runs tags").set_value(["lecture"]).run()
    assert listed(page) == [] and "No matching runs" in texts(page)
    click(page, "clear")
    assert listed(page) == [cnn.id, lstm.id] and url(page) == {}
    page.text_input(key="runs text").set_value("LSTM").run()
    assert listed(page) == [lstm.id]


def test_what_runs_look_like_is_a_filter_and_in_the_url(open_runs, store):
    filling.completed(store, "digits/mlp", {"loss": 0.1, "accuracy": 0.97}, epochs=2)
    bad = filling.completed(store, "digits/mlp", {"loss": 2.4, "accuracy": 0.08})
    page = open_runs()
    page.multiselect(key="runs diagnoses").set_value(["no better"]).run()
    assert listed(page) == [bad.id] and url(page) == {"diagnoses": "no better"}
    assert listed(open_runs(diagnoses="unstable")) == []


def test_a_link_opens_the_same_list(open_runs, store):
    worse = filling.completed(store, "imdb/lstm", {"loss": 0.5, "accuracy": 0.7})
    better = filling.completed(store, "imdb/cnn", {"loss": 0.2, "accuracy": 0.9})
    newest = filling.failed(store)
    query = {"statuses": "completed", "sort": "test", "reverse": "1"}
    page = open_runs(**query)
    assert listed(page) == [worse.id, better.id] and newest.id not in listed(page)
    assert url(page) == query
    assert page.selectbox(key="runs sort").value == "test"


def test_unknown_parts_of_a_link_are_reported_and_the_rest_is_shown(open_runs, store):
    run = filling.completed(store)
    page = open_runs(run="nosuchrun00", datasets="imdb,imbd", sort="beauty", colour="red")
    text = texts(page)
    for word in ("'nosuchrun00'", "imbd", "'beauty'", "'colour'"):
        assert word in text
    assert listed(page) == [run.id]
    assert url(page) == {"datasets": "imdb"}


def test_a_long_list_comes_in_pages(open_runs, store, monkeypatch):
    runs = [filling.queued(store, seed=seed).id for seed in range(203)]
    page = open_runs()
    assert len(listed(page)) == 200
    click(page, "next")
    assert listed(page) == [runs[2], runs[1], runs[0]]
    assert url(page) == {"page": "2"}
    assert "Page **2** of 2, 200 runs per page" in texts(page)
    click(page, "before")
    assert listed(page)[0] == runs[-1]


# what is done with them


def test_no_action_is_possible_before_a_run_is_selected(open_runs, store):
    filling.completed(store)
    page = open_runs()
    for key in ("compare", "stop", "bin"):
        assert page.button(key=f"runs {key}").disabled
    assert "Select runs at the left edge" in texts(page)


def test_selected_runs_are_tagged_and_untagged(open_runs, store):
    runs = [filling.completed(store, seed=seed).id for seed in range(3)]
    page = tick(open_runs(), *runs[:2])
    assert "**2 runs** selected" in texts(page)
    page.multiselect(key="runs tags to give").set_value(["a", "b"]).run()
    assert [store.runs.get(id).tags for id in runs] == [("a", "b"), ("a", "b"), ()]
    assert "Tagged with a, b" in texts(page)
    page.multiselect(key="runs tags to take").set_value(["a"]).run()
    assert [store.runs.get(id).tags for id in runs] == [("b",), ("b",), ()]


def test_an_invalid_tag_is_refused_with_a_message(open_runs, store):
    run = filling.completed(store)
    page = tick(open_runs(), run.id)
    page.multiselect(key="runs tags to give").set_value(["x" * 41]).run()
    assert "at most 40 characters" in page.warning[0].value
    assert store.runs.get(run.id).tags == ()


def test_runs_stay_selected_when_others_are_added(open_runs, store):
    first = filling.completed(store)
    page = tick(open_runs(), first.id)
    second = filling.completed(store)
    page.run()
    assert listed(page) == [second.id, first.id]
    assert page.session_state["runs table"]["selection"]["rows"] == [1]
    click(page, "bin")
    assert store.runs.get(first.id).deleted and not store.runs.get(second.id).deleted


def test_moving_to_the_bin_can_be_undone(open_runs, store):
    runs = [filling.completed(store, seed=seed).id for seed in range(3)]
    page = click(tick(open_runs(), *runs[:2]), "bin")
    assert listed(page) == [runs[2]]
    assert "Moved 2 runs to the bin" in texts(page)
    click(page, "undo")
    assert listed(page) == runs[::-1]
    assert "from the bin" in texts(page)


def test_active_runs_stay_out_of_the_bin_and_are_counted(open_runs, store):
    done, running = filling.completed(store), filling.running(store, "topics/cnn")
    page = click(tick(open_runs(), done.id, running.id), "bin")
    assert listed(page) == [running.id]
    assert "Skipped 1 run still running" in texts(page)


def test_stop_stops_the_active_runs(open_runs, store):
    done, running = filling.completed(store), filling.running(store, "topics/cnn")
    waiting = filling.queued(store)
    page = tick(open_runs(), done.id)
    assert page.button(key="runs stop").disabled
    click(tick(page, done.id, running.id, waiting.id), "stop")
    assert store.runs.get(running.id).stop_requested
    assert store.runs.get(waiting.id).status == "stopped"
    assert "Stopping 2 runs" in texts(page)


def test_other_peoples_runs_are_not_stopped(open_runs, store, monkeypatch):
    who = signed_in("ada@example.org", trainers=["*"], administrators=[])
    monkeypatch.setattr(actions, "desk", lambda: Desk(run_manager(), who))
    mine, theirs, older = (
        store.runs.create(
            recipe("imdb/lstm"), seed, origin="dashboard", person=f"{name}@example.org"
        )
        for seed, name in enumerate(("ada", "grace", "ada"))
    )
    page = click(tick(open_runs(), mine.id, theirs.id, older.id), "stop")
    found = [store.runs.get(run.id).status for run in (mine, theirs, older)]
    assert found == ["stopped", "queued", "stopped"]
    assert "Done for 2 runs; not for all: This run belongs to grace@example.org" in texts(page)


def test_several_runs_are_paused_and_resumed_together(open_runs, store):
    done, running = filling.completed(store), filling.running(store, "topics/cnn")
    waiting, ended = filling.queued(store), filling.stopped(store, "topics/mlp")
    page = tick(open_runs(), done.id)
    assert page.button(key="runs pause").disabled and page.button(key="runs resume").disabled
    click(tick(page, done.id, running.id, waiting.id), "pause")
    assert store.runs.get(running.id).pause_requested
    assert store.runs.get(waiting.id).status == "paused"
    assert "Pausing 2 runs" in texts(page)
    click(tick(page, done.id, ended.id, waiting.id), "resume")
    assert {store.runs.get(run.id).status for run in (ended, waiting)} == {"queued"}
    assert store.runs.get(done.id).status == "completed"
    assert "Queued again: 2 runs" in texts(page)


def test_a_run_that_cannot_resume_is_reported_and_the_others_resume(open_runs, store, monkeypatch):
    small, large = filling.stopped(store, "topics/mlp"), filling.stopped(store, "imdb/mlp")
    page = tick(open_runs(), small.id, large.id)

    def refuse(run, *_) -> None:
        if run.id == large.id:
            raise RequestError("It does not fit.")

    monkeypatch.setattr("core.runs.queue.desk.refuse_again", refuse)
    click(page, "resume")
    assert (store.runs.get(small.id).status, store.runs.get(large.id).status) == (
        "queued",
        "stopped",
    )
    assert "Done for 1 run; not for all: It does not fit." in texts(page)


def test_select_all_goes_beyond_the_page(open_runs, store):
    runs = [filling.queued(store, seed=seed).id for seed in range(203)]
    other = filling.completed(store, "topics/cnn", {"loss": 0.2, "accuracy": 0.9})
    page = open_runs(datasets="imdb")
    page.checkbox(key="runs everything").check().run()
    assert "All **203** matching runs selected" in texts(page)
    click(page, "stop")
    assert {store.runs.get(id).status for id in runs} == {"stopped"}
    assert store.runs.get(other.id).status == "completed"


def test_compare_opens_with_the_selected_runs(open_runs, store):
    runs = [filling.completed(store, seed=seed).id for seed in range(3)]
    page = click(tick(open_runs(), runs[2], runs[0]), "compare")
    assert url(page)["runs"] == f"{runs[2]},{runs[0]}"
    assert len(page.multiselect(key="compare runs").value) == 2


# the bin


@pytest.fixture
def binned(store):
    """Three runs in the bin, each with predictions on disk; one more run outside."""
    runs = [predicted(store, "numeric-binary/perceptron", seed=seed).id for seed in range(3)]
    store.bin.add(runs)
    filling.completed(store)
    return runs


def folders() -> set[str]:
    return {path.name for path in load_settings().artifacts.iterdir()}


def test_the_bin_lists_its_runs_and_restores_them(open_runs, store, binned):
    page = open_runs(bin="1")
    assert set(listed(page)) == set(binned)
    assert url(page) == {"bin": "1"}
    click(tick(page, binned[0]), "restore")
    assert set(listed(page)) == set(binned[1:])
    assert store.runs.get(binned[0]).deleted is None


def test_emptying_the_bin_first_says_how_much_it_deletes(open_runs, store, binned):
    page = click(open_runs(bin="1"), "empty")
    assert "3 runs will be permanently deleted" in texts(page)
    assert " kB of weights, predictions and logs" in texts(page)
    assert folders() == set(binned) and len(store.runs.list()) == 1
    figures = load_settings().home / "figures" / f"{binned[0]}.json"
    write_json(figures, {})
    click(page, "for ever")
    assert "Permanently deleted 3 runs" in texts(page)
    assert folders() == set() and not figures.exists()
    for run_id in binned:
        with pytest.raises(RequestError):
            store.runs.get(run_id)
    assert len(store.runs.list()) == 1
    assert "The bin is empty" in texts(page)


def test_keep_them_keeps_them(open_runs, store, binned):
    page = click(open_runs(bin="1"), "empty")
    click(page, "keep")
    assert "will be permanently deleted" not in texts(page)
    assert set(listed(page)) == set(binned) and folders() == set(binned)


def test_some_runs_of_the_bin_are_deleted_and_the_rest_stays(open_runs, store, binned):
    page = click(tick(open_runs(bin="1"), binned[0]), "delete")
    assert "1 run will be permanently deleted" in texts(page)
    click(page, "for ever")
    assert set(listed(page)) == set(binned[1:]) and folders() == set(binned[1:])


def test_runs_restored_meanwhile_are_not_deleted(open_runs, store, binned):
    page = click(open_runs(bin="1"), "empty")
    store.bin.restore(binned[:1])
    click(page, "for ever")
    assert "Permanently deleted 2 runs" in texts(page)
    assert store.runs.get(binned[0]).deleted is None and folders() == {binned[0]}


def test_broken_store_is_one_sentence(open_runs, store, monkeypatch, tmp_path):
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database, not at all" * 100)
    monkeypatch.setenv("RECIPE_LAB_STORE", f"sqlite:///{broken}")
    page = open_runs()
    assert len(page.error) == 1 and "broken.sqlite" in page.error[0].value.replace("\\", "")
