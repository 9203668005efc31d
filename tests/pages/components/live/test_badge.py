"""What the badge and the tab's title get of the runs that go on, and of a person's own."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import update
from starlette.requests import Request

from core.recipes import recipe
from core.runs.run import COMPLETED, FAILED, now
from core.runs.store import tables
from pages.components.live import badge
from tests.pages import filling

TEST = {"loss": 0.3, "accuracy": 0.8861}


def ask(person="", since=""):
    query = f"mine={badge.key_of(person)}&since={since}".encode()
    answer = badge.serve_running(Request({"type": "http", "query_string": query, "headers": []}))
    return json.loads(answer.body)


@pytest.fixture
def start(store):
    """Starts a run of a person; ``share`` of its ten epochs are done."""

    def begin(person, recipe_id="imdb/cnn", share=0.0, **values):
        entry = recipe(recipe_id).with_settings({"epochs": 10})
        held = {"holder": filling.HOLDER, "lease_seconds": 60}
        run = store.runs.create(
            entry, 0, origin="dashboard", person=person, **(held if share >= 0 else {}), **values
        )
        if share >= 0:
            store.leases.claim(run.id, filling.HOLDER, 60)
            rows = [filling.epoch_row(run, epoch) for epoch in range(round(share * 10))]
            store.histories.append(run.id, 0, rows, [1.0] * len(rows), holder=filling.HOLDER)
        return run.id

    return begin


def test_a_key_does_not_tell_its_name_and_is_each_persons_own():
    assert badge.key_of("") == ""
    assert badge.key_of("Ada") == badge.key_of("Ada") != badge.key_of("ada")
    assert "Ada" not in badge.key_of("Ada") and len(badge.key_of("Ada")) == 24


def test_the_share_is_of_my_runs_only(start):
    start("Ada", share=0.4)
    start("Grace", share=0.9)
    assert ask("Ada")["share"] == pytest.approx(0.4)
    assert ask("Bob")["share"] is None and ask()["share"] is None
    assert ask("Bob")["running"] == 2
    start("Ada", share=-1)  # queued
    assert ask("Ada")["share"] == pytest.approx(0.2)


def test_it_does_not_fall_when_one_of_several_ends(start, store):
    first, _ = start("Ada", share=0.8), start("Ada", share=0.4)
    before = ask("Ada")["share"]
    assert store.leases.finish(first, filling.HOLDER, COMPLETED, test=TEST)
    assert before == pytest.approx(0.6) and ask("Ada")["share"] == pytest.approx(0.7)


def test_runs_that_only_wait_have_no_share(start):
    start("Ada", share=-1)
    assert ask("Ada")["share"] is None


def test_what_ended_since_is_sent_once_with_its_figure(start, store):
    good, bad = start("Ada"), start("Ada", "imdb/lstm")
    theirs, stopped = start("Grace"), start("Ada")
    since = ask("Ada")["version"]
    assert ask("Ada", since)["ended"] == []
    assert store.leases.finish(good, filling.HOLDER, COMPLETED, test=TEST)
    assert store.leases.finish(bad, filling.HOLDER, FAILED)
    assert store.leases.finish(theirs, filling.HOLDER, COMPLETED, test=TEST)
    assert store.leases.finish(stopped, filling.HOLDER, "stopped")
    state = ask("Ada", since)
    assert state["ended"] == [
        {"good": True, "text": "CNN 88.6\u00a0%"},
        {"good": False, "text": "LSTM"},
    ]
    assert ask("Ada", state["version"])["ended"] == []
    assert ask("Ada")["ended"] == [], "who asks for the first time has missed nothing"
    assert [entry["text"] for entry in ask("Grace", since)["ended"]] == ["CNN 88.6\u00a0%"]


def test_a_change_of_a_run_that_ended_long_ago_is_no_news(start, store):
    run = start("Ada")
    assert store.leases.finish(run, filling.HOLDER, COMPLETED, test=TEST)
    early = now() - badge.RECENT - timedelta(seconds=1)
    change = update(tables.runs).values(finished=early)
    store.database.write(lambda connection: connection.execute(change))
    since = ask("Ada")["version"]
    store.labels.rename(run, "the best")
    assert ask("Ada", since)["ended"] == []


def test_a_series_has_its_error_in_its_unit(start, store):
    run = start("Ada", "series/lstm")
    since = ask("Ada")["version"]
    values = {"test": {"loss": 0.25, "mae": 0.25}, "scale": 8.0, "unit": "°C"}
    assert store.leases.finish(run, filling.HOLDER, COMPLETED, **values)
    assert ask("Ada", since)["ended"] == [{"good": True, "text": "LSTM 2.00 °C"}]


def test_nonsense_in_the_address_is_as_nothing(start, store):
    assert store.leases.finish(start("Ada"), filling.HOLDER, COMPLETED, test=TEST)
    for since in ("-1", "x", "²", "1e9"):
        assert ask("Ada", since)["ended"] == []
