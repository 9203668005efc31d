"""The manager with real worker processes, whose training is a fake that needs no TensorFlow."""

import dataclasses
import os
import signal
import time

import psutil
import pytest

from core.errors import StoreError
from core.runs.queue.manager import RunManager
from core.runs.queue.slots import RUN_BYTES, free_slots
from core.runs.store import Store
from core.runs.workers.process import ProcessExecutor
from core.runs.workers.thread import ThreadExecutor
from tests.core.runs.waiting import SLOWER, begun, ended, wait_for

FAKE = "tests.core.runs.fake_training:"


def use(shared, fake):
    """The shared manager, its store and settings, its workers training with ``fake``."""
    shared.train = FAKE + fake
    return shared, shared.store, shared.settings


def test_a_submitted_run_is_executed_by_a_process_of_its_own(shared, small):
    manager, store, settings = use(shared, "quick")
    run = ended(store, manager.submit(small, 5).id)
    assert run.status == "completed" and run.executor == "process" and run.origin == "dashboard"
    assert store.histories.get(run.id).metrics["loss"][0] == 6.0
    assert (settings.artifacts / run.id / "run.log").read_text() == "hello from the worker\n"
    assert f"/{os.getpid()}/" not in run.holder and run.environment


def test_slots_hold_and_the_queue_goes_in_order(manage, store, small, settings):
    manager = manage("patient")
    runs = [manager.submit(small, seed) for seed in range(6)]
    for run in runs[:4]:
        begun(store, run.id)
    assert [store.runs.get(run.id).status for run in runs] == ["running"] * 4 + ["queued"] * 2
    assert manager.store.actions.stop(runs[5].id) == "stopped"
    assert manager.store.actions.stop(runs[0].id) == "running"
    begun(store, runs[4].id)
    assert store.runs.get(runs[0].id).status == "stopped"
    assert store.runs.get(runs[1].id).neighbours == 3
    assert store.runs.counts()["running"] == 4


def test_stop_takes_under_a_second_where_the_run_listens(shared, small, monkeypatch):
    monkeypatch.setattr("core.runs.queue.manager.KILL_AFTER_SECONDS", SLOWER * 0.7)
    manager, store, _ = use(shared, "patient")
    run = begun(store, manager.submit(small, 1).id)
    began = time.monotonic()
    manager.store.actions.stop(run.id)
    run = ended(store, run.id)
    assert time.monotonic() - began < SLOWER * 1
    assert run.status == "stopped" and run.error == ""
    assert run.epochs_done == len(store.histories.get(run.id)) > 0
    assert run.artifacts_bytes > 0, "it ended by itself and kept its weights"


def test_stop_takes_under_a_second_where_the_run_does_not_listen(shared, small):
    manager, store, _ = use(shared, "deaf")
    run = begun(store, manager.submit(small, 1).id)
    pid = wait_for(lambda: manager._executor.pids().get(run.id))
    began = time.monotonic()
    manager.store.actions.stop(run.id)
    run = ended(store, run.id)
    assert time.monotonic() - began < SLOWER * 1
    assert run.status == "stopped" and run.epochs_done == 1
    wait_for(lambda: not alive(pid), 2)


def test_a_run_that_ends_itself_has_time_to_keep_its_files(shared, small, monkeypatch):
    manager, store, _ = use(shared, "bulky")
    run = begun(store, manager.submit(small, 1).id)
    manager.store.actions.stop(run.id)
    run = ended(store, run.id)
    assert run.status == "stopped" and run.artifacts_bytes > 0


def test_stop_of_a_run_whose_worker_has_not_started_yet(manage, store, small):
    manager = manage("patient")
    run = manager.submit(small, 1)
    wait_for(lambda: store.runs.get(run.id).status == "running")
    began = time.monotonic()
    manager.store.actions.stop(run.id)
    assert ended(store, run.id).status == "stopped" and time.monotonic() - began < SLOWER * 1
    after = manager.submit(small, 2)
    assert begun(store, after.id).status == "running"


def test_another_process_may_ask_to_stop(shared, small):
    manager, store, settings = use(shared, "deaf")
    run = begun(store, manager.submit(small, 1).id)
    other = Store(settings.store_url)
    began = time.monotonic()
    other.actions.stop(run.id)
    assert ended(store, run.id).status == "stopped" and time.monotonic() - began < SLOWER * 1
    other.close()


