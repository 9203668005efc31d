"""A clean process between the server and a Ray cluster:
``python -m core.runs.workers.cluster.driver``.

It uses the protocol of the launcher of worker processes (``core.runs.workers.worker_host``) and
also reports how many more jobs the cluster has room for. When its standard input ends, the server
has ended: the tasks are asked to stop, and end with this process at the latest.
"""

from __future__ import annotations

import json
import math
import os
import platform
import secrets
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import core
from core.errors import StoreError, first_line
from core.i18n import gettext, mark
from core.runs.store import Store
from core.runs.workers.cluster.remote import work
from core.runs.workers.worker import NICENESS
from core.runs.workers.worker_host import own_streams
from core.sizes import roughly

LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.5
RECONNECT_SECONDS = 5.0
LEAVE_SECONDS = 2.0
# How long Ray may take to notice that a machine is gone once its worker is.
NODE_SECONDS = 5.0
OBJECT_STORE_BYTES = 80 * 10**6

UNREACHABLE = mark("The Ray cluster {address} does not answer ({reason}); runs wait until it does.")
NODE_LOST = mark("Its machine left the cluster or failed; its results so far are kept.")
KILLED = mark(
    "Its worker on the cluster ended unexpectedly, perhaps because its machine ran out of memory; "
    "its results so far are kept."
)
NOT_STARTED = mark("The cluster could not start it ({reason}).")
TOO_LARGE = mark(
    "A run of this recipe needs {cpus} CPUs, {gpus} GPUs and {memory} of memory, but no machine of "
    "the cluster has that much; lower RECIPE_LAB_RAY_CPUS, or choose a smaller model."
)
ON_SQLITE = mark(
    "The run store is a SQLite file, which only programs on one machine can share, but the cluster "
    "has other machines ({hosts}); set RECIPE_LAB_STORE to a PostgreSQL database."
)


