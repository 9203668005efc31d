"""What goes on, from one function, and in sentences."""

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


def say(part):
    name = f"say_{part}"
    return getattr(sentences, name, None) or getattr(storage_sentences, name)


def create(store, name="noise/cnn", **values):
    return store.create(recipe(name), 0, origin="dashboard", **values)


def said(found) -> str:
    parts = ("servers", "slots", "queue", "machine", "store", "artifacts", "limits")
    lines = [line for part in parts for line in say(part)(found)]
    return "\n".join(f"{'!' if line.attention else ' '} {line.text}" for line in lines)


def test_an_empty_store_without_a_server_is_well(store, settings):
    found = status(store, settings)
    assert found.servers == [] and found.warm == ""
    assert (found.queue.length, found.workers, found.store.runs) == (0, [], 0)
    assert found.store.schema == found.store.newest and found.store.bytes > 0
    assert 0 < found.store.read_seconds < 5 and 0 < found.store.write_seconds < 5
    assert "No dashboard runs" in said(found) and "Nothing waits." in said(found)
    assert "!" not in said(dataclasses.replace(found, load=0.5))  # whatever else this machine does


def test_looking_changes_nothing_a_page_shows(store, settings):
    before = store.version()
    status(store, settings)
    assert store.version() == before


def test_a_worker_says_whose_it_is_where_and_what_it_is_at(store, settings):
    run = create(store, person="anna")
    store.claim(run.id, new_holder(), executor="command line")
    holder = store.get(run.id).holder
    progress = {"phase": "train", "epoch": 2, "batch": 3, "batches": 9, "metrics": {}}
    store.update_progress(run.id, progress, holder=holder)
    (worker,) = status(store, settings).workers
    assert (worker.run, worker.person, worker.epoch, worker.batch) == (run.id, "anna", 3, 3)
    assert (worker.host, worker.pid) == (platform.node(), os.getpid())
    assert worker.memory > 10_000_000 and worker.silent < 5 and not worker.quiet
    title, at, where = sentences.describe_worker(worker)
    assert title == "noise/cnn, seed 0, by anna"
    assert at.startswith(f"training, epoch 3 of {run.epochs:,}")
    assert f"process {os.getpid()}" in where.text and not where.attention


def test_a_worker_that_fell_silent_is_marked(store, settings):
    run = create(store)
    store.claim(run.id, "elsewhere/5/abc", lease_seconds=3.0)
    (worker,) = status(store, settings).workers
    assert worker.silent > 11 and worker.quiet and worker.memory is None
    assert sentences.describe_worker(worker)[2].attention and not worker.lost


def test_one_whose_lease_ran_out_is_said_to_be_lost(store, settings):
    run = create(store)
    store.claim(run.id, new_holder(), lease_seconds=-1.0)
    found = status(store, settings)
    (worker,) = found.workers
    assert worker.lost and found.slots.outside == 0
    assert "will mark it interrupted" in sentences.describe_worker(worker)[2].text


def test_one_heard_by_a_clock_that_was_a_day_ahead_is_said_to_be_lost(store, settings):
    run = create(store)
    store.claim(run.id, new_holder(), lease_seconds=86_400.0)
    (worker,) = status(store, settings).workers
    assert worker.lost and worker.silent > 80_000


def test_the_queue_says_whose_it_is_and_what_a_limit_holds_back(store, settings):
    first, second = create(store, person="anna"), create(store, person="anna")
    third = create(store, person="ben")
    found = status(store, settings)
    assert found.queue.people == {"anna": 2, "ben": 1}
    assert [run.run for run in found.queue.next] == [first.id, third.id]
    assert found.queue.held == 1 and second.id not in {run.run for run in found.queue.next}
    assert "Runs that wait: 3 (anna: 2, ben: 1)." in said(found)
    assert "! No dashboard runs" in said(found)  # somebody waits for one


def test_a_servers_workers_take_its_slots(store, settings):
    mine, other = create(store), create(store)
    for run in (mine, other):
        store.claim(run.id, new_holder())
    state = {"warm": "warm", "workers": {mine.id: os.getpid()}, "short": ["abc"]}
    presence = Presence(settings, lambda: state)
    presence.start()
    wait_for(lambda: servers(settings))
    found = status(store, settings)
    presence.close()
    assert found.warm == "warm"
    assert (found.slots.total, found.slots.used, found.slots.outside) == (4, 1, 1)
    assert "1 of 4 slots are taken" in said(found)
    assert "! Of these, 1 wait until there is memory for them." in said(found)


