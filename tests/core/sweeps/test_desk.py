"""What one person may do with a sweep and its runs, without workers."""

from __future__ import annotations

import pytest

from core.errors import RequestError
from core.people import TRAIN, Person
from core.sweeps.desk import SweepDesk
from core.sweeps.plan import make_plan
from core.sweeps.space import make_space
from core.sweeps.sweep import ENDED_WITH

HOLDER = "a test"
STATES = ("queued", "running", "completed", "failed", "stopped", "interrupted", "paused")


@pytest.fixture
def desk(sweeps):
    return SweepDesk(sweeps, Person("Ada", TRAIN))


@pytest.fixture
def sweep(sweeps, store, begin):
    """Of a run in each of STATES, and two trials more that nobody proposed yet."""
    found = begin(units=tuple(range(8, 8 + len(STATES) + 2)))
    for state, values in zip(STATES, found.choices.grid(), strict=False):
        found = sweeps.get(found.id)
        run_id = sweeps.propose(found, values, found.base.with_settings(values))
        if state == "stopped":  # by a person, not by its sweep
            store.actions.stop(run_id)
        elif state != "queued":
            assert store.leases.claim(run_id, HOLDER)
            if state != "running":
                assert store.leases.finish(run_id, HOLDER, state)
    return sweeps.get(found.id)


@pytest.fixture
def states(sweeps, store, sweep):
    """Each run's status by trial, and who was asked to pause or stop."""

    def look():
        runs = {part.trial: store.runs.get(part.id) for part in sweeps.parts(sweep)}
        return {
            STATES[trial]: (
                "stopping"
                if run.status == "running" and run.stop_requested
                else "pausing"
                if run.status == "running" and run.pause_requested
                else run.status
            )
            for trial, run in sorted(runs.items())
        }

    return look


ENDED = {"completed": "completed", "failed": "failed", "stopped": "stopped"}


def test_a_sweep_begins_under_ones_name(desk, sweeps, base):
    plan = make_plan(base, make_space(base, {"units": [8, 16]}, {}), kind="grid", seed=7)
    found = desk.launch(plan)
    assert (found.person, found.origin, found.status) == ("Ada", "dashboard", "running")
    assert (found.kind, found.trials, found.seed, found.confirm) == ("grid", 2, 7, 3)
    assert found.finished is None and found.proposals == []


def test_whatever_goes_on_is_paused_and_goes_on_again(desk, sweeps, sweep, states):
    desk.pause(sweep.id)
    assert sweeps.get(sweep.id).status == "paused"
    assert states() == ENDED | {
        "queued": "paused",
        "running": "pausing",
        "interrupted": "interrupted",
        "paused": "paused",
    }
    with pytest.raises(RequestError, match="is paused"):
        desk.pause(sweep.id)
    desk.resume(sweep.id)
    assert sweeps.get(sweep.id).status == "running"
    assert states() == ENDED | {
        "queued": "queued",
        "running": "running",
        "interrupted": "queued",
        "paused": "queued",
    }
    with pytest.raises(RequestError, match="is running"):
        desk.resume(sweep.id)


def test_what_is_stopped_with_a_sweep_goes_on_with_it(desk, sweeps, store, sweep, states):
    desk.stop(sweep.id)
    found = sweeps.get(sweep.id)
    assert found.status == "stopped" and found.finished
    assert states() == ENDED | {
        "queued": "stopped",
        "running": "stopping",
        "interrupted": "interrupted",
        "paused": "stopped",
    }
    failures = {part.trial: part.failure.get("message") for part in sweeps.parts(sweep)}
    assert [STATES[at] for at, message in sorted(failures.items()) if message == ENDED_WITH] == [
        *("queued", "running", "paused")
    ]
    with pytest.raises(RequestError, match="is stopped"):
        desk.stop(sweep.id)
    desk.resume(sweep.id)
    found = sweeps.get(sweep.id)
    assert found.status == "running" and found.finished is None
    assert states()["queued"] == states()["paused"] == "queued"
    assert states()["stopped"] == "stopped"  # that was a person


def test_a_paused_sweep_can_be_stopped(desk, sweeps, sweep):
    desk.pause(sweep.id)
    desk.stop(sweep.id)
    assert sweeps.get(sweep.id).status == "stopped"


@pytest.mark.parametrize("first", ["", "pause", "stop"])
def test_enough_tries_nothing_more_and_goes_on(desk, sweeps, sweep, first):
    if first:
        getattr(desk, first)(sweep.id)
    desk.enough(sweep.id)
    found = sweeps.get(sweep.id)
    assert (found.status, found.trials) == ("running", len(STATES))
    with pytest.raises(RequestError, match="nothing to cut short"):
        desk.enough(sweep.id)


def test_enough_counts_though_a_trial_is_proposed_meanwhile(desk, sweeps, sweep, monkeypatch):
    shorten = sweeps.shorten

    def late(seen):
        if len(seen.proposals) == len(STATES):  # a driver is faster, once
            values = {"units": 100}
            assert sweeps.propose(seen, values, seen.base.with_settings(values))
        return shorten(seen)

    monkeypatch.setattr(sweeps, "shorten", late)
    desk.enough(sweep.id)
    assert sweeps.get(sweep.id).trials == len(STATES) + 1


def test_a_sweep_that_tried_nothing_has_nothing_to_confirm(desk, begin, sweeps):
    fresh = begin(units=(8, 16))
    with pytest.raises(RequestError, match="has tried 0 of 2"):
        desk.enough(fresh.id)
    assert sweeps.get(fresh.id).trials == 2
