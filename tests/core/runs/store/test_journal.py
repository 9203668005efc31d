"""What happens to runs is logged, each thing once."""

from __future__ import annotations

import logging
import time

import pytest

from core.errors import StoreError, TrainingError
from core.runs.store import database
from core.runs.store.runs import insert_run
from core.runs.workers.execute import execute, new_holder
from tests.core.runs.fake_training import diverge, quick


@pytest.fixture
def logged(caplog, monkeypatch):
    """The events so far: (event, values); writes are slow only where a test says so."""
    monkeypatch.setattr(database, "SLOW_WRITE_SECONDS", 60.0)
    caplog.set_level(logging.INFO, logger="core")
    return lambda: [
        (record.event, record.values) for record in caplog.records if hasattr(record, "event")
    ]


def names(logged):
    return [name for name, _ in logged()]


def test_a_run_from_the_queue_to_its_end(store, settings, small, logged):
    run = store.runs.create(small, 4, origin="dashboard", person="anna")
    execute(run.id, store, settings, new_holder(), executor="here", train=quick)
    assert names(logged) == ["queued", "started", "completed"]
    for _, values in logged():
        assert values["run"] == run.id and values["recipe"] == small.id
        assert values["seed"] == 4 and values["person"] == "anna"


def test_a_failure_says_why(store, settings, small, logged, caplog):
    run = store.runs.create(small, 0, origin="dashboard")
    execute(run.id, store, settings, new_holder(), train=diverge)
    assert (
        names(logged)[-1] == "failed" and "diverged in epoch 2" in caplog.records[-1].getMessage()
    )
    assert caplog.records[-1].levelno == logging.WARNING


def test_what_people_do_is_logged(store, small, logged):
    run = store.runs.create(small, 0, origin="dashboard")
    store.actions.pause(run.id)
    store.actions.resume(run.id)
    store.actions.stop(run.id)
    store.actions.retry(run.id, origin="dashboard")
    assert names(logged) == ["queued", "pause asked", "resumed", "stop asked", "retried"]
    assert [values.get("status") for _, values in logged()][1:4] == ["paused", "queued", "stopped"]


def test_a_run_ends_in_the_log_once(store, small, logged):
    run = store.runs.create(small, 0, origin="dashboard")
    store.leases.claim(run.id, "me")
    store.leases.finish(run.id, "me", "interrupted", TrainingError("It was lost."))
    store.leases.finish(run.id, "me", "failed")
    assert names(logged) == ["queued", "interrupted"]


def test_an_expired_lease_is_logged(store, small, logged):
    run = store.runs.create(small, 0, origin="dashboard")
    store.leases.claim(run.id, "me", lease_seconds=-1)
    store.leases.expire(apart=0)
    assert logged()[-1][0] == "interrupted" and logged()[-1][1]["run"] == run.id


def test_listeners_hear_what_was_committed_and_nothing_else(store, small):
    heard = []
    store.database.listeners.append(lambda change: heard.append((change.name, change.run_id)))

    def fail(connection):
        insert_run(connection, small, 0, origin="dashboard")
        raise StoreError("It is away.")

    with pytest.raises(StoreError):
        store.database.write(fail)
    assert heard == [] and store.runs.list() == []
    run = store.runs.create(small, 0, origin="dashboard")
    store.leases.claim(run.id, "me")
    store.histories.append(run.id, 0, [{"loss": 1.0}], [0.1], holder="me")
    store.leases.finish(run.id, "me", "completed")
    assert heard == [("queued", run.id), ("completed", run.id)]


def test_slow_writes_and_trouble_are_logged(store, logged, monkeypatch):
    monkeypatch.setattr(database, "SLOW_WRITE_SECONDS", 0.01)
    store.database.write(lambda connection: time.sleep(0.02))
    assert logged()[-1][0] == "slow write" and logged()[-1][1]["seconds"] >= 0.01

    def fail(_connection):
        raise StoreError("It is away.")

    for _ in range(3):
        with pytest.raises(StoreError):
            store.database.write(fail)
    assert names(logged).count("store trouble") == 1


def test_a_store_that_cannot_be_read_loses_no_end(store, small, logged, monkeypatch):
    run = store.runs.create(small, 0, origin="dashboard")
    store.leases.claim(run.id, "me")
    reading = database.Database.reading

    def fail(self):
        raise StoreError("It is away.")

    monkeypatch.setattr(database.Database, "reading", fail)
    assert store.leases.finish(run.id, "me", "stopped")
    monkeypatch.setattr(database.Database, "reading", reading)
    assert logged()[-1] == ("stopped", {"run": run.id})
