"""A run that cannot fit is refused before it starts; one that fits later waits."""

from __future__ import annotations

import dataclasses
import os

import pytest

from core.errors import RequestError
from core.machine import Disk, Memory
from core.recipes import recipe
from core.runs.queue import limits
from core.runs.queue.manager import RunManager
from core.runs.queue.needs import need
from core.runs.queue.slots import RUN_BYTES
from tests.core.runs.waiting import ended, wait_for

GB = 10**9


@pytest.fixture
def large():
    """A run of some three gigabytes."""
    values = {"train_samples": 8_192, "batch_size": 2_048, "units": 256}
    return recipe("probe-motif/lstm").with_settings(values)


@pytest.fixture
def machine(monkeypatch):
    """A machine of any size: ``machine(memory, disk)`` in bytes."""

    def be(memory=64 * GB, disk=64 * GB) -> None:
        for module in ("queue.limits", "queue.slots"):
            current = Memory(64 * GB, memory)
            monkeypatch.setattr(f"core.runs.{module}.memory", lambda current=current: current)
        monkeypatch.setattr(limits, "disk", lambda _folder: Disk(64 * GB, disk))

    be()
    return be


def refusal(entry, settings) -> str:
    with pytest.raises(RequestError) as caught:
        limits.refuse(entry, settings)
    return str(caught.value)


def test_what_fits_is_not_refused(machine, large, settings):
    machine(memory=need(large).memory + 1, disk=need(large).disk + limits.STORE_BYTES)
    limits.refuse(large, settings)


def test_too_little_memory_is_refused_with_what_fits(machine, large, settings):
    machine(memory=2 * GB)
    message = refusal(large, settings)
    assert "about 3.1 GB of memory" in message and "has only 2.0 GB" in message
    fitting = limits.fitting_batch_size(large, 2 * GB)
    assert f"a batch size of at most {fitting} would fit" in message
    limits.refuse(large.with_settings({"batch_size": fitting}), settings)
    refusal(large.with_settings({"batch_size": fitting + 8}), settings)


def test_where_no_batch_is_small_enough_it_says_what_else_would_help(machine, large, settings):
    machine(memory=500_000_000)
    assert "fewer units, a smaller vocabulary or shorter inputs" in refusal(large, settings)


def test_a_full_disk_and_too_small_a_one_are_refused(machine, settings):
    machine(disk=limits.STORE_BYTES - 1)
    assert "is full" in refusal(recipe("noise/cnn"), settings)
    machine(disk=limits.STORE_BYTES + 10_000_000)
    limits.refuse(recipe("noise/cnn"), settings)
    assert "has only 60.0 MB left" in refusal(recipe("imdb/mlp"), settings)


def test_who_wants_to_may_try_all_the_same(machine, large, settings):
    machine(memory=GB)
    limits.refuse(large, dataclasses.replace(settings, limits="warn"))


def test_a_cluster_has_memory_of_its_own(machine, large, settings):
    machine(memory=2 * GB, disk=0)
    available = limits.room(settings)
    assert limits.problem(large, settings, available)
    assert limits.problem(large, dataclasses.replace(settings, executor="ray"), available) is None


def test_our_own_runs_make_room_when_they_end(machine, settings):
    machine(memory=GB)
    assert limits.room(settings).memory == GB
    assert limits.room(settings, [os.getpid()]).memory > GB + 10_000_000


def test_submitting_what_cannot_fit_queues_nothing(machine, large, store, settings):
    machine(memory=2 * GB)
    with pytest.raises(RequestError, match="batch size"):
        RunManager(store, settings).submit(large, 0)
    assert store.runs.list() == []


def test_what_fits_no_more_waits_and_lets_small_ones_pass(machine, large, small, manage, store):
    manager = manage("quick")
    waits = manager.submit(large, 0)
    ended(store, waits.id)  # there was room
    machine(memory=2 * GB)
    waits = store.runs.create(large, 1, origin="dashboard")
    assert ended(store, manager.submit(small, 0).id).status == "completed"
    wait_for(lambda: waits.id in manager.waiting_for_memory)
    assert store.runs.get(waits.id).status == "queued"
    machine()
    assert ended(store, waits.id).status == "completed"
    assert not manager.waiting_for_memory


def test_a_large_one_keeps_its_turn_while_others_run(machine, large, small, manage, store):
    manager = manage("patient")
    first = manager.submit(small, 0)
    wait_for(lambda: store.runs.get(first.id).epochs_done)
    machine(memory=int(2.5 * RUN_BYTES))
    waits = store.runs.create(large, 1, origin="dashboard")
    behind = manager.submit(small, 2)
    wait_for(lambda: waits.id in manager.waiting_for_memory)
    assert store.runs.get(behind.id).status == "queued"


def test_a_run_of_another_version_is_left_to_its_worker(settings, store, small):
    run = dataclasses.replace(
        store.runs.create(small, 0, origin="dashboard"), recipe={"of": "later"}
    )
    assert limits.needed(run) == RUN_BYTES
