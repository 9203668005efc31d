"""The status of the installation, as data and in sentences."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import re

import pytest

from core.recipes import recipe
from core.runs.run import COMPLETED
from core.runs.workers.execute import new_holder
from core.settings import load_settings
from core.system import sentences, storage_sentences
from core.system.servers import Presence, Server, servers
from core.system.status import status
from tests.core.runs.waiting import wait_for


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    monkeypatch.setenv("RECIPE_LAB_PERSON_LIMIT", "1")
    return load_settings()


def describe(part):
    name = f"describe_{part}"
    return getattr(sentences, name, None) or getattr(storage_sentences, name)


def create(store, name="noise/cnn", **values):
    return store.runs.create(recipe(name), 0, origin="dashboard", **values)


def printed(state) -> str:
    parts = ("servers", "slots", "queue", "machine", "store", "artifacts", "limits")
    lines = [line for part in parts for line in describe(part)(state)]
    return "\n".join(f"{'!' if line.attention else ' '} {line.text}" for line in lines)


def test_an_empty_store_without_a_server_is_well(store, settings):
    state = status(store, settings)
    assert state.servers == [] and state.warm == ""
    assert (state.queue.length, state.workers, state.store.runs) == (0, [], 0)
    assert state.store.schema == state.store.newest and state.store.bytes > 0
    assert 0 < state.store.read_seconds < 5 and 0 < state.store.write_seconds < 5
    assert "No dashboard is running" in printed(state) and "queue is empty" in printed(state)
    assert "!" not in printed(dataclasses.replace(state, load=0.5))


def test_looking_changes_nothing_a_page_shows(store, settings):
    before = store.database.version()
    status(store, settings)
    assert store.database.version() == before


def test_a_worker_says_whose_it_is_where_and_what_it_is_at(store, settings):
    run = create(store, person="anna")
    store.leases.claim(run.id, new_holder(), executor="command line")
    holder = store.runs.get(run.id).holder
    progress = {"phase": "train", "epoch": 2, "batch": 3, "batches": 9, "metrics": {}}
    store.runs.update_progress(run.id, progress, holder=holder)
    (worker,) = status(store, settings).workers
    assert (worker.run, worker.person, worker.epoch, worker.batch) == (run.id, "anna", 3, 3)
    assert (worker.host, worker.pid) == (platform.node(), os.getpid())
    assert worker.memory > 10_000_000 and worker.silent < 5 and not worker.quiet
    title, activity, where = sentences.describe_worker(worker)
    assert title == "noise/cnn, seed 0, by anna"
    assert activity.startswith(f"training, epoch 3 of {run.epochs:,}")
    assert f"process {os.getpid()}" in where.text and not where.attention


def test_a_worker_that_fell_silent_is_marked(store, settings):
    run = create(store)
    store.leases.claim(run.id, "elsewhere/5/abc", lease_seconds=3.0)
    (worker,) = status(store, settings).workers
    assert worker.silent > 11 and worker.quiet and worker.memory is None
    assert sentences.describe_worker(worker)[2].attention and not worker.lost


def test_one_whose_lease_ran_out_is_said_to_be_lost(store, settings):
    run = create(store)
    store.leases.claim(run.id, new_holder(), lease_seconds=-1.0)
    state = status(store, settings)
    (worker,) = state.workers
    assert worker.lost and state.slots.outside == 0
    assert "will mark it as interrupted" in sentences.describe_worker(worker)[2].text


def test_one_heard_by_a_clock_that_was_a_day_ahead_is_said_to_be_lost(store, settings):
    run = create(store)
    store.leases.claim(run.id, new_holder(), lease_seconds=86_400.0)
    (worker,) = status(store, settings).workers
    assert worker.lost and worker.silent > 80_000


def test_the_queue_says_whose_it_is_and_what_a_limit_holds_back(store, settings):
    first, second = create(store, person="anna"), create(store, person="anna")
    third = create(store, person="ben")
    state = status(store, settings)
    assert state.queue.people == {"anna": 2, "ben": 1}
    assert [run.run for run in state.queue.next] == [first.id, third.id]
    assert state.queue.held == 1 and second.id not in {run.run for run in state.queue.next}
    assert "3 runs are queued (anna: 2, ben: 1)." in printed(state)
    assert "! No dashboard is running" in printed(state)  # somebody waits for one


def test_a_servers_workers_take_its_slots(store, settings):
    mine, other = create(store), create(store)
    for run in (mine, other):
        store.leases.claim(run.id, new_holder())
    state = {"warm": "warm", "workers": {mine.id: os.getpid()}, "short": ["abc"]}
    presence = Presence(settings, lambda: state)
    presence.start()
    wait_for(lambda: servers(settings))
    state = status(store, settings)
    presence.close()
    assert state.warm == "warm"
    assert (state.slots.total, state.slots.used, state.slots.outside) == (4, 1, 1)
    assert "1 of 4 slots in use" in printed(state)
    assert "! 1 of these waits for memory." in printed(state)


@pytest.mark.parametrize(("used", "mark"), [(700, " "), (800, "!"), (990, "!")])
def test_open_files_are_said_and_marked_from_four_fifths(store, settings, used, mark):
    state = status(store, settings)
    server = Server(
        host="here",
        pid=1,
        began=0.0,
        heard=0.0,
        executor="process",
        warm="warm",
        slots=4,
        open_files=used,
        file_limit=1_000,
    )
    lines = list(sentences.describe_servers(dataclasses.replace(state, servers=[server])))
    assert [line.attention for line in lines if "1,000" in line.text] == [mark == "!"]


@pytest.mark.parametrize(
    ("warm", "words"),
    [("warming", "!.* has not answered yet"), ("warm", " .* on a Ray cluster")],
)
def test_of_a_cluster_it_says_whether_it_answers(store, settings, warm, words):
    """And this machine's memory takes none of its slots."""
    on_ray = dataclasses.replace(settings, executor="ray")
    run = create(store)
    store.leases.claim(run.id, new_holder(), executor="ray")
    presence = Presence(on_ray, lambda: {"warm": warm, "workers": {run.id: 0}, "short": []})
    presence.start()
    try:
        wait_for(lambda: servers(settings))
        state = status(store, on_ray)
        assert re.search(f"^{words}", printed(state), re.MULTILINE)
        assert (state.slots.used, state.slots.free) == (1, on_ray.slots - 1)
        assert state.workers[0].pid is None
        assert "every machine of the cluster are refused" in printed(state)
    finally:
        presence.close()


