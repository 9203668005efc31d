import math
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.runs.store import Store, tables
from core.training.points import Point


@pytest.fixture
def run_id(store, small):
    run = store.runs.create(small, 1, origin="dashboard")
    assert store.leases.claim(run.id, "me")
    return run.id


def test_epochs_come_back_and_a_cursor_reads_only_the_new_ones(store, run_id):
    rows = [{"loss": 1.0 / (epoch + 1), "val_loss": 2.0} for epoch in range(4)]
    assert store.histories.append(run_id, 0, rows[:2], [0.1, 0.2], holder="me")
    first = store.histories.get(run_id)
    assert first.epochs == [0, 1]
    assert first.metrics == {"loss": [1.0, 0.5], "val_loss": [2.0, 2.0]}
    assert store.histories.append(run_id, 2, rows[2:], [0.3, 0.4], holder="me")
    new = store.histories.get(run_id, after=first.epochs[-1])
    assert new.epochs == [2, 3] and new.metrics["loss"] == [1 / 3, 0.25]
    assert len(store.histories.get(run_id, after=3)) == 0
    assert store.histories.seconds(run_id) == [0.1, 0.2, 0.3, 0.4]
    assert store.histories.seconds(run_id, after=1) == [0.3, 0.4]
    assert store.runs.get(run_id).epochs_done == 4
    assert store.histories.since({run_id: 2, "nosuch": -1})[run_id].epochs == [3]


def test_what_is_not_a_number_and_what_is_missing_read_as_nan(store, run_id):
    rows = [{"loss": math.nan, "val_loss": math.inf}, {"loss": 1.0}]
    assert store.histories.append(run_id, 0, rows, [0.1, 0.1], holder="me")
    metrics = store.histories.get(run_id).metrics
    assert math.isnan(metrics["loss"][0]) and metrics["loss"][1] == 1.0
    assert metrics["val_loss"][0] == math.inf and math.isnan(metrics["val_loss"][1])


def test_appending_again_from_an_epoch_replaces_what_followed(store, run_id):
    store.histories.append(run_id, 0, [{"loss": 1.0}] * 3, [0.1] * 3, holder="me")
    store.histories.append(run_id, 1, [{"loss": 5.0}], [0.2], holder="me")
    assert store.histories.get(run_id).metrics["loss"] == [1.0, 5.0]
    assert store.histories.seconds(run_id) == [0.1, 0.2] and store.runs.get(run_id).epochs_done == 2


def test_each_epoch_says_when_it_ended(store, run_id):
    end = datetime(2026, 1, 1, tzinfo=UTC)
    store.histories.append(run_id, 0, [{"loss": 1.0}] * 2, [5.0, 2.0], holder="me", ended_at=end)
    times = select(tables.epochs.c.ended_at).order_by(tables.epochs.c.epoch)
    with store.database.reading() as connection:
        assert list(connection.execute(times).scalars()) == [end - timedelta(seconds=2), end]


def test_only_the_holder_writes(store, run_id):
    assert not store.histories.append(run_id, 0, [{"loss": 1.0}], [0.1], holder="another")
    assert not store.runs.update_progress(run_id, {"epoch": 0}, holder="another")
    assert not store.runs.describe(run_id, holder="another", parameters=3)
    assert len(store.histories.get(run_id)) == 0 and store.runs.get(run_id).parameters is None
    assert store.runs.update_progress(
        run_id, {"epoch": 0, "metrics": {"loss": math.nan}}, holder="me"
    )
    progress = store.runs.get(run_id).progress
    assert progress["metrics"] == {"loss": None} and abs(progress["updated"] - time.time()) < 5


def test_eight_threads_write_at_once_and_a_reader_sees_whole_batches(store, small, settings):
    ids = [store.runs.create(small, seed, origin="dashboard").id for seed in range(8)]
    for run_id in ids:
        assert store.leases.claim(run_id, run_id)
    slowest, problems = [0.0], []

    def write(run_id):
        mine = Store(settings.store_url)
        try:
            for first in range(0, 400, 20):
                began = time.perf_counter()
                rows = [
                    {"loss": float(epoch), "accuracy": 0.5} for epoch in range(first, first + 20)
                ]
                assert mine.histories.append(run_id, first, rows, [0.01] * 20, holder=run_id)
                slowest[0] = max(slowest[0], time.perf_counter() - began)
        except BaseException as problem:
            problems.append(problem)
        finally:
            mine.close()

    threads = [threading.Thread(target=write, args=[run_id]) for run_id in ids]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        for history in store.histories.since(dict.fromkeys(ids, -1)).values():
            assert len(history) % 20 == 0
        time.sleep(0.01)
    assert not problems
    for history in store.histories.since(dict.fromkeys(ids, -1)).values():
        assert history.metrics["loss"] == [float(epoch) for epoch in range(400)]
    assert slowest[0] < 10


def points_at(*positions, loss=1.0):
    return [Point(position, {"loss": loss, "accuracy": position}) for position in positions]


def test_points_come_back_exactly_and_a_cursor_reads_only_the_new_ones(store, run_id):
    places = (7 / 313, 15 / 313, 0.1, 1.0, 1 + 7 / 313)
    assert store.histories.add_points(run_id, points_at(*places[:2], loss=1 / 3), holder="me")
    assert store.histories.add_points(run_id, points_at(*places[2:]), holder="me")
    points = store.histories.points(run_id)
    assert points.epochs == list(places) and points.metrics["accuracy"] == list(places)
    assert points.metrics["loss"] == [1 / 3, 1 / 3, 1.0, 1.0, 1.0]
    assert store.histories.points(run_id, after=places[2]).epochs == list(places[3:])
    assert len(store.histories.points("nosuch")) == 0 == len(store.histories.get(run_id))


def test_points_from_a_position_on_replace_those_that_followed(store, run_id):
    store.histories.add_points(run_id, points_at(0.1, 0.2, 0.3, 1.1), holder="me")
    store.histories.append(run_id, 0, [{"loss": 1.0}], [0.1], holder="me")
    store.histories.add_points(run_id, points_at(0.2, 0.3, loss=5.0), holder="me")
    points = store.histories.points(run_id)
    assert points.epochs == [0.1, 0.2, 0.3] and points.metrics["loss"] == [1.0, 5.0, 5.0]
    assert store.histories.get(run_id).epochs == [0]


def test_only_the_holder_adds_points(store, run_id):
    assert not store.histories.add_points(run_id, points_at(0.5), holder="another")
    assert len(store.histories.points(run_id)) == 0