class Driver:
    """Submits jobs as tasks, and reports when they start and how they ended.

    Args:
        needs: ``address``, ``cpus``, ``gpus`` and ``refuse``, from RayExecutor.
        output: Stream that events are written to.
    """

    def __init__(self, needs: dict[str, Any], output: TextIO):
        self._needs, self._output = needs, output
        self._lock = threading.Lock()
        self._connected, self._leaving = threading.Event(), threading.Event()
        self._ray: Any = None
        self._task: Any = None
        self._jobs: dict[str, dict[str, Any]] = {}
        self._streams: dict[str, Any] = {}
        self._started: set[str] = set()
        self._received = 0
        self._store: Store | None = None
        self._renewed: dict[str, float] = {}

    def serve(self, requests: TextIO) -> None:
        threading.Thread(target=self._watch, daemon=True).start()
        for line in requests:
            request = json.loads(line)
            if request["do"] == "launch":
                with self._lock:
                    self._jobs[request["job"]["run_id"]] = request["job"]
                    self._received += 1
                threading.Thread(target=self._follow, args=[request["job"]], daemon=True).start()
            elif request["do"] == "kill":
                self._kill(request["run_id"])

    def leave(self) -> None:
        """Ask all tasks to stop, give them a moment, and disconnect."""
        self._leaving.set()
        with self._lock:
            streams = list(self._streams.values())
        for stream in streams:
            with suppress(Exception):
                self._ray.cancel(stream, force=False)
        deadline = time.monotonic() + LEAVE_SECONDS
        while self._jobs and self._connected.is_set() and time.monotonic() < deadline:
            time.sleep(0.05)
        if self._connected.is_set():
            self._ray.shutdown()

    # The cluster.

    def _watch(self) -> None:
        while not self._connected.is_set():
            try:
                self._connect()
            except Exception as error:
                _log(UNREACHABLE, address=self._needs["address"], reason=first_line(error))
                time.sleep(RECONNECT_SECONDS)
        self._send_event(event="warm")
        while not self._leaving.wait(POLL_SECONDS):
            room, received = 0, self._received
            with suppress(Exception):  # the cluster's head is briefly unreachable
                room = self._room()
            self._send_event(event="room", jobs=room, received=received)
            self._renew_leases()

    def _connect(self) -> None:
        address = self._needs["address"]
        os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_IMPORT_WARNING": "1"}
        local = not address or address.partition(":")[0] in (LOOPBACK, "localhost")
        if local:  # otherwise Ray uses and listens on the machine's public address
            os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        if not address:  # our own secret; Ray would store one in the user's home folder
            os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
            os.environ.setdefault("RAY_worker_niceness", str(NICENESS))
        else:  # we retry and report it ourselves; Ray would retry silently for 15 minutes
            os.environ.setdefault("RAY_NUM_REDIS_GET_RETRIES", "1")
        import ray

        options: dict[str, Any] = {"_node_ip_address": LOOPBACK} if local else {}
        if not address:
            options |= {"include_dashboard": False, "object_store_memory": OBJECT_STORE_BYTES}
        ray.init(
            address=address or "local",
            log_to_driver=False,
            configure_logging=False,
            runtime_env={"py_modules": [str(Path(core.__file__).parent)]},
            **options,
        )
        self._ray = ray
        self._task = ray.remote(
            num_cpus=self._needs["cpus"],
            num_gpus=self._needs["gpus"],
            max_retries=0,  # the manager resumes it under a new holder, so two never write at once
            max_calls=1,  # one process per run
        )(work)
        self._connected.set()

    def _nodes(self) -> list[dict[str, Any]]:
        return [node for node in self._ray.nodes() if node["Alive"] and "CPU" in node["Resources"]]

    def _room(self) -> int:
        """How many more jobs can start; at least one without jobs, so that the cluster can grow.

        Ray reports free resources a moment late. That is good enough for what others use; our own
        jobs are counted here.
        """
        free, nodes = self._ray.available_resources(), self._nodes()
        rooms = []
        with self._lock:
            ours, started = len(self._jobs), len(self._started)
        for name, each in (("CPU", self._needs["cpus"]), ("GPU", self._needs["gpus"])):
            if each:
                totals = [node["Resources"].get(name, 0) for node in nodes]
                others = max(0, sum(totals) - free.get(name, 0) - started * each)
                most = sum(total // each for total in totals)
                rooms.append(most - ours - math.ceil(others / each))
        return max(int(min(rooms)), 0 if ours else 1)

    def _renew_leases(self) -> None:
        """Renew the leases of jobs waiting in the cluster, which have no worker to do so yet."""
        with self._lock:
            waiting = [job for run_id, job in self._jobs.items() if run_id not in self._started]
        for job in waiting:
            if time.monotonic() - self._renewed.get(job["run_id"], 0) < job["lease_seconds"] / 5:
                continue
            self._renewed[job["run_id"]] = time.monotonic()
            with suppress(StoreError):
                self._store = self._store or Store(job["store"])
                self._store.leases.renew(job["run_id"], job["holder"], job["lease_seconds"])

    # A job.

    def _follow(self, job: dict[str, Any]) -> None:
        run_id, node = job["run_id"], ""
        outcome: dict[str, Any] = {"code": 1}
        try:
            self._connected.wait()
            if refusal := self._refusal(job):
                outcome = {"code": 1, "error": refusal}
                return
            stream = self._submit(job)
            for reference in stream:
                if not node:
                    node = self._ray.get(reference)
                    with self._lock:
                        self._started.add(run_id)
                    self._send_event(event="started", run_id=run_id, pid=0)
            self._ray.get(reference)
            outcome = {"code": 0}
        except Exception as error:
            outcome = self._explain(error, node)
        finally:
            with self._lock:
                self._jobs.pop(run_id, None)
                self._streams.pop(run_id, None)
                self._started.discard(run_id)
            self._send_event(event="exited", run_id=run_id, **outcome)

    def _submit(self, job: dict[str, Any]) -> Any:
        """Submit a job; returns a stream of references, one when it starts and one when it ends."""
        options = {"memory": job["memory"]} if job["memory"] and self._needs["refuse"] else {}
        with self._lock:
            if job["run_id"] not in self._jobs:
                raise RuntimeError("it was stopped before it started")
            stream = self._task.options(**options).remote(job)
            self._streams[job["run_id"]] = stream
        return stream

    def _refusal(self, job: dict[str, Any]) -> dict[str, Any] | None:
        """Why this cluster cannot execute a job; None if it can."""
        nodes = self._nodes()
        others = {node["NodeManagerHostname"] for node in nodes} - {platform.node()}
        if job["store"].startswith("sqlite") and others:
            return _error(ON_SQLITE, hosts=", ".join(sorted(others)))
        needed = {"CPU": self._needs["cpus"], "GPU": self._needs["gpus"], "memory": job["memory"]}
        fitting = [
            node
            for node in nodes
            if all(node["Resources"].get(name, 0) >= least for name, least in needed.items())
        ]
        # Without any nodes, the job waits for one.
        if fitting or not nodes or not self._needs["refuse"]:
            return None
        memory = roughly(job["memory"])
        return _error(TOO_LARGE, cpus=needed["CPU"], gpus=needed["GPU"], memory=memory)

    def _kill(self, run_id: str) -> None:
        with self._lock:
            stream = self._streams.get(run_id)
            if stream is None:
                self._jobs.pop(run_id, None)
        if stream is not None:
            with suppress(Exception):
                self._ray.cancel(stream, force=True)

    def _explain(self, error: Exception, node: str) -> dict[str, Any]:
        """Exit code and error of a job whose task did not end by itself."""
        errors = self._ray.exceptions
        if isinstance(error, errors.OutOfMemoryError | errors.TaskCancelledError):
            return {"code": -9}
        if isinstance(error, errors.RayTaskError):
            _log("{reason}", reason=error)
            return {"code": 1}
        if isinstance(error, errors.NodeDiedError) or (node and self._lost(node)):
            return {"code": None, "error": _error(NODE_LOST), "hand_back": True}
        if isinstance(error, errors.WorkerCrashedError):
            return {"code": None, "error": _error(KILLED)}
        return {"code": None, "error": _error(NOT_STARTED, reason=first_line(error))}

    def _lost(self, node: str) -> bool:
        """Whether a machine is gone; Ray may notice that shortly after its workers are gone."""
        deadline = time.monotonic() + NODE_SECONDS
        while time.monotonic() < deadline:
            if node not in {alive["NodeID"] for alive in self._nodes()}:
                return True
            time.sleep(POLL_SECONDS)
        return False

    def _send_event(self, **event: Any) -> None:
        with self._lock:
            self._output.write(json.dumps(event) + "\n")
            self._output.flush()


def _error(message: str, **values: Any) -> dict[str, Any]:
    return {"message": message, "values": values}


def _log(message: str, **values: Any) -> None:
    print(gettext(message, **values), file=sys.stderr, flush=True)


def main() -> None:
    requests, output = own_streams()
    driver = Driver(json.loads(sys.argv[1]), output)
    try:
        driver.serve(requests)
        driver.leave()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
