"""Runs on a real Ray cluster of three machines, all of them this one."""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from core.errors import RequestError
from core.recipes import recipe
from core.runs.files.artifacts import PREDICTIONS, load_predictions
from core.runs.files.sharing import run_folder
from core.runs.queue.manager import RunManager
from core.runs.run import ACTIVE
from core.runs.store import Store
from core.runs.workers.cluster import cluster
from core.runs.workers.cluster.cluster import RayExecutor
from core.settings import Settings
from tests.core.runs.waiting import begun, ended, wait_for
from tests.core.runs.workers.contract import ExecutorContract

pytestmark = [pytest.mark.tensorflow, pytest.mark.slow, pytest.mark.timeout(400)]
FAKE = "tests.core.runs.fake_training:"
LOOPBACK = "127.0.0.1"
NODE = {
    "num_cpus": 1,
    "memory": 2 * 10**9,
    "node_ip_address": LOOPBACK,
    "include_dashboard": False,
    "include_log_monitor": False,
    "no_monitor": True,
    "object_store_memory": 80 * 10**6,
}
# Seconds to wait for what takes a few, and how much slower than alone everything may go.
LIMIT, SLOW = 90, 3
EPOCHS, SEED = 5_000, 5


class Machines:
    """A head that executes nothing, and two that do, each a raylet with workers of its own."""

    def __init__(self, folder: str, homes: Path):
        from ray.cluster_utils import Cluster

        self.cluster = Cluster(True, head_node_args=NODE | {"num_cpus": 0, "temp_dir": folder})
        for number in range(2):
            home = {"RECIPE_LAB_HOME": str(homes / f"machine {number}")}
            self.cluster.add_node(wait=False, env_vars=home, **NODE)
        self.cluster.wait_for_nodes(LIMIT)

    def raylet(self, node) -> psutil.Process:
        return psutil.Process(node.all_processes["raylet"][0].process.pid)

    def workers(self, node) -> list[psutil.Process]:
        """The processes of runs on a machine."""
        children = []
        for child in self.raylet(node).children():
            with suppress(psutil.Error):
                if "ray::work" in " ".join(child.cmdline()):
                    children.append(child)
        return children

    def where(self) -> list:
        """The machines that execute a run now."""
        return [node for node in self.cluster.list_all_nodes() if self.workers(node)]


