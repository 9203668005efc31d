"""Pages read a run once for all sessions, and of its history only what is new."""

from __future__ import annotations

import numpy as np
import pytest

from core.runs.store import Store
from core.settings import load_settings
from pages.components.live.runs import LiveRuns
from tests.pages import filling


@pytest.fixture
def counting(store, monkeypatch):
    """A store that notes from which cursor its histories are read."""
    counting = Store(store.database.url)
    counting.read_from = []
    since = counting.histories.since

    def noted(after, metrics=()):
        counting.read_from += after.values()
        return since(after, metrics)

    monkeypatch.setattr(counting.histories, "since", noted)
    yield counting
    counting.close()


@pytest.fixture
def live(counting):
    return LiveRuns(counting, load_settings())


def test_only_new_epochs_are_read(live, counting, store):
    run = filling.running(store, "imdb/lstm", done=3, epochs=10)
    first = live.read(run.id)
    assert live.read(run.id) is first
    store.histories.append(run.id, 3, [filling.epoch_row(run, 3)], [41.0], holder=filling.HOLDER)
    second = live.read(run.id)
    assert counting.read_from == [-1, 2]
    assert second.epochs.tolist() == [0, 1, 2, 3]
    assert second.epoch_seconds.tolist() == [42.0, 42.0, 42.0, 41.0]
    assert second.metrics["loss"][3] == filling.epoch_row(run, 3)["loss"]
    assert second.metrics is not first.metrics


def test_progress_alone_keeps_what_was_drawn(live, store):
    run = filling.running(store, done=1)
    first = live.read(run.id)
    progress = {"phase": "train", "epoch": 1, "batch": 7, "batches": 313, "metrics": {}}
    store.runs.update_progress(run.id, progress, holder=filling.HOLDER)
    second = live.read(run.id)
    assert second.run.progress["batch"] == 7
    assert second.metrics is first.metrics


def test_another_runs_change_costs_no_history(live, counting, store):
    run = filling.running(store, done=1)
    first = live.read(run.id)
    filling.queued(store)
    assert live.read(run.id) is first
    assert counting.read_from == [-1]


def test_epochs_that_were_rolled_back_are_read_again(live, store):
    run = filling.running(store, done=3, epochs=10)
    live.read(run.id)
    row = {"loss": 9.0}
    store.histories.append(run.id, 1, [row], [1.0], holder=filling.HOLDER)
    seen = live.read(run.id)
    assert seen.epochs.tolist() == [0, 1]
    assert seen.metrics["loss"][1] == 9.0


def test_a_metric_that_starts_late_has_gaps_before(live, store):
    run = filling.running(store, done=1, epochs=10)
    live.read(run.id)
    row = filling.epoch_row(run, 1) | {"f1": 0.5}
    store.histories.append(run.id, 1, [row], [1.0], holder=filling.HOLDER)
    assert np.array_equal(live.read(run.id).metrics["f1"], [np.nan, 0.5], equal_nan=True)


def test_only_new_points_are_read(live, counting, store, monkeypatch):
    run = filling.running(store, done=1)
    assert len(live.read(run.id).positions) == 0
    read_from = []
    points = counting.histories.points
    noted = lambda run_id, after: read_from.append(after) or points(run_id, after)  # noqa: E731
    monkeypatch.setattr(counting.histories, "points", noted)
    filling.add_points(store, run, 0.025, 0.05)
    first = live.read(run.id)
    filling.add_points(store, run, 0.1)
    second = live.read(run.id)
    assert read_from == [0.0, 0.05] and second.positions.tolist() == [0.025, 0.05, 0.1]
    assert second.points["loss"].tolist() == pytest.approx([0.0025, 0.005, 0.01])
    assert first.metrics is second.metrics and first.points is not second.points
    progress = {**store.runs.get(run.id).progress, "epoch": 1, "batch": 7, "batches": 313}
    store.runs.update_progress(run.id, progress, holder=filling.HOLDER)
    assert live.read(run.id).points is second.points and len(read_from) == 2


def test_a_resumed_run_has_its_points_read_again(live, store):
    run = filling.running(store, done=1)
    filling.add_points(store, run, 0.025, 0.05, 0.1)
    assert len(live.read(run.id).positions) == 3
    store.leases.finish(run.id, filling.HOLDER, "stopped")
    store.actions.resume(run.id)
    assert store.leases.claim(run.id, filling.HOLDER)
    filling.add_points(store, run, 0.05)
    assert live.read(run.id).positions.tolist() == [0.025, 0.05]
