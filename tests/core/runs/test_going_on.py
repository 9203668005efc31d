"""Runs that train for real are killed, paused, extended, and come out the same to the bit."""

import os
import random
import signal
import time

import numpy as np
import pytest

from core.architectures import FAMILIES
from core.recipes import representative
from core.runs.files.artifacts import (
    CHECKPOINT,
    EPOCHS,
    artifact_sizes,
    load_predictions,
    load_weights,
)
from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.settings import Settings
from core.training.epoch_weights import epochs_kept, read_epochs
from tests.core.runs.waiting import ended, wait_for

pytestmark = pytest.mark.tensorflow
KILLS = 5  # of a model of each of four families: 20 in all
LENGTHS = {"mlp": 120, "recurrent": 14, "convolutional": 40, "recurrent-convolutional": 14}
LAST_KILL = 0.75  # of the epochs, so that a slow look does not come after the end


@pytest.fixture(scope="module")
def manager(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, checkpoint_seconds=0, keep_epochs_mb=100)
    manager = RunManager(Store(settings.store_url), settings)
    manager.start()
    yield manager
    manager.close()
    manager.store.close()


def cell(family, epochs=None):
    entry = representative("topics", family)
    changes = {name: 0.2 for name in entry.values() if name.startswith(("dropout", "recurrent_d"))}
    epochs = epochs or LENGTHS[family]
    changes |= {"epochs": epochs, "train_samples": 800, "batch_size": 16}
    if family == "mlp":
        changes["units"] = 512  # else it would end before its kills come
    return entry.with_settings(changes)


def everything(manager, run_id):
    """All that a run left, but for its seconds."""
    run, folder = manager.store.runs.get(run_id), manager.settings.artifacts / run_id
    assert run.status == "completed", run.error
    history = manager.store.histories.get(run_id)
    points = manager.store.histories.points(run_id)
    assert len(points) >= 21
    arrays = {"predictions": load_predictions(folder)}
    arrays |= {f"final {name}": value for name, value in load_weights(folder).items()}
    arrays |= {f"best {name}": value for name, value in load_weights(folder, "best").items()}
    epochs = read_epochs(folder / EPOCHS)
    assert tuple(epochs) == epochs_kept(run.epochs)
    for epoch, weights in epochs.items():
        arrays |= {f"{epoch} {name}": value for name, value in weights.items()}
    sizes = {name: size for name, size in artifact_sizes(folder).items() if name != CHECKPOINT}
    assert run.artifacts_bytes == sum(sizes.values())
    return (history, points, dict(run.test), run.best_epoch), arrays


def assert_same(manager, run_id, other_id):
    figures, arrays = everything(manager, run_id)
    other_figures, other_arrays = everything(manager, other_id)
    assert figures == other_figures
    assert list(arrays) == list(other_arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, other_arrays[name])


def _whole(store, run_ids) -> bool:
    """Whether none of the runs goes on, nor has to be resumed after its last kill."""
    runs = [store.runs.get(run_id) for run_id in run_ids]
    return all(run.ended and run.status != "interrupted" for run in runs)


