"""A limit on a run's time."""

from __future__ import annotations

import dataclasses

from core.runs.store.actions import available_actions
from core.runs.workers.execute import execute, new_holder
from tests.core.runs.fake_training import patient, quick


def test_a_run_past_its_time_is_stopped_and_says_how_to_continue(store, settings, small):
    settings = dataclasses.replace(settings, run_minutes=0.03)
    run_id = store.runs.create(small, 0, origin="dashboard").id
    run = execute(run_id, store, settings, new_holder(), train=patient)
    assert run.status == "stopped" and run.epochs_done > 1
    assert "for 0.03 minutes" in run.error and f"after {run.epochs_done} epochs" in run.error
    assert "Resume continues" in run.error
    assert "resume" in available_actions(run.status, epochs_done=run.epochs_done, epochs=run.epochs)
    store.actions.resume(run_id)
    assert store.runs.get(run_id).error == ""
    again = execute(run_id, store, settings, new_holder(), train=patient)
    assert again.status == "stopped" and again.epochs_done > 1


def test_one_that_is_done_in_time_is_completed(store, settings, small):
    settings = dataclasses.replace(settings, run_minutes=1)
    run_id = store.runs.create(small, 0, origin="dashboard").id
    run = execute(run_id, store, settings, new_holder(), train=quick)
    assert run.status == "completed" and run.error == ""


def test_one_that_a_person_stops_says_nothing_of_a_limit(store, settings, small):
    settings = dataclasses.replace(settings, run_minutes=1)
    run_id = store.runs.create(small, 0, origin="dashboard").id
    store.leases.claim(run_id, "me")
    store.actions.stop(run_id)
    run = execute(run_id, store, settings, "me", train=patient)
    assert run.status == "stopped" and run.error == ""