@pytest.mark.parametrize(
    ("fake", "sentence"),
    [
        ("abort", "Its worker crashed (SIGABRT); see run.log"),
        ("leave", "before the run did (exit code 7)"),
        ("exhaust", "Memory ran out; choose a smaller batch size"),
        ("surprise", "an unexpected error (ZeroDivisionError: by nothing)"),
        ("diverge", "numeric-binary/mlp diverged in epoch 2."),
        ("nosuch", "before the run did (exit code 1)"),
    ],
)
def test_a_worker_that_fails_makes_a_failed_run_and_the_next_begins(shared, small, fake, sentence):
    manager, store, _ = use(shared, fake)
    run = ended(store, manager.submit(small, 1).id)
    assert run.status == "failed" and sentence in run.error, run.error
    assert store.histories.get(run.id).epochs == list(range(run.epochs_done))
    manager.train = FAKE + "quick"
    assert ended(store, manager.submit(small, 2).id).status == "completed"


def test_a_killed_worker_fails_its_run_and_the_next_one_starts(manage, store, small, settings):
    settings = dataclasses.replace(settings, slots=1)
    executor = ProcessExecutor(settings, preload=["core.runs.workers.execute"])
    manager = RunManager(store, settings, executor, train=FAKE + "patient")
    manager.start()
    first, second = manager.submit(small, 1), manager.submit(small, 2)
    begun(store, first.id)
    os.kill(wait_for(lambda: executor.pids().get(first.id)), signal.SIGKILL)
    run = ended(store, first.id)
    assert run.status == "interrupted" and "killed (signal 9), probably because" in run.error
    assert len(store.histories.get(first.id)) == run.epochs_done > 0
    begun(store, second.id)
    manager.close()
    assert store.runs.get(second.id).status == "interrupted"


def test_a_lost_launcher_interrupts_its_runs_and_is_replaced(manage, store, small):
    manager = manage("patient")
    run = begun(store, manager.submit(small, 1).id)
    worker = wait_for(lambda: manager._executor.pids().get(run.id))
    os.kill(manager._executor._launcher.pid, signal.SIGKILL)
    run = ended(store, run.id)
    assert run.status == "interrupted" and "kept" in run.error
    assert len(store.histories.get(run.id)) == run.epochs_done > 0
    wait_for(lambda: not alive(worker), 10)
    again = begun(store, manager.submit(small, 2).id)
    assert again.status == "running"


@pytest.mark.slow
def test_a_run_that_had_not_started_gets_another_launcher(store, small, settings):
    executor = ProcessExecutor(settings, preload=["tests.core.runs.slow_import"])
    manager = RunManager(store, settings, executor, train=FAKE + "quick")
    manager.start()
    run = manager.submit(small, 1)
    wait_for(lambda: run.id in executor._unstarted)
    os.kill(executor._launcher.pid, signal.SIGKILL)
    run = ended(store, run.id, 40)
    assert (run.status, run.resumes) == ("completed", 1)  # handed back, so under a new holder
    manager.close()


def test_a_launcher_that_never_works_interrupts_the_run(store, small, settings, monkeypatch):
    monkeypatch.setattr("core.runs.workers.process.sys.executable", "/bin/false")
    manager = RunManager(store, settings, ProcessExecutor(settings), train=FAKE + "quick")
    manager.start()
    run = ended(store, manager.submit(small, 1).id)
    assert (run.status, run.resumes) == ("interrupted", 5)
    assert "program that starts workers ended" in run.error
    manager.close()


def test_the_queue_outlives_its_manager(manage, store, small, settings):
    manager = RunManager(store, settings)
    run = manager.submit(small, 1)
    manager.close()
    assert store.runs.get(run.id).status == "queued"
    manage("quick")
    assert ended(store, run.id).status == "completed"


