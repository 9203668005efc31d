import threading
import time

import pytest

from core.runs.workers.recorder import StoreRecorder
from core.runs.workers.recorder_group import RecorderGroup
from core.training.points import Point
from core.training.recorder import Facts, Recorder
from tests.core.runs.waiting import SLOWER, wait_for


@pytest.fixture
def run_id(store, small):
    run = store.runs.create(small, 1, origin="dashboard")
    assert store.leases.claim(run.id, "me")
    return run.id


def test_an_epoch_is_in_the_store_within_a_second_and_all_are_after_leaving(store, run_id):
    with StoreRecorder(store, run_id, "me") as recorder:
        recorder.phase("train")
        recorder.described(Facts(parameters=12, notes=("A note.",), digest="d"))
        recorder.progress(0, 5, 10, {"loss": 2.0})
        recorder.epochs(0, [{"loss": 1.0}], [0.5])
        began = time.monotonic()
        wait_for(lambda: len(store.histories.get(run_id)) == 1)
        assert time.monotonic() - began < SLOWER * 1
        wait_for(lambda: "batch" in store.runs.get(run_id).progress)
        run = store.runs.get(run_id)
        assert run.parameters == 12 and run.notes == ("A note.",) and run.digest == "d"
        assert run.progress["phase"] == "train" and run.progress["batch"] == 5
        recorder.epochs(1, [{"loss": 0.5}, {"loss": 0.25}], [0.5, 0.5])
        recorder.epochs(3, [{"loss": 0.125}], [0.5])
    assert store.histories.get(run_id).metrics["loss"] == [1.0, 0.5, 0.25, 0.125]


def test_the_training_thread_never_waits_for_the_store(store, run_id):
    blocked = threading.Event()

    def hold(connection):
        blocked.set()
        time.sleep(3)

    holding = threading.Thread(target=lambda: store.database.write(hold))
    with StoreRecorder(store, run_id, "me") as recorder:
        holding.start()
        blocked.wait()
        slowest = 0.0
        for epoch in range(200):
            began = time.perf_counter()
            recorder.epochs(epoch, [{"loss": 1.0}], [0.005])
            recorder.progress(epoch, 1, 1, {"loss": 1.0})
            recorder.stopping()
            slowest = max(slowest, time.perf_counter() - began)
            time.sleep(0.005)
        assert slowest < 1.5
    holding.join()
    assert len(store.histories.get(run_id)) == 200


def test_a_wish_to_stop_arrives_in_under_half_a_second(store, run_id):
    with StoreRecorder(store, run_id, "me") as recorder:
        time.sleep(0.3)
        assert not recorder.stopping()
        store.actions.stop(run_id)
        began = time.monotonic()
        wait_for(recorder.stopping)
        assert time.monotonic() - began < SLOWER * 0.5
        assert not recorder.lost


def test_the_lease_is_renewed_while_it_lives(store, run_id):
    def until():
        return store.runs.get(run_id).lease_until

    store.leases.renew(run_id, "me", 1.0)
    with StoreRecorder(store, run_id, "me", lease_seconds=1.0):
        for _ in range(3):
            before = until()
            wait_for(lambda before=before: until() > before)
    after = until()
    time.sleep(0.5)
    assert until() == after
    store.leases.renew(run_id, "me", -1)
    assert store.leases.expire(apart=0) == [run_id]


def test_a_run_taken_by_somebody_else_stops(store, run_id):
    with StoreRecorder(store, run_id, "me") as recorder:
        store.leases.finish(run_id, "me", "stopped")
        wait_for(recorder.stopping)
    assert recorder.lost and recorder.error is None


def test_whatever_ends_the_writer_stops_the_run_with_a_sentence(store, run_id, monkeypatch):
    def explode(*_args, **_values):
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(store.histories, "append", explode)
    with StoreRecorder(store, run_id, "me") as recorder:
        recorder.epochs(0, [{"loss": 1.0}], [0.1])
        wait_for(recorder.stopping)
    assert str(recorder.error) == "The run could not be recorded (ZeroDivisionError: boom)."


def test_both_listen_and_either_stops(store, run_id):
    class Bar(Recorder):
        seen = 0

        def epochs(self, first, rows, seconds):
            self.seen += len(rows)

        def stopping(self):
            return self.seen > 1

    bar = Bar()
    with StoreRecorder(store, run_id, "me") as recorder:
        both = RecorderGroup(recorder, bar)
        both.phase("train")
        both.described(Facts(parameters=1))
        both.progress(0, 1, 1, {})
        both.points([Point(1.0, {"loss": 1.0})])
        both.epochs(0, [{"loss": 1.0}], [0.1])
        assert not both.stopping()
        both.epochs(1, [{"loss": 1.0}], [0.1])
        assert both.stopping()
    assert len(store.histories.get(run_id)) == 2


def test_the_first_point_is_in_the_store_at_once_and_a_resumed_run_repeats_none(store, run_id):
    points = [Point(place, {"loss": place}) for place in (0.025, 0.05, 0.1, 0.15)]
    with StoreRecorder(store, run_id, "me") as recorder:
        recorder.points(points[:2])
        wait_for(lambda: len(store.histories.points(run_id)) == 2, 2)
        wait_for(lambda: store.runs.get(run_id).progress.get("point") == 0.05, 2)
        recorder.points(points[2:])
    assert store.runs.get(run_id).progress["point"] == 0.15
    with StoreRecorder(store, run_id, "me") as recorder:  # from a checkpoint at 0.1
        recorder.points(points[:3])
        recorder.points(points[3:])
    history = store.histories.points(run_id)
    assert history.epochs == history.metrics["loss"] == [0.025, 0.05, 0.1, 0.15]
