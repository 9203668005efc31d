import platform
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import update

from core.errors import TrainingError
from core.runs.run import now
from core.runs.store import Store, tables
from core.runs.workers.recorder import StoreRecorder
from tests.core.runs.waiting import wait_for


@pytest.fixture
def run(store, small):
    return store.runs.create(small, 1, origin="dashboard")


def test_of_many_claims_at_once_one_succeeds(store, small, settings):
    runs = [store.runs.create(small, seed, origin="dashboard").id for seed in range(10)]
    won = []

    def claim(name):
        mine = Store(settings.store_url)
        won.extend((run_id, name) for run_id in runs if mine.leases.claim(run_id, name))
        mine.close()

    threads = [threading.Thread(target=claim, args=[f"holder {number}"]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(run_id for run_id, _ in won) == sorted(runs)
    assert {run.id: run.holder for run in store.runs.list()} == dict(won)


def test_a_holder_may_claim_again_and_nobody_else(store, run):
    assert store.leases.claim(run.id, "me", executor="process")
    started = store.runs.get(run.id).started
    assert store.leases.claim(run.id, "me") and not store.leases.claim(run.id, "another")
    assert store.leases.claim(run.id, "me", queued=False)
    claimed = store.runs.get(run.id)
    assert (
        claimed.status == "running" and claimed.started == started and claimed.executor == "process"
    )


def test_a_run_born_running_is_never_in_the_queue(store, small):
    run = store.runs.create(small, 1, origin="command line", holder="me")
    assert store.queue.next() == [] and not store.leases.claim(run.id, "another")
    assert store.leases.claim(run.id, "me") and store.runs.get(run.id).started is not None


def test_runs_know_the_most_that_ran_beside_them(store, small):
    ids = [store.runs.create(small, seed, origin="dashboard").id for seed in range(4)]
    store.leases.claim(ids[0], "a")
    assert store.runs.get(ids[0]).neighbours == 0
    store.leases.claim(ids[1], "b")
    store.leases.claim(ids[2], "c")
    store.leases.finish(ids[1], "b", "completed")
    store.leases.finish(ids[2], "c", "completed")
    store.leases.claim(ids[3], "d")
    assert [store.runs.get(run_id).neighbours for run_id in ids] == [2, 2, 2, 1]


def test_finish_ends_once_and_keeps_its_values(store, run):
    store.leases.claim(run.id, "me")
    assert not store.leases.finish(run.id, "another", "failed")
    error = TrainingError("{recipe} diverged.", recipe="x")
    assert store.leases.finish(run.id, "me", "failed", error, peak_memory=5)
    assert not store.leases.finish(run.id, "me", "completed")
    ended = store.runs.get(run.id)
    assert ended.status == "failed" and ended.error == "x diverged." and ended.peak_memory == 5
    assert ended.finished >= ended.started and ended.holder == "" and ended.lease_until is None
    assert not store.leases.claim(run.id, "me") and not store.leases.renew(run.id, "me").held


def test_a_result_that_is_no_number_is_kept(store, run):
    store.leases.claim(run.id, "me")
    store.leases.finish(
        run.id, "me", "completed", test={"loss": float("inf"), "accuracy": float("nan")}
    )
    test = store.runs.get(run.id).test
    assert test["loss"] == float("inf") and test["accuracy"] != test["accuracy"]


def test_stop_is_at_once_for_a_queued_run_and_a_wish_for_a_running_one(store, small, run):
    assert store.actions.stop(run.id) == "stopped"
    assert store.runs.get(run.id).finished is not None and not store.leases.claim(run.id, "me")
    other = store.runs.create(small, 2, origin="dashboard")
    store.leases.claim(other.id, "me")
    assert not store.leases.get(other.id, "me").stop_requested
    assert store.actions.stop(other.id) == "running"
    lease = store.leases.get(other.id, "me")
    assert lease.held and lease.stop_requested and store.leases.renew(other.id, "me").stop_requested
    store.leases.finish(other.id, "me", "completed")
    assert store.actions.stop(other.id) == "completed"


def test_a_lease_that_ran_out_interrupts_the_run_with_what_it_had(store, run):
    store.leases.claim(run.id, "me", 1.5)
    store.histories.append(run.id, 0, [{"loss": 1.0}] * 3, [0.1] * 3, holder="me")
    assert store.leases.expire(apart=0) == []
    time.sleep(1.7)
    assert store.leases.expire(alive=["me"], apart=0) == []
    assert store.leases.renew(run.id, "me", 1.5).held, "late, but nobody took it"
    time.sleep(1.7)
    assert store.leases.expire(apart=0) == [run.id]
    ended = store.runs.get(run.id)
    assert ended.status == "interrupted" and ended.epochs_done == 3
    assert "after 3 epochs" in ended.error and len(store.histories.get(run.id)) == 3
    assert not store.histories.append(run.id, 3, [{"loss": 1.0}], [0.1], holder="me")
    assert store.leases.expire(apart=0) == []


def set_lease(store, run_id, seconds):
    """What a clock that was set by so many seconds makes of a lease."""
    until = store.runs.get(run_id).lease_until + timedelta(seconds=seconds)
    table = tables.runs
    store.database.write(
        lambda it: it.execute(update(table).where(table.c.id == run_id).values(lease_until=until))
    )


@pytest.mark.parametrize("hours", [-24, 24])
def test_a_clock_that_jumps_interrupts_no_run_whose_holder_lives(store, run, hours):
    store.leases.claim(run.id, "me", 0.5)
    with StoreRecorder(store, run.id, "me", lease_seconds=0.5) as recorder:
        for _ in range(4):
            set_lease(store, run.id, hours * 3_600)
            jumped = store.runs.get(run.id).lease_until
            assert store.leases.expire(apart=0.5) == []
            wait_for(lambda seen=jumped: store.runs.get(run.id).lease_until != seen)
            assert store.leases.expire(apart=0.5) == []
    assert not recorder.lost and store.runs.get(run.id).status == "running"


@pytest.mark.parametrize("hours", [-24, 24])
def test_a_dead_run_is_interrupted_whatever_its_clock_said(store, run, hours):
    store.leases.claim(run.id, "me", 0.5)
    set_lease(store, run.id, hours * 3_600)
    assert store.leases.expire(apart=0.5) == [], "one look proves nothing"
    time.sleep(0.6)
    assert store.leases.expire(apart=0.5) == [run.id]
    ended = store.runs.get(run.id)
    assert ended.status == "interrupted" and ended.finished <= now()
    assert store.actions.resume(run.id) == "queued"
    assert store.actions.stop(run.id) == "stopped"
    store.bin.add([run.id])


def test_a_dead_run_that_was_asked_to_stop_is_stopped(store, run):
    store.leases.claim(run.id, "me", -1)
    assert store.actions.stop(run.id, TrainingError("Others are better.")) == "running"
    assert store.leases.expire(apart=0) == [run.id]
    ended = store.runs.get(run.id)
    assert ended.status == "stopped" and ended.failure["message"] == "Others are better."


def test_a_lease_between_two_clocks_is_not_late(store, run):
    store.leases.claim(run.id, "me")
    set_lease(store, run.id, 3)
    assert store.leases.expire(apart=0) == []


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_clock_that_is_set_ends_no_run_that_lives(store, run, monkeypatch, hours):
    store.leases.claim(run.id, "me")
    store.histories.append(run.id, 0, [{"loss": 1.0}], [0.1], holder="me")
    elsewhere = now() + timedelta(hours=hours)
    for module in ("store.leases", "store.histories", "store.actions", "run"):
        monkeypatch.setattr(f"core.runs.{module}.now", lambda: elsewhere)
    assert store.leases.expire(alive=["me"], apart=0) == []
    assert store.leases.renew(run.id, "me").held and store.leases.expire(apart=0) == []
    assert store.histories.append(run.id, 1, [{"loss": 0.5}], [0.1], holder="me")
    assert store.runs.get(run.id).elapsed >= 0
    assert store.leases.finish(run.id, "me", "completed")
    assert store.runs.get(run.id).elapsed >= 0 and store.histories.get(run.id).epochs == [0, 1]


def test_a_run_for_a_cluster_is_beside_others_where_its_worker_is(store, small):
    runs = [store.runs.create(small, seed, origin="dashboard").id for seed in range(2)]
    for run_id in runs:
        assert store.leases.claim(run_id, f"of {run_id}", executor="ray")
        assert (store.runs.get(run_id).host, store.runs.get(run_id).neighbours) == ("", 0)
    assert store.leases.claim(runs[0], f"of {runs[0]}", executor="ray")
    assert (store.runs.get(runs[0]).host, store.runs.get(runs[0]).neighbours) == (
        platform.node(),
        0,
    )
    assert store.leases.claim(runs[1], f"of {runs[1]}", executor="ray")
    assert [store.runs.get(run_id).neighbours for run_id in runs] == [1, 1]