@pytest.fixture(scope="module")
def machines(local, homes):
    folder = tempfile.mkdtemp(prefix="ray-")  # a short path: sockets lie in it
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("RECIPE_LAB_")]:
            patch.delenv(name)  # what machines do not say themselves, the dashboard says
        patch.setenv("RAY_TMPDIR", folder)  # Cluster writes below it, and makes no folder for that
        Path(folder, "ray").mkdir()
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_worker_niceness", "0")
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        machines = Machines(folder, homes)
        yield machines
        machines.cluster.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """Where each machine has a home of its own, and the place they share is."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(scope="module")
def settings(machines, homes):
    return Settings(
        home=homes / "dashboard",
        artifacts_url=(homes / "shared").as_uri(),
        executor="ray",
        ray_address=machines.cluster.address,
        ray_cpus=1,
        checkpoint_seconds=0,
    )


@pytest.fixture(scope="module")
def manager(settings):
    manager = RunManager(Store(settings.store_url), settings)
    manager.start()
    yield manager
    manager.close()
    manager.store.close()


@pytest.fixture
def store(manager):
    wait_for(lambda: manager._executor.room(), LIMIT)
    yield manager.store
    for run in manager.store.runs.list(status=ACTIVE):
        manager.store.actions.stop(run.id)
        ended(manager.store, run.id)
    manager.train = ""


def small(epochs: int):
    return recipe("numeric-binary/mlp").with_settings({"epochs": epochs})


@pytest.fixture(scope="module", autouse=True)
def local(tmp_path_factory):
    """The same run in a worker process of this machine, begun while the cluster begins."""
    settings = Settings(home=tmp_path_factory.mktemp("local"))
    manager = RunManager(Store(settings.store_url), settings)
    manager.start()
    run = manager.submit(small(EPOCHS), SEED)
    yield lambda: manager.store.histories.get(ended(manager.store, run.id, LIMIT).id)
    manager.close()
    manager.store.close()


@pytest.mark.usefixtures("store")  # waits for room, and leaves none behind
class TestContract(ExecutorContract):
    name, seconds = "ray", LIMIT


def test_runs_train_beside_each_other_and_nothing_listens_to_other_machines(
    manager, store, machines
):
    manager.train = FAKE + "patient"
    runs = [manager.submit(small(30), seed).id for seed in range(3)]
    for run_id in runs[:2]:
        assert begun(store, run_id, LIMIT).status == "running"
    assert len(machines.where()) == 2  # on each what it has room for
    assert store.runs.get(runs[2]).status == "queued"
    ports = []
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # one that ended meanwhile listens to nobody
            ports += one.net_connections("inet")
    heard = {port.laddr.ip for port in ports if port.status == psutil.CONN_LISTEN}
    assert heard and heard <= {LOOPBACK, "::ffff:" + LOOPBACK, "::1"}
    began = time.monotonic()
    manager.store.actions.stop(runs[0])
    assert ended(store, runs[0]).status == "stopped"
    assert time.monotonic() - began < 2 * SLOW
    assert begun(store, runs[2], LIMIT).status == "running"
    for run_id in runs[1:]:
        manager.store.actions.stop(run_id)
    assert {ended(store, run_id).status for run_id in runs[1:]} == {"stopped"}


def test_one_that_does_not_listen_is_ended_all_the_same(manager, store, machines):
    manager.train = FAKE + "deaf"
    run = manager.submit(small(30), 1)
    begun(store, run.id, LIMIT)
    (node,) = machines.where()
    (worker,) = machines.workers(node)
    began = time.monotonic()
    manager.store.actions.stop(run.id)
    assert ended(store, run.id).status == "stopped"
    psutil.wait_procs([worker], timeout=10)
    assert not worker.is_running() and time.monotonic() - began < 2 * SLOW


def test_a_worker_that_dies_leaves_its_run_to_be_resumed(manager, store, machines):
    manager.train = FAKE + "patient"
    run = manager.submit(small(30), 1)
    begun(store, run.id, LIMIT)
    (node,) = machines.where()
    machines.workers(node)[0].kill()
    run = ended(store, run.id, 40)
    assert (run.status, run.resumes) == ("interrupted", 0) and "ended unexpectedly" in run.error


def test_what_fits_no_machine_is_refused(manager, store):
    values = {"train_samples": 8_192, "batch_size": 2_048, "units": 256}  # some three gigabytes
    large = recipe("probe-motif/lstm").with_settings(values)
    run = ended(store, manager.submit(large, 1).id, LIMIT)
    assert run.status == "failed" and "no machine of the cluster has that much" in run.error


def test_a_run_ends_with_its_server_and_with_the_way_to_the_cluster(settings, machines, tmp_path):
    own = replace(settings, home=tmp_path)  # another dashboard
    manager = RunManager(Store(own.store_url), own, train=FAKE + "patient")
    manager.start()
    for leave, words in (
        (lambda: manager._executor._launcher.kill(), "ended unexpectedly"),
        (manager.close, ""),
    ):
        run = manager.submit(small(30), 1)  # the second time it has reconnected
        begun(manager.store, run.id, LIMIT)
        # Ray says so a moment after its first epoch, and what has not started is started again.
        wait_for(lambda id=run.id: id not in manager._executor._unstarted, LIMIT)
        workers = [one for node in machines.where() for one in machines.workers(node)]
        began = time.monotonic()
        leave()
        run = ended(manager.store, run.id)
        assert run.status == "interrupted" and words in run.error
        assert time.monotonic() - began < 5 * SLOW
        psutil.wait_procs(workers, timeout=20)
        assert workers and not any(worker.is_running() for worker in workers)
    manager.store.close()


def test_a_run_whose_machine_dies_goes_on_elsewhere_as_if_nothing_had_been(
    manager, store, machines, local, homes, settings
):
    lost = manager.submit(small(EPOCHS), SEED)
    (node,) = wait_for(machines.where, LIMIT)
    (worker,) = machines.workers(node)
    wait_for(lambda: store.runs.get(lost.id).checkpoint, LIMIT)
    time.sleep(1)  # to end that write: suspended within it, it would seem too costly to repeat

    def saved_far_enough() -> bool:
        """A slow machine keeps its second checkpoint after the time of a whole run: so the worker
        has most of that time without training on."""
        worker.suspend()
        if store.runs.get(lost.id).checkpoint["epoch"] > 50:
            return True
        time.sleep(2)
        worker.resume()
        time.sleep(0.1)
        return False

    wait_for(saved_far_enough, LIMIT)
    current = store.runs.get(lost.id)
    assert current.status == "running"
    machines.cluster.remove_node(node, allow_graceful=False)
    worker.kill()
    wait_for(lambda: store.runs.get(lost.id).resumes, LIMIT)
    seen, died = [EPOCHS], time.time()
    while not (run := store.runs.get(lost.id)).ended:
        if float(run.progress.get("updated", 0)) > died and run.progress["phase"] == "train":
            seen.append(run.progress.get("epoch", EPOCHS))
        time.sleep(0.05)
    run = ended(store, lost.id)
    assert (run.status, run.resumes, run.executor) == ("completed", 1, "ray"), run.error
    assert min(seen) >= current.checkpoint["epoch"] - 1  # it did not begin again
    assert len(list(homes.glob(f"machine */artifacts/{run.id}/checkpoint.npz"))) == 2
    assert not (settings.artifacts / run.id).exists()
    assert len(load_predictions(run_folder(settings, run.id, PREDICTIONS))) == run.test_samples
    history = store.histories.get(run.id)
    assert history.metrics == local().metrics and len(history.epochs) == EPOCHS


def test_without_ray_one_sentence_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(RequestError, match=r"requirements-cluster\.txt -c constraints\.txt"):
        RayExecutor(Settings(home=tmp_path, executor="ray"))