@pytest.mark.parametrize(("used", "mark"), [(700, " "), (800, "!"), (990, "!")])
def test_open_files_are_said_and_marked_from_four_fifths(store, settings, used, mark):
    found = status(store, settings)
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
    lines = list(sentences.describe_servers(dataclasses.replace(found, servers=[server])))
    assert [line.attention for line in lines if "1,000" in line.text] == [mark == "!"]


@pytest.mark.parametrize(
    ("warm", "words"),
    [("warming", "!.* has not answered yet"), ("warm", " .* to a Ray cluster")],
)
def test_of_a_cluster_it_says_whether_it_answers(store, settings, warm, words):
    """And this machine's memory takes none of its slots."""
    on_ray = dataclasses.replace(settings, executor="ray")
    run = create(store)
    store.claim(run.id, new_holder(), executor="ray")
    presence = Presence(on_ray, lambda: {"warm": warm, "workers": {run.id: 0}, "short": []})
    presence.start()
    try:
        wait_for(lambda: servers(settings))
        found = status(store, on_ray)
        assert re.search(f"^{words}", said(found), re.MULTILINE)
        assert (found.slots.used, found.slots.free) == (1, on_ray.slots - 1)
        assert found.workers[0].pid is None
        assert "A run that no machine of the cluster can hold is refused." in said(found)
    finally:
        presence.close()


def test_files_are_counted_by_kind(store, settings):
    folder = settings.artifacts / "2rw2tmi4p6g"
    folder.mkdir(parents=True)
    for name, size in (("final.npz", 10), ("best.npz", 20), ("checkpoint.npz", 40)):
        (folder / name).write_bytes(b"x" * size)
    (folder / "run.log").write_bytes(b"x" * 7)
    (folder / "notes.txt").write_bytes(b"x" * 1000)
    found = status(store, settings).artifacts
    assert found.bytes == {"checkpoints": 40, "weights": 30, "predictions": 0, "logs": 7}
    assert (found.runs, found.bounded) == (1, 70)


def test_limits_are_said(store, settings):
    found = status(store, settings)
    assert "for as long as it takes" in said(found) and "cannot hold is refused" in said(found)
    assert "for ever" not in said(found)
    changes = {"run_minutes": 30, "limits": "warn", "keep_weights_days": 7}
    found = status(store, dataclasses.replace(settings, **changes))
    assert "stopped after 30 minutes" in said(
        found
    ) and "weights for 7 days; the others for ever" in said(found)
    assert "is warned of, and tried" in said(found)


def test_it_counts_runs_epochs_and_values(store, settings):
    run = create(store)
    store.claim(run.id, "me")
    store.append_epochs(run.id, 0, [{"loss": 1.0, "accuracy": 0.5}] * 3, [0.1] * 3, holder="me")
    store.finish(run.id, "me", COMPLETED)
    store.delete([run.id])
    found = status(store, settings).store
    assert (found.runs, found.binned, found.epochs, found.values) == (1, 1, 3, 6)


def test_an_unknown_variable_is_shown(store, settings, monkeypatch):
    monkeypatch.setenv("RECIPE_LAB_BANNER", "hello")
    found = status(store, settings)
    assert found.as_dict()["unknown_settings"] == ["RECIPE_LAB_BANNER"]
    (line,) = sentences.describe_settings(found)
    assert "RECIPE_LAB_BANNER" in line.text and line.attention


def test_it_is_strict_json(store, settings):
    create(store)
    text = json.dumps(status(store, settings).as_dict(), allow_nan=False)
    found = json.loads(text)
    assert found["slots"]["short"] == 0 and found["queue"]["length"] == 1
    assert {"servers", "workers", "memory", "disk", "store", "artifacts", "warm"} <= found.keys()


def test_many_programs_for_few_cores_deserve_attention(store, settings):
    found = status(store, settings)
    for load, attention in ((0.5, False), (5.0, False), (12.0, True)):
        busy = dataclasses.replace(found, load=load, cores=2)
        lines = list(sentences.describe_machine(busy))
        assert any(line.attention and "12.0" in line.text for line in lines) == attention
