"""Runs that train for real, in worker processes: this process never imports TensorFlow."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from core.recipes import recipe
from core.runs.files.artifacts import load_predictions, load_weights
from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.settings import Settings
from tests.core.runs.waiting import SLOWER, begun, ended, wait_for

pytestmark = pytest.mark.tensorflow
ROOT = Path(__file__).parents[3]
FAKE = "tests.core.runs.fake_training:"


@pytest.fixture(scope="module")
def manager(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    manager = RunManager(Store(settings.store_url), settings)
    manager.start()
    yield manager
    manager.close()
    manager.store.close()


@pytest.fixture(scope="module")
def store(manager):
    return manager.store


@pytest.fixture
def mlp():
    return recipe("numeric-binary/mlp")


def test_a_run_from_launch_to_finish(manager, store, mlp):
    small = mlp.with_settings({"epochs": 30})
    run = ended(store, manager.submit(small, 5).id, 60)
    assert run.status == "completed", run.error
    assert run.parameters == small.summary.parameters and set(run.test) == {"loss", "accuracy"}
    assert run.epochs_done == run.epochs == 30 and run.neighbours == 0 and run.threads >= 1
    assert set(run.seconds) == {"prepare", "build", "first_epoch", "train", "evaluate"}
    assert run.environment["tensorflow"] and run.peak_memory > 10**8 and run.digest
    history = store.histories.get(run.id)
    assert history.epochs == list(range(30)) and np.isfinite(history.metrics["loss"]).all()
    assert len(store.histories.seconds(run.id)) == 30
    folder = manager.settings.artifacts / run.id
    weights = load_weights(folder, "best")
    assert sum(item.size for item in load_weights(folder).values()) == run.parameters
    assert list(weights) == list(load_weights(folder))
    predictions = load_predictions(folder)
    assert predictions.dtype == np.float32 and ((predictions >= 0) & (predictions <= 1)).all()


def test_the_same_seed_in_two_processes_gives_the_same_bits(manager, store, mlp):
    small = mlp.with_settings({"epochs": 70})  # so that all three are running at some time
    runs = [manager.submit(small, seed) for seed in (3, 3, 4)]
    for run in runs:
        assert ended(store, run.id, 60).status == "completed"
    some, again, other = (store.histories.get(run.id).metrics["loss"] for run in runs)
    assert some == again and some != other
    assert max(store.runs.get(run.id).neighbours for run in runs) == 2


IN_THREADS = """
import json, sys, time
from pathlib import Path
from core.recipes import recipe
from core.runs.workers.thread import ThreadExecutor
from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.settings import Settings
settings = Settings(home=Path(sys.argv[1]))
manager = RunManager(Store(settings.store_url), settings, ThreadExecutor(settings))
manager.start()
small = recipe("numeric-binary/mlp").with_settings({"epochs": 5, "batch_size": 16})
runs = [manager.submit(small, seed).id for seed in (3, 4)]
while not all(manager.store.runs.get(run_id).ended for run_id in runs):
    time.sleep(0.05)
manager.close()
histories = manager.store.histories
print(json.dumps([histories.get(run_id).metrics["loss"] for run_id in runs]))
print(json.dumps([histories.points(run_id).metrics["loss"] for run_id in runs]))
"""


@pytest.mark.slow
def test_two_threads_side_by_side_give_the_bits_of_processes(manager, store, mlp, tmp_path):
    command = [sys.executable, "-c", IN_THREADS, str(tmp_path / "home")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    in_threads, points = map(json.loads, done.stdout.splitlines()[-2:])
    small = mlp.with_settings({"epochs": 5, "batch_size": 16})
    runs = [ended(store, manager.submit(small, seed).id, 60) for seed in (3, 4)]
    assert in_threads == [store.histories.get(run.id).metrics["loss"] for run in runs]
    assert points == [store.histories.points(run.id).metrics["loss"] for run in runs]
    assert min(map(len, points)) >= 21


def test_a_killed_worker_fails_its_run_and_keeps_its_epochs(manager, store, mlp):
    run = begun(store, manager.submit(mlp.with_settings({"epochs": 10_000}), 1).id, 60)
    os.kill(wait_for(lambda: manager._executor.pids().get(run.id)), signal.SIGKILL)
    run = ended(store, run.id)
    assert run.status == "interrupted" and "killed (signal 9)" in run.error
    assert len(store.histories.get(run.id)) == run.epochs_done > 0


def test_a_run_that_diverges_fails_with_a_sentence(manager, store):
    wild = recipe("series/dense").with_settings({"optimizer": "sgd", "learning_rate": 10})
    run = ended(store, manager.submit(wild, 1).id, 60)
    assert run.status == "failed" and "diverged" in run.error and "learning rate" in run.error


@pytest.mark.parametrize("seconds_in", [0.2, 1.5, None])
def test_stop_takes_under_a_second_at_any_moment(manager, store, seconds_in):
    slow = recipe("probe-order/lstm").with_settings({"batch_size": 8, "epochs": 100})
    wait_for(lambda: manager.warm == "warm", 60)
    run = manager.submit(slow, 1)
    if seconds_in is None:  # in the middle of an epoch of many seconds
        wait_for(lambda: store.runs.get(run.id).progress.get("batch", 0) > 20, 60)
    else:  # while it loads, builds or traces
        wait_for(lambda: store.runs.get(run.id).status == "running")
        time.sleep(seconds_in)
    began = time.monotonic()
    manager.store.actions.stop(run.id)
    run = ended(store, run.id)
    assert time.monotonic() - began < SLOWER * 1
    assert run.status == "stopped" and run.error == ""
    assert run.epochs_done == len(store.histories.get(run.id))


@pytest.fixture
def trained_by(manager):
    """Have the manager's workers train with a fake of tests."""

    def use(fake):
        manager.train = FAKE + fake

    yield use
    manager.train = ""


@pytest.mark.parametrize("fake", ["train_without_memory", "build_without_memory"])
@pytest.mark.slow
def test_memory_that_runs_out_fails_the_run_and_the_next_one_starts(
    manager, store, mlp, trained_by, fake
):
    trained_by(fake)
    big = mlp.with_settings({"depth": 6} | {f"units_{layer}": 4096 for layer in range(1, 7)})
    run = ended(store, manager.submit(big, 1).id, 90)
    assert run.status == "failed" and "memory" in run.error.lower(), run.error
    trained_by("quick")
    assert ended(store, manager.submit(mlp, 1).id, 60).status == "completed"


def test_the_fork_server_has_keras_but_never_began_its_runtime(manager, store, mlp, trained_by):
    trained_by("refuse_started_runtime")
    run = ended(store, manager.submit(mlp, 1).id, 60)
    assert run.status == "completed", run.error
    assert "loaded=True" in (manager.settings.artifacts / run.id / "run.log").read_text()


def test_the_server_process_never_imports_tensorflow():
    code = """
import importlib, pkgutil, sys
import core.runs
for found in pkgutil.walk_packages(core.runs.__path__, "core.runs."):
    importlib.import_module(found.name)
print([name for name in ("tensorflow", "keras", "streamlit") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "[]\n", done.stderr
