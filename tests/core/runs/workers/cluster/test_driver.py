"""The process between a server and a cluster, where a real cluster has nothing to say."""

import io
import json
from types import SimpleNamespace

import pytest

from core.runs.workers.base import Exit
from core.runs.workers.cluster import cluster
from core.runs.workers.cluster.cluster import RayExecutor
from core.runs.workers.cluster.driver import Driver
from core.runs.workers.cluster.remote import with_local_settings
from core.runs.workers.endings import Endings

JOB = {"run_id": "r1", "holder": "me", "store": "sqlite:///x", "memory": 10**9}


def make_driver(*nodes, **asked):
    """A driver of a cluster with these machines: name → resources."""
    driver = Driver({"address": "", "cpus": 2, "gpus": 0, "refuse": True, **asked}, io.StringIO())
    alive = [
        {"Alive": True, "NodeManagerHostname": name, "NodeID": name, "Resources": resources}
        for name, resources in nodes
    ]
    free = {"CPU": sum(resources.get("CPU", 0) for _, resources in nodes)}
    driver._ray = SimpleNamespace(nodes=lambda: alive, available_resources=lambda: free)
    return driver


LARGE = {"CPU": 4.0, "memory": 8e9}


def test_a_file_on_one_machine_is_no_store_for_several():
    driver = make_driver(("elsewhere", LARGE))
    refused = driver._refusal(JOB)
    assert "PostgreSQL" in refused["message"] and refused["values"] == {"hosts": "elsewhere"}
    assert driver._refusal(JOB | {"store": "postgresql+psycopg://x"}) is None


@pytest.mark.parametrize(
    ("resources", "refuse", "fits"),
    [
        (LARGE, True, True),
        ({"CPU": 1.0, "memory": 8e9}, True, False),
        ({"CPU": 4.0, "memory": 5e8}, True, False),
        ({"CPU": 4.0, "memory": 5e8}, False, True),
    ],
)
def test_what_no_machine_has_is_refused_unless_that_is_not_wanted(resources, refuse, fits):
    job = JOB | {"store": "postgresql+psycopg://x"}
    assert (make_driver(("a", resources), refuse=refuse)._refusal(job) is None) == fits


def test_a_cluster_without_machines_is_waited_for():
    assert make_driver()._refusal(JOB) is None


def test_room_is_counted_machine_by_machine():
    driver = make_driver(("a", {"CPU": 3.0}), ("b", {"CPU": 3.0}))
    assert driver._room() == 2  # and not three
    driver._jobs = {"r1": {}, "r2": {}}
    assert driver._room() == 0
    driver._ray.available_resources = lambda: {"CPU": 2.0}  # they, or others, have the rest
    driver._started = {"r1", "r2"}
    assert driver._room() == 0
    driver._jobs, driver._started = {}, set()
    assert driver._room() == 1  # one is tried without jobs


def test_a_machine_says_where_its_own_folders_are():
    data = {"store": "sqlite:///a", "settings": {"home": "/a", "data": "/b", "slots": "4"}}
    own = {"RECIPE_LAB_HOME": "/c", "RECIPE_LAB_SLOTS": "9", "RECIPE_LAB_STORE": ""}
    assert with_local_settings(data, own) == {
        "store": "sqlite:///a",
        "settings": {"home": "/c", "data": "/b", "slots": "4", "store": "sqlite:///a"},
    }
    assert with_local_settings(data, {"RECIPE_LAB_STORE": "x://y"})["store"] == "x://y"
    assert json.dumps(with_local_settings(data, own))


def test_a_run_whose_machine_was_lost_too_often_is_interrupted(store, small, tmp_path):
    run_id = store.runs.create(small, 1, origin="dashboard").id
    endings = Endings(store)
    for number in range(6):
        assert store.runs.get(run_id).status == "queued" and store.leases.claim(
            run_id, f"holder {number}"
        )
        endings.note_exit(Exit(run_id, None, hand_back=True), f"holder {number}", tmp_path / "log")
    run = store.runs.get(run_id)
    assert (run.status, run.resumes) == ("interrupted", 5)


def test_jobs_that_the_driver_has_not_received_yet_take_room(settings, monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: True)  # Ray, which is not used here
    executor = RayExecutor(settings)
    executor._send = lambda message: None
    executor._start_launcher = lambda: None
    executor._handle({"event": "room", "jobs": 2, "received": 0})
    assert executor.room() == 2
    executor.launch(SimpleNamespace(run_id="r1", as_dict=dict))
    executor._handle({"event": "room", "jobs": 2, "received": 0})  # counted before it came
    assert executor.room() == 1
    executor._handle({"event": "room", "jobs": 1, "received": 1})
    assert executor.room() == 1