@pytest.mark.timeout(1200)
@pytest.mark.slow
def test_killed_again_and_again_at_random_it_is_the_run_that_was_never_killed(manager):
    """Nor does an epoch that was in the store ever leave it."""
    chance, store = random.Random(20), manager.store
    whole = {family: manager.submit(cell(family), 7).id for family in FAMILIES}
    for run_id in whole.values():
        ended(store, run_id, 120)
    killed = {family: manager.submit(cell(family), 7).id for family in FAMILIES}
    kills = dict.fromkeys(FAMILIES, 0)
    seen = dict.fromkeys(FAMILIES, 0)
    moment: dict[str, float] = {}
    resumed_within = 0
    until = time.monotonic() + 900
    while time.monotonic() < until and not _whole(store, killed.values()):
        time.sleep(0.02)
        for family, run_id in killed.items():
            run = store.runs.get(run_id)
            assert run.epochs_done >= seen[family], "an epoch that was there is gone"
            seen[family] = run.epochs_done
            if run.status == "interrupted":
                kills[family] += 1
                resumed_within += bool(run.checkpoint.get("epoch") or run.checkpoint.get("step"))
                manager.store.actions.resume(run_id)
                moment.pop(family, None)
            elif run.status == "running" and kills[family] < KILLS:
                pid = manager._executor.pids().get(run_id)
                if family not in moment and run.progress.get("phase") == "train":
                    share = LAST_KILL * (kills[family] + chance.random()) / KILLS
                    moment[family] = share * run.epochs
                at = run.progress.get("epoch", 0) + run.progress.get("batch", 0) / 100
                if pid and at >= moment.get(family, float("inf")):
                    os.kill(pid, signal.SIGKILL)
                    moment[family] = float("inf")
    # On a slow machine a run may end before its last kill comes.
    assert all(KILLS - 1 <= count <= KILLS for count in kills.values()), kills
    assert resumed_within >= 10, "most go on from a checkpoint"
    for family in FAMILIES:
        assert store.runs.get(killed[family]).resumes == kills[family]
        assert_same(manager, killed[family], whole[family])


@pytest.mark.slow
def test_paused_within_an_epoch_and_resumed_it_is_the_same_run(manager):
    entry = cell("recurrent", epochs=3).with_settings({"batch_size": 4})
    whole, run = manager.submit(entry, 3), manager.submit(entry, 3)
    store = manager.store
    wait_for(lambda: store.runs.get(run.id).progress.get("batch", 0) > 20, 60)
    manager.store.actions.pause(run.id)
    wait_for(lambda: store.runs.get(run.id).status == "paused", 5)
    kept = wait_for(lambda: store.runs.get(run.id).checkpoint, 5)
    assert kept["step"] > 0 and kept["bytes"] > 0
    manager.store.actions.resume(run.id)
    for one in (whole, run):
        ended(store, one.id, 120)
    assert_same(manager, run.id, whole.id)


@pytest.mark.slow
def test_extended_it_is_the_run_of_more_epochs(manager):
    store = manager.store
    run, longer = (manager.submit(cell("mlp", epochs), 5) for epochs in (4, 10))
    for one in (run, longer):
        ended(store, one.id, 60)
    wait_for(lambda: store.runs.get(run.id).checkpoint.get("epoch") == 4, 5)
    manager.store.actions.extend(run.id, 6)
    wait_for(lambda: store.runs.get(run.id).status != "queued", 30)
    ended(store, run.id, 60)
    assert_same(manager, run.id, longer.id)
    assert store.runs.get(run.id).recipe_key == store.runs.get(longer.id).recipe_key


def test_a_stopped_run_goes_on_where_it_stopped(manager, monkeypatch):
    # a busy machine takes longer to listen, and is not what is tested
    monkeypatch.setattr("core.runs.queue.manager.KILL_AFTER_SECONDS", 15.0)
    store, entry = manager.store, cell("convolutional", epochs=200)
    run = manager.submit(entry, 2)
    wait_for(lambda: store.runs.get(run.id).epochs_done >= 2, 60)
    manager.store.actions.stop(run.id)
    ended(store, run.id, 5)
    there = store.runs.get(run.id).epochs_done
    kept = wait_for(lambda: store.runs.get(run.id).checkpoint, 5)
    wait_for(lambda: store.runs.get(run.id).checkpoint.get("epoch", 0) >= there, 5)
    assert kept["epoch"] <= there
    manager.store.actions.resume(run.id)
    wait_for(lambda: store.runs.get(run.id).epochs_done > there, 60)
    manager.store.actions.stop(run.id)
    history = store.histories.get(ended(store, run.id, 5).id)
    assert history.epochs == list(range(len(history))) and len(history) > there
