"""The active runs on Compare, and how they update themselves."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from core.analysis.selection import Selection
from pages.components.compare import active_runs
from pages.components.compare.active_runs import ACTIVE_RUNS, MOST
from pages.components.compare.comparison import View, comparisons
from pages.components.live.feeds import feeds
from tests.pages import filling


def active_runs_of(*recipes: str) -> list[dict]:
    words = comparisons().read(View(selection=Selection(recipes=recipes))).words
    return words[ACTIVE_RUNS]["runs"] if ACTIVE_RUNS in words else []


@pytest.mark.parametrize(
    ("phase", "text"),
    [
        ("", "starting a worker"),
        ("prepare", "loading TensorFlow and the data"),
        ("build", "building the model"),
        ("first_epoch", "compiling the first epoch"),
        ("train", "compiling the first epoch"),
        ("evaluate", "testing"),
    ],
)
def test_before_the_first_epoch_it_names_the_phase(store, phase, text):
    filling.running(store, "topics/cnn", phase=phase)
    assert [(one["text"], one["share"]) for one in active_runs_of("topics/cnn")] == [(text, 0.0)]


def test_epochs_and_batches_make_the_share(store):
    filling.running(store, "topics/cnn", done=2, epochs=4, batch=30, batches=60)
    (one,) = active_runs_of("topics/cnn")
    assert one["name"] == "CNN · epochs 4" and one["colour"] == "green"
    assert (one["text"], one["share"]) == ("epoch 3 of 4", 0.62)


def test_a_queued_run_says_what_it_waits_for(store):
    filling.queued(store, "topics/cnn")
    assert active_runs_of("topics/cnn")[0]["text"] in ("queued", "queued, warming up")


def test_a_run_that_has_just_ended_stays_listed_with_its_result(store):
    filling.running(store, "topics/mlp", done=1)
    filling.completed(store, "topics/cnn", test={"loss": 0.3, "accuracy": 0.8765})
    filling.failed(store, "topics/rcnn")
    rows = {one["name"]: one for one in active_runs_of("topics/mlp", "topics/cnn", "topics/rcnn")}
    assert list(rows) == ["MLP", "CNN", "CNN-LSTM"]
    assert (rows["CNN"]["text"], rows["CNN"]["share"]) == ("test .8765", 1.0)
    assert rows["CNN-LSTM"]["text"] == "failed" and rows["CNN-LSTM"]["bad"]


def test_a_run_that_ended_long_ago_is_not_listed(store, monkeypatch):
    filling.completed(store, "topics/cnn")
    assert active_runs_of("topics/cnn")
    later = active_runs.now() + active_runs.ENDED_SHOWN + timedelta(seconds=1)
    monkeypatch.setattr(active_runs, "now", lambda: later)
    filling.completed(store, "topics/mlp")  # any change: the store is read again
    assert not active_runs_of("topics/cnn")


def test_only_the_first_runs_are_listed_and_the_others_counted(store):
    for seed in range(MOST + 3):
        filling.queued(store, "topics/cnn", seed=seed)
    view = View(selection=Selection(recipes=("topics/cnn",)))
    words = comparisons().read(view).words[ACTIVE_RUNS]
    assert len(words["runs"]) == MOST and words["more"] == "and 3 more"


def test_a_batch_moves_the_bar_and_no_chart(store):
    run = filling.running(store, "topics/cnn", done=1, epochs=2, batch=10, batches=100)
    view = View(selection=Selection(recipes=("topics/cnn",)))
    shown = comparisons().read(view)
    address = feeds().address(view, shown, ACTIVE_RUNS, comparisons().read)
    token = address["url"].rpartition("/")[2]
    assert feeds().updates(token, address["serial"]) == b""
    progress = {"phase": "train", "epoch": 1, "batch": 50, "batches": 100, "metrics": {}}
    store.runs.update_progress(run.id, progress, holder=filling.HOLDER)
    updates = json.loads(feeds().updates(token, address["serial"]))
    assert list(updates["parts"]) == [ACTIVE_RUNS]
    assert updates["parts"][ACTIVE_RUNS]["runs"][0]["share"] == pytest.approx(0.75)
    assert updates["state"] == shown.state, "nothing that a rerun would show"
