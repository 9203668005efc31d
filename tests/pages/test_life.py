"""Pausing, resuming and extending runs on the pages, and the queue of several people."""

from __future__ import annotations

import pytest
from streamlit.testing.v1.element_tree import ElementTree

from core.people import TRAIN, Person
from core.recipes import recipe
from tests.pages import filling
from tests.pages.runs import texts


def buttons(page) -> set[str]:
    return {button.key for button in page.button if not button.disabled}


def test_a_running_run_is_paused_and_resumed(open_train, store):
    run = filling.running(store, done=1)
    page = open_train(run=run.id)
    assert {"pause", "stop"} <= buttons(page)
    page.button(key="pause").click().run()
    assert store.runs.get(run.id).pause_requested
    page.button(key="resume").click().run()
    assert not store.runs.get(run.id).pause_requested


def test_a_paused_run_says_where_it_resumes(open_train, store):
    run = filling.running(store, done=1)
    store.leases.finish(run.id, filling.HOLDER, "paused")
    store.runs.note_checkpoint(run.id, epoch=1, step=30, size=1_000)
    page = open_train(run=run.id)
    assert "Paused after 1 of 2 epochs. Resume continues in epoch 2." in texts(page)
    page.button(key="resume").click().run()
    assert store.runs.get(run.id).status == "queued"


def test_stop_wins_over_resume_where_both_arrive_together(open_train, store, monkeypatch):
    """Streamlit puts a click that it merges into a later message after the later one."""
    run = filling.running(store, done=1)
    store.leases.finish(run.id, filling.HOLDER, "paused")
    page = open_train(run=run.id)
    states = ElementTree.get_widget_states

    def merged(self):
        message = states(self)
        message.widgets.reverse()
        return message

    monkeypatch.setattr(ElementTree, "get_widget_states", merged)
    page.button(key="resume").click()
    page.button(key="stop").click().run()
    assert store.runs.get(run.id).status == "stopped"


@pytest.mark.parametrize("make", [filling.stopped, filling.failed])
def test_a_run_that_ended_early_is_resumed_or_retried(open_train, store, make):
    run = make(store)
    page = open_train(run=run.id)
    if run.status == "stopped":
        page.button(key="resume").click().run()
        assert store.runs.get(run.id).status == "queued"
    else:
        page.button(key="retry").click().run()
        again = store.runs.list()[0]
        assert again.retry_of == run.id and again.person == "Ada"
        assert page.session_state["run"] == again.id, "the new one is looked at"


def test_a_completed_run_is_extended(open_train, store):
    run = filling.completed(store)
    page = open_train(run=run.id)
    page.number_input(key="more epochs").set_value(3).run()
    page.button(key="extend").click().run()
    extended = store.runs.get(run.id)
    assert (extended.status, extended.epochs) == ("queued", run.epochs + 3)
    assert extended.extended[0]["epochs"] == run.epochs


def test_people_take_turns_and_see_whose_run_is_whose(open_train, store):
    small = recipe("topics/mlp")
    first = store.runs.create(small, 1, origin="dashboard", person="Bob <i>")
    second = store.runs.create(small, 2, origin="dashboard", person="Bob <i>")
    mine = store.runs.create(small, 3, origin="dashboard", person="Ada")
    page = open_train()
    labels = {button.key: button.label for button in page.button}
    assert "next" in labels[f"queue {first.id}"] and "Bob" in labels[f"queue {first.id}"]
    assert "1 ahead" in labels[f"queue {mine.id}"] and "Ada" not in labels[f"queue {mine.id}"]
    assert "2 ahead" in labels[f"queue {second.id}"]
    assert "<i>" not in labels[f"queue {first.id}"]


def test_actions_are_offered_only_to_those_who_may_take_them(open_train, store, monkeypatch):
    theirs = store.runs.create(
        recipe("topics/mlp"), 1, origin="dashboard", person="bob@example.org"
    )
    monkeypatch.setattr(
        "pages.components.live.person.person", lambda: Person("ada@example.org", TRAIN, True)
    )
    for name in ("run.actions", "train.queue", "train.launch"):
        monkeypatch.setattr(
            f"pages.components.{name}.person", lambda: Person("ada@example.org", TRAIN, True)
        )
    page = open_train(run=theirs.id)
    assert not {"pause", "stop", "resume", f"stop {theirs.id}"} & buttons(page)
    assert "launch" in buttons(page)
