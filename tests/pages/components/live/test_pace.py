"""Speed and time left, before, in and after the first epoch."""

from __future__ import annotations

import numpy as np
import pytest

from pages.components.live.pace import first_seen_at, pace
from tests.pages import filling


def running_at(store, **state):
    run = filling.running(store, epochs=10, **state)
    return run, first_seen_at(run, None)


def test_nothing_is_known_at_first(store):
    run, first_seen = running_at(store, batch=100)
    result = pace(run, np.array([]), first_seen)
    assert (result.epoch, result.batch, result.batches) == (1, 100, 313)
    assert result.epoch_seconds is None
    assert result.seconds_left is None


def test_the_first_epoch_is_timed_by_its_batches(store):
    run, first_seen = running_at(store, batch=100)
    later = {"epoch": 0, "batch": 200, "batches": 400, "metrics": {}, "phase": "train"}
    store.runs.update_progress(run.id, later, holder=filling.HOLDER)
    run = store.runs.get(run.id)
    result = pace(run, np.array([]), first_seen)
    each = (run.progress["updated"] - first_seen.time) / 100 * 400
    assert result.epoch_seconds == pytest.approx(each)
    assert result.seconds_left == pytest.approx(each * 9.5)


def test_later_epochs_are_timed_by_the_last_ones_without_the_first(store):
    run, first_seen = running_at(store, done=3, batch=150, batches=300)
    result = pace(run, np.array([100.0, 10.0, 12.0]), first_seen)
    assert result.epoch == 4
    assert result.epoch_seconds == 11.0
    assert result.share == pytest.approx(0.35)
    assert result.seconds_left == pytest.approx(6.5 * 11.0)


def test_first_seen_starts_over_with_each_epoch(store):
    run, first_seen = running_at(store, done=1, batch=10)
    assert first_seen_at(run, first_seen) is first_seen
    store.runs.update_progress(
        run.id, {"epoch": 2, "batch": 1, "batches": 313, "metrics": {}}, holder=filling.HOLDER
    )
    assert first_seen_at(store.runs.get(run.id), first_seen).epoch == 2


def test_speed_is_samples_per_second_once_their_number_is_known(store):
    run, first_seen = running_at(store, done=2, batch=10)
    assert pace(run, np.array([9.0, 4.0]), first_seen).samples_a_second is None
    store.runs.describe(run.id, holder=filling.HOLDER, train_samples=20_000)
    assert pace(store.runs.get(run.id), np.array([9.0, 4.0]), first_seen).samples_a_second == 5_000
