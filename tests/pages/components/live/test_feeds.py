"""The updates of a run that an open page receives without a rerun."""

from __future__ import annotations

import json

import pytest

from core.charts.arrays import decode
from core.durations import roughly
from pages.components.live.feeds import BUSY_MILLISECONDS, IDLE_MILLISECONDS, feeds
from pages.components.run.screen import PROGRESS, RunView, run_screens
from tests.pages import filling

SEEDS = [True, False]


def follow(run, *, seeds=False):
    view = RunView(run.id, seeds=seeds, theme="light")
    screen = run_screens().read(view)
    address = feeds().address(view, screen, "metric", run_screens().read)
    return view, address["url"].rpartition("/")[2], address["serial"]


def asked(token, serial) -> dict:
    return json.loads(feeds().updates(token, serial))


@pytest.mark.parametrize("seeds", SEEDS)
def test_an_epoch_is_sent_and_what_did_not_change_is_not(store, seeds):
    filling.completed(store, "imdb/cnn", epochs=5, seed=1)
    run = filling.running(store, "imdb/cnn", done=2, epochs=5)
    _, token, serial = follow(run, seeds=seeds)
    assert feeds().updates(token, serial) == b""
    store.histories.append(run.id, 2, [filling.epoch_row(run, 2)], [1.0], holder=filling.HOLDER)
    updates = asked(token, serial)
    assert updates["serial"] > serial and updates["interval"] == BUSY_MILLISECONDS
    for quantity in ("loss", "metric"):
        sent = [trace["uid"] for trace in updates["parts"][quantity]["data"]]
        assert sent == [f"{run.id} training", f"{run.id} validation"]
        drawn = updates["parts"][quantity]["order"]
        assert len(drawn) == len(set(drawn))
        assert any("single" in uid for uid in drawn) == seeds
    assert "Epoch 4 of 5" in updates["parts"][PROGRESS]["text"]
    assert feeds().updates(token, updates["serial"]) == b""


def test_progress_within_an_epoch_moves_the_bar_and_no_chart(store):
    run = filling.running(store, "imdb/cnn", done=2, epochs=5, batch=10, batches=100)
    view, token, serial = follow(run)
    state = run_screens().read(view).state
    progress = {"phase": "train", "epoch": 2, "batch": 50, "batches": 100, "metrics": {}}
    store.runs.update_progress(run.id, progress, holder=filling.HOLDER)
    updates = asked(token, serial)
    assert list(updates["parts"]) == [PROGRESS]
    assert updates["parts"][PROGRESS]["share"] == pytest.approx(0.5)
    assert "batch 50 of 100" in updates["parts"][PROGRESS]["text"]
    assert updates["state"] == state


def test_a_point_within_an_epoch_sends_the_training_curve_alone(store):
    run = filling.running(store, "imdb/cnn", epochs=5)
    _, token, serial = follow(run)
    filling.add_points(store, run, 7 / 313, 0.05)
    updates = asked(token, serial)
    for quantity in ("loss", "metric"):
        (sent,) = updates["parts"][quantity]["data"]
        assert sent["uid"] == f"{run.id} training"
        assert decode(sent["x"]) == pytest.approx([7 / 313, 0.05])


def test_compiling_says_how_long_it_takes_where_that_is_known(store):
    run = filling.running(store, "imdb/cnn", epochs=5)
    view = RunView(run.id, seeds=False, theme="light")
    unknown = run_screens().read(view).words[PROGRESS]["text"]
    filling.compiled(store, "imdb/cnn", 4.0)
    known = run_screens().read(view).words[PROGRESS]["text"]
    assert known != unknown and roughly(4.0) in known
    progress = {"phase": "train", "epoch": 0, "batch": 1, "batches": 313, "metrics": {}}
    store.runs.update_progress(run.id, progress, holder=filling.HOLDER)
    assert "Epoch 1 of 5" in run_screens().read(view).words[PROGRESS]["text"]


def test_changes_of_other_runs_send_no_update(store):
    run = filling.running(store, "imdb/cnn", done=1)
    _, token, serial = follow(run, seeds=True)
    filling.completed(store, "imdb/mlp")
    assert feeds().updates(token, serial) == b""


@pytest.mark.parametrize("ask", ["stop", "pause", "finish"])
def test_the_state_that_buttons_depend_on_is_sent(store, ask):
    run = filling.running(store, "imdb/cnn", done=2, epochs=2)
    view, token, serial = follow(run)
    state = run_screens().read(view).state
    if ask == "finish":
        store.leases.finish(
            run.id, filling.HOLDER, "completed", test={"accuracy": 0.8, "loss": 0.4}
        )
    else:
        getattr(store.actions, ask)(run.id)
    updates = asked(token, serial)
    assert updates["state"] != state
    if ask == "finish":
        assert updates["interval"] == IDLE_MILLISECONDS
        assert [trace["uid"] for trace in updates["parts"]["metric"]["data"]] == [f"{run.id} test"]


def test_a_queued_run_moves_up(store):
    first = filling.queued(store, "imdb/mlp")
    run = filling.queued(store, "imdb/cnn")
    _, token, serial = follow(run)
    store.actions.stop(first.id)
    updates = asked(token, serial)
    assert list(updates["parts"]) == [PROGRESS]


def test_marks_that_come_with_the_data_are_drawn(store):
    run = filling.running(store, "series/dense", done=1)
    _, token, serial = follow(run)
    baselines = {"persistence_val": 0.3}
    store.runs.describe(run.id, holder=filling.HOLDER, scale=8.85, unit="°C", baselines=baselines)
    updates = asked(token, serial)
    layout = updates["parts"]["metric"]["layout"]
    assert "8.85 °C" in layout["yaxis"]["title"]["text"]
    assert [shape for shape in layout["shapes"] if shape["type"] == "line"]
