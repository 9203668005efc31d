"""Runs on a real Ray cluster of three machines, all of them this one."""

import os
import shutil
import tempfile
import time
from dataclasses import replace

import psutil
import pytest

from core.errors import RequestError
from core.recipes import recipe
from core.runs.executors import cluster
from core.runs.executors.cluster import RayExecutor
from core.runs.manager import RunManager
from core.runs.run import OPEN
from core.runs.store import Store
from core.settings import Settings
from tests.core.runs.waiting import begun, ended, wait_for

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(400)]
FAKE = "tests.core.runs.fake_training:"
LOOPBACK = "127.0.0.1"
NODE = {
    "num_cpus": 1,
    "node_ip_address": LOOPBACK,
    "include_dashboard": False,
    "include_log_monitor": False,
    "no_monitor": True,
    "object_store_memory": 80 * 10**6,
}
LIMIT = 90
EPOCHS, SEED = 1_500, 5


class Machines:
    """A head that executes nothing, and two that do, each a raylet with workers of its own."""

    def __init__(self, folder: str):
        from ray.cluster_utils import Cluster

        self.cluster = Cluster(True, head_node_args=NODE | {"num_cpus": 0, "temp_dir": folder})
        for _ in range(2):
            self.cluster.add_node(wait=False, **NODE)
        self.cluster.wait_for_nodes()

    def raylet(self, node) -> psutil.Process:
        return psutil.Process(node.all_processes["raylet"][0].process.pid)

    def workers(self, node) -> list[psutil.Process]:
        """The processes of runs on a machine."""
        found = []
        for child in self.raylet(node).children():
            if child.name().startswith("ray::work") or "ray::work" in " ".join(child.cmdline()):
                found.append(child)
        return found

    def where(self) -> list:
        """The machines that execute a run now."""
        return [node for node in self.cluster.list_all_nodes() if self.workers(node)]


@pytest.fixture(scope="module")
def machines(local):
    folder = tempfile.mkdtemp(prefix="ray-")  # a short path: sockets lie in it
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("RECIPE_LAB_")]:
            patch.delenv(name)  # what machines do not say themselves, the dashboard says
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        machines = Machines(folder)
        yield machines
        machines.cluster.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def settings(machines, tmp_path_factory):
    return Settings(
        home=tmp_path_factory.mktemp("home"),
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
    for run in manager.store.list(status=OPEN):
        manager.stop(run.id)
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
    yield lambda: manager.store.history(ended(manager.store, run.id, LIMIT).id)
    manager.close()
    manager.store.close()


def test_runs_train_beside_each_other_and_nothing_listens_to_other_machines(
    manager, store, machines
):
    manager.train = FAKE + "patient"
    runs = [manager.submit(small(30), seed).id for seed in range(3)]
    for run_id in runs[:2]:
        assert begun(store, run_id, LIMIT).status == "running"
    assert len(machines.where()) == 2  # on each what it has room for
    assert store.get(runs[2]).status == "queued"
    ours = psutil.Process().children(recursive=True)
    ports = [port for one in ours for port in one.net_connections("inet")]
    heard = {port.laddr.ip for port in ports if port.status == psutil.CONN_LISTEN}
    assert heard and heard <= {LOOPBACK, "::ffff:" + LOOPBACK, "::1"}
    began = time.monotonic()
    manager.stop(runs[0])
    assert ended(store, runs[0]).status == "stopped"
    assert time.monotonic() - began < 3
    assert begun(store, runs[2], LIMIT).status == "running"
    for run_id in runs[1:]:
        manager.stop(run_id)
    assert {ended(store, run_id).status for run_id in runs[1:]} == {"stopped"}


def test_one_that_does_not_listen_is_ended_all_the_same(manager, store, machines):
    manager.train = FAKE + "deaf"
    run = manager.submit(small(30), 1)
    begun(store, run.id, LIMIT)
    (node,) = machines.where()
    (worker,) = machines.workers(node)
    began = time.monotonic()
    manager.stop(run.id)
    assert ended(store, run.id).status == "stopped"
    psutil.wait_procs([worker], timeout=10)
    assert not worker.is_running() and time.monotonic() - began < 5


def test_a_worker_that_dies_leaves_its_run_to_be_resumed(manager, store, machines):
    manager.train = FAKE + "patient"
    run = manager.submit(small(30), 1)
    begun(store, run.id, LIMIT)
    (node,) = machines.where()
    machines.workers(node)[0].kill()
    run = ended(store, run.id, 40)
    assert (run.status, run.resumes) == ("interrupted", 0) and "without a word" in run.error


@pytest.fixture
def another(settings, tmp_path):
    """Starts the manager of another dashboard, with a home and a store of its own."""
    managers = []

    def start(train: str = "", **changes) -> RunManager:
        own = replace(settings, home=tmp_path, **changes)
        managers.append(RunManager(Store(own.store_url), own, train=train))
        managers[-1].start()
        return managers[-1]

    yield start
    for manager in managers:
        manager.close()
        manager.store.close()


def test_what_fits_no_machine_is_refused(another):
    large = another(ray_cpus=64)
    run = ended(large.store, large.submit(small(30), 1).id, LIMIT)
    assert run.status == "failed" and "64 CPUs" in run.error


def test_a_server_that_ends_interrupts_its_runs_and_leaves_no_worker(another, machines):
    leaving = another(FAKE + "patient")
    run = leaving.submit(small(30), 1)
    begun(leaving.store, run.id, LIMIT)
    (node,) = machines.where()
    workers = machines.workers(node)
    began = time.monotonic()
    leaving.close()
    run = leaving.store.get(run.id)
    assert run.status == "interrupted" and "server" in run.error
    assert time.monotonic() - began < 5
    psutil.wait_procs(workers, timeout=10)
    assert not machines.where()


def test_a_run_whose_machine_dies_goes_on_elsewhere_as_if_nothing_had_been(
    manager, store, machines, local
):
    lost = manager.submit(small(EPOCHS), SEED)
    wait_for(lambda: store.get(lost.id).checkpoint.get("epoch", 0) > 50, LIMIT)
    (node,) = machines.where()
    worker = machines.workers(node)[0]
    at = store.get(lost.id).epochs_done
    assert at < EPOCHS
    machines.cluster.remove_node(node, allow_graceful=False)
    run = ended(store, lost.id, LIMIT)
    assert (run.status, run.resumes, run.executor) == ("completed", 1, "ray"), run.error
    assert not worker.is_running()
    history = store.history(run.id)
    assert history.metrics == local().metrics and len(history.epochs) == EPOCHS


def test_without_ray_one_sentence_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(RequestError, match=r"requirements-cluster\.txt -c constraints\.txt"):
        RayExecutor(Settings(home=tmp_path, executor="ray"))