def test_files_are_counted_by_kind(store, settings):
    folder = settings.artifacts / "2rw2tmi4p6g"
    folder.mkdir(parents=True)
    for name, size in (("final.npz", 10), ("best.npz", 20), ("checkpoint.npz", 40)):
        (folder / name).write_bytes(b"x" * size)
    (folder / "run.log").write_bytes(b"x" * 7)
    (folder / "notes.txt").write_bytes(b"x" * 1000)
    state = status(store, settings).artifacts
    assert state.bytes == {"checkpoints": 40, "weights": 30, "predictions": 0, "logs": 7}
    assert (state.runs, state.bounded) == (1, 70)


def test_limits_are_said(store, settings):
    state = status(store, settings)
    assert "time is not limited" in printed(state) and "disk are refused" in printed(state)
    assert "forever" not in printed(state)
    changes = {"run_minutes": 30, "limits": "warn", "keep_weights_days": 7}
    state = status(store, dataclasses.replace(settings, **changes))
    assert "stopped after 30 minutes" in printed(
        state
    ) and "weights for 7 days; all others forever" in printed(state)
    assert "start anyway, after a warning" in printed(state)


def test_it_counts_runs_epochs_and_values(store, settings):
    run = create(store)
    store.leases.claim(run.id, "me")
    store.histories.append(run.id, 0, [{"loss": 1.0, "accuracy": 0.5}] * 3, [0.1] * 3, holder="me")
    store.leases.finish(run.id, "me", COMPLETED)
    store.bin.add([run.id])
    state = status(store, settings).store
    assert (state.runs, state.binned, state.epochs, state.values) == (1, 1, 3, 6)


def test_an_unknown_variable_is_shown(store, settings, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_BANNER", "hello")
    state = status(store, settings)
    assert state.as_dict()["unknown_settings"] == ["RECIPE_LAB_BANNER"]
    (line,) = sentences.describe_settings(state)
    assert "RECIPE_LAB_BANNER" in line.text and line.attention


def test_it_is_strict_json(store, settings):
    create(store)
    text = json.dumps(status(store, settings).as_dict(), allow_nan=False)
    state = json.loads(text)
    assert state["slots"]["short"] == 0 and state["queue"]["length"] == 1
    assert {"servers", "workers", "memory", "disk", "store", "artifacts", "warm"} <= state.keys()


def test_many_programs_for_few_cores_deserve_attention(store, settings):
    state = status(store, settings)
    for load, attention in ((0.5, False), (5.0, False), (12.0, True)):
        busy = dataclasses.replace(state, load=load, cores=2)
        lines = list(sentences.describe_machine(busy))
        assert any(line.attention and "12.0" in line.text for line in lines) == attention
