"""What a role does not allow does not happen, whatever a browser asks for."""

import inspect

import pytest

from core.errors import RequestError
from core.machine import Memory
from core.people import ADMINISTER, TRAIN, WATCH, Forbidden, Person
from core.runs.queue.desk import Desk
from core.runs.queue.manager import RunManager
from core.runs.workers.base import Executor


class NoExecutor(Executor):
    """The manager is never started: nothing is executed."""

    name = "none"
    warm = "cold"


@pytest.fixture
def at_desk(store, settings):
    manager = RunManager(store, settings, NoExecutor())
    return lambda role, name="ada": Desk(manager, Person(name, role, True))


def ask(desk, action, run):
    more = {
        "extend": [3],
        "rename": ["mine"],
        "annotate": ["text"],
        "tag": [["x"]],
        "untag": [["x"]],
    }.get(action, [])
    several = {"tag", "untag", "delete", "restore", "empty_bin"}
    return getattr(desk, action)([run.id] if action in several else run.id, *more)


ACTIONS = [
    name
    for name, _ in inspect.getmembers(Desk, inspect.isfunction)
    if not name.startswith("_") and name not in ("submit", "rehearse")
]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_watcher_changes_nothing(store, small, at_desk, action):
    run = store.runs.create(small, 1, origin="dashboard", person="ada")
    before = store.database.version()
    with pytest.raises(Forbidden, match="view-only"):
        ask(at_desk(WATCH), action, run)
    with pytest.raises(Forbidden, match="view-only"):
        at_desk(WATCH).submit(small, 1)
    assert store.database.version() == before


@pytest.mark.parametrize("action", [name for name in ACTIONS if name != "retry"])
def test_other_peoples_runs_are_theirs(store, small, at_desk, action):
    run = store.runs.create(small, 1, origin="dashboard", person="bob")
    before = store.database.version()
    with pytest.raises(Forbidden, match="This run belongs to bob"):
        ask(at_desk(TRAIN), action, run)
    assert store.database.version() == before


def test_only_who_may_train_lets_workers_prepare_recipes(small, at_desk, monkeypatch):
    planned = []
    monkeypatch.setattr(RunManager, "rehearse", lambda self, recipes: planned.extend(recipes))
    at_desk(WATCH).rehearse([small])
    assert not planned
    at_desk(TRAIN).rehearse([small])
    assert planned == [small]


def test_ones_own_are_ones_own(store, small, at_desk):
    desk = at_desk(TRAIN)
    run = desk.submit(small, 1)
    assert run.person == "ada"
    desk.rename(run.id, "mine")
    assert desk.pause(run.id) == "paused" and desk.resume(run.id) == "queued"
    assert desk.stop(run.id) == "stopped"
    again = desk.retry(run.id)
    assert again.person == "ada" and again.retry_of == run.id
    desk.delete([run.id])
    desk.restore([run.id])
    desk.delete([run.id])
    assert desk.empty_bin([run.id]) == [run.id]


def test_who_administers_may_stop_anybodys(store, small, at_desk):
    run = at_desk(TRAIN, "bob").submit(small, 1)
    assert at_desk(ADMINISTER).stop(run.id) == "stopped"
    assert at_desk(TRAIN).retry(run.id).person == "ada", "trying again makes a run of one's own"


@pytest.mark.parametrize("action", ["resume", "extend", "retry"])
def test_what_the_machine_cannot_hold_does_not_go_on(store, small, at_desk, monkeypatch, action):
    desk = at_desk(TRAIN)
    run = desk.submit(small, 1)
    desk.pause(run.id)
    monkeypatch.setattr("core.runs.queue.limits.memory", lambda: Memory(10**9, 10**6))
    before = store.database.version()
    with pytest.raises(RequestError, match="this machine has only"):
        ask(desk, action, run)
    assert store.database.version() == before


def test_a_run_that_trains_may_always_go_on(store, small, at_desk, monkeypatch):
    desk = at_desk(TRAIN)
    run = desk.submit(small, 1)
    assert store.leases.claim(run.id, "somebody", 60.0, executor="process")
    assert desk.pause(run.id) == "running"
    monkeypatch.setattr("core.runs.queue.limits.memory", lambda: Memory(10**9, 10**6))
    assert desk.resume(run.id) == "running"
    assert not store.runs.get(run.id).pause_requested
