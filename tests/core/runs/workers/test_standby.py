"""Workers that wait with a recipe prepared: who waits, how long, and that bits stay the same."""

from __future__ import annotations

import os
import signal

import numpy as np
import psutil
import pytest

from core.recipes import recipe
from core.runs.files.artifacts import load_weights
from core.runs.queue.manager import RunManager
from core.runs.run import COMPLETED
from core.runs.store import Store
from core.runs.workers.process import ProcessExecutor
from core.settings import Settings
from tests.core.runs.waiting import begun, ended, wait_for

pytestmark = pytest.mark.tensorflow
SECONDS = 120


class Noting(ProcessExecutor):
    """Notes in which process each run was; a short one has ended when somebody looks."""

    def __init__(self, settings):
        super().__init__(settings)
        self.noted = {}

    def _handle(self, event):
        if event["event"] == "started":
            self.noted[event["run_id"]] = event["pid"]
        super()._handle(event)


def started(folder, **options) -> RunManager:
    settings = Settings(home=folder, **options)
    manager = RunManager(Store(settings.store_url), settings, Noting(settings))
    manager.start()
    wait_for(lambda: manager.warm == "warm", SECONDS)
    return manager


@pytest.fixture(scope="module")
def manager(tmp_path_factory):
    manager = started(tmp_path_factory.mktemp("home"), standby=2)
    yield manager
    manager.close()
    manager.store.close()


@pytest.fixture(autouse=True)
def nobody_waits(request):
    if "manager" in request.fixturenames:
        manager = request.getfixturevalue("manager")
        wait_for(lambda: not manager._executor.pids())
        manager._executor.release()
        wait_for(lambda: not waiting(manager))


def small(id="topics/mlp", epochs=2):
    return recipe(id).with_settings({"epochs": epochs})


def waiting(manager) -> list[int]:
    return manager._executor.idle_pids()


def trained(manager, entry, seed):
    """Train; return the run, the process it was in, and its history, points and weights."""
    run = manager.submit(entry, seed)
    pid = wait_for(lambda: manager._executor.noted.get(run.id), SECONDS)
    run = ended(manager.store, run.id, SECONDS)
    assert run.status == COMPLETED, run.error
    histories = manager.store.histories
    weights = load_weights(manager.settings.artifacts / run.id)
    bits = [np.asarray(value).tobytes() for value in weights.values()]
    return run, pid, [histories.get(run.id).metrics, histories.points(run.id).metrics, bits]


def test_the_next_seed_is_trained_by_the_worker_that_waits_to_the_same_bits(manager, tmp_path):
    first, pid, _ = trained(manager, small(), 0)
    wait_for(lambda: waiting(manager) == [pid])
    again, same, bits = trained(manager, small(epochs=3), 1)
    assert same == pid, "it waits whatever the number of epochs"
    assert again.seconds["build"] < first.seconds["build"]
    log = manager.settings.artifacts / again.id / "run.log"
    assert log.exists() and "Traceback" not in log.read_text()
    wait_for(lambda: waiting(manager) == [pid])  # the run ends in the store a moment earlier
    assert all("run.log" not in file.path for file in psutil.Process(pid).open_files())
    alone = started(tmp_path, standby=0)
    _, other, expected = trained(alone, small(epochs=3), 1)
    wait_for(lambda: not psutil.pid_exists(other))
    alone.close()
    alone.store.close()
    assert bits == expected


def test_a_rehearsed_recipe_is_trained_by_its_worker_to_the_same_bits(manager):
    entry = small("topics/rcnn")
    _, pid, expected = trained(manager, entry, 7)
    wait_for(lambda: waiting(manager) == [pid])
    assert manager._executor.release()
    wait_for(lambda: not psutil.pid_exists(pid))
    wait_for(lambda: not manager._workers)  # it rehearses nothing beside a run
    manager.rehearse([entry, entry])
    (ready,) = wait_for(lambda: waiting(manager))
    manager.rehearse([entry])
    _, pid, bits = trained(manager, entry, 7)
    assert pid == ready and bits == expected


def test_no_more_wait_than_are_allowed_and_the_oldest_give_way(manager):
    pids = [trained(manager, small(id), 0)[1] for id in ("topics/mlp", "topics/cnn", "digits/mlp")]
    wait_for(lambda: sorted(waiting(manager)) == sorted(pids[1:]))
    wait_for(lambda: not psutil.pid_exists(pids[0]))


def test_nothing_is_rehearsed_while_something_runs(manager):
    hours = recipe("probe-order/lstm").with_settings({"batch_size": 8, "epochs": 10_000})
    run = begun(manager.store, manager.submit(hours, 0).id, SECONDS)
    manager.rehearse([small("topics/cnn")])
    manager.store.actions.stop(run.id)
    assert ended(manager.store, run.id, SECONDS).status == "stopped"
    wait_for(lambda: not manager._executor.pids())
    assert len(waiting(manager)) <= 1, "at most the one that was stopped"


def test_a_waiting_worker_that_was_killed_is_replaced(manager):
    _, pid, _ = trained(manager, small(), 0)
    wait_for(lambda: waiting(manager) == [pid])
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not waiting(manager))
    _, other, _ = trained(manager, small(), 1)
    assert other != pid


def test_who_waits_ends_with_the_manager(tmp_path):
    manager = started(tmp_path)
    _, pid, _ = trained(manager, small(), 0)
    wait_for(lambda: waiting(manager) == [pid])
    manager.close()
    manager.store.close()
    wait_for(lambda: not psutil.pid_exists(pid))