def test_close_interrupts_what_runs_and_keeps_what_waits(manage, store, small, settings):
    manager = manage("patient")
    runs = [manager.submit(small, seed) for seed in range(5)]
    for run in runs[:4]:
        begun(store, run.id)
    pids = list(manager._executor.pids().values())
    began = time.monotonic()
    manager.close()
    assert time.monotonic() - began < SLOWER * 2
    stored = [store.runs.get(run.id) for run in runs]
    assert [run.status for run in stored] == ["interrupted"] * 4 + ["queued"]
    assert "server that ran it ended" in stored[0].error
    assert len(store.histories.get(runs[0].id)) == stored[0].epochs_done > 0
    wait_for(lambda: not any(map(alive, pids)), 3)


def test_a_run_whose_server_was_lost_is_interrupted_by_the_next(manage, store, small):
    run = store.runs.create(small, 1, origin="dashboard")
    store.leases.claim(run.id, "a server that is gone", 0.3)
    store.histories.append(run.id, 0, [{"loss": 1.0}], [0.1], holder="a server that is gone")
    manage("quick", lease_seconds=0.6)
    run = ended(store, run.id)
    assert run.status == "interrupted" and run.epochs_done == 1


def test_two_managers_on_one_store_run_each_run_once(manage, store, small, settings):
    other_store = Store(settings.store_url)
    mine, other = (
        manage("quick"),
        RunManager(
            other_store,
            settings,
            ProcessExecutor(settings, preload=["core.runs.workers.execute"]),
            train=FAKE + "quick",
        ),
    )
    other.start()
    wait_for(lambda: mine.warm == other.warm == "warm")
    runs = [mine.submit(small, seed) for seed in range(12)]
    for run in runs:
        assert ended(store, run.id).status == "completed"
        log = (settings.artifacts / run.id / "run.log").read_text()
        assert log == "hello from the worker\n"
    other.close()
    other_store.close()


def test_the_manager_goes_on_after_an_error(shared, small, monkeypatch):
    manager, store, _ = use(shared, "quick")
    calls = []

    def fail(*_args, **_values):
        calls.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(store.queue, "next", fail)
    run = manager.submit(small, 1)
    wait_for(lambda: len(calls) > 2)
    monkeypatch.undo()
    assert ended(store, run.id).status == "completed"


def test_an_ending_that_cannot_be_written_is_written_later(shared, small, monkeypatch):
    manager, store, _ = use(shared, "leave")
    tried = []

    def full(*_args, **_values):
        tried.append(1)
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(store.leases, "finish", full)
        run = manager.submit(small, 1)
        wait_for(lambda: len(tried) > 2)
        assert store.runs.get(run.id).status == "running"
    assert ended(store, run.id).status == "failed"


def test_warm_tells_whether_runs_begin_at_once(shared, store, settings):
    assert RunManager(store, settings).warm == "cold"
    wait_for(lambda: shared.warm == "warm")


def test_threads_can_be_left(manage, store, small, settings):
    manager = manage("patient", ThreadExecutor(settings))
    run = begun(store, manager.submit(small, 2).id)
    manager.close()
    assert store.runs.get(run.id).status == "interrupted"


def test_a_closed_manager_listens_to_the_store_no_longer(manage, store):
    before = list(store.database.listeners)
    manager = manage("quick")
    assert len(store.database.listeners) == len(before) + 1
    manager.close()
    assert store.database.listeners == before


def test_the_thread_executor_keeps_keras_session_from_streamlit(settings):
    pytest.importorskip("streamlit")
    from streamlit.runtime.scriptrunner import script_runner

    before = script_runner._clean_problem_modules
    try:
        ThreadExecutor(settings).start(lambda: None)
        assert script_runner._clean_problem_modules is not before
        assert script_runner._clean_problem_modules() is None
    finally:
        script_runner._clean_problem_modules = before


def test_memory_bounds_the_slots(monkeypatch):
    class Memory:
        available = 10 * RUN_BYTES

    monkeypatch.setattr("core.runs.queue.slots.memory", lambda: Memory)
    assert free_slots(4, 0) == 4 and free_slots(4, 3) == 1 and free_slots(4, 5) == 0
    Memory.available = int(2.5 * RUN_BYTES)
    assert free_slots(4, 0) == 2
    assert free_slots(4, 1, [os.getpid()]) == 1, "a young worker's share is kept for it"
    Memory.available = RUN_BYTES // 2
    assert free_slots(4, 0) == 1, "one always may"
    assert free_slots(4, 1) == 0


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
