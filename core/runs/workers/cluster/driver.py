"""A clean process between the server and a Ray cluster:
``python -m core.runs.workers.cluster.driver``.

It speaks as the launcher of worker processes does (``core.runs.workers.worker_host``), and says
besides how many more jobs the cluster has room for. When its standard input ends, the server is
gone: the tasks are told to stop where they are, and end with this process at the latest.
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
AGAIN_SECONDS = 5.0
LEAVE_SECONDS = 2.0
# How long it may take to be known that a machine is gone whose worker is.
NODE_SECONDS = 5.0
OBJECT_STORE_BYTES = 80 * 10**6

UNREACHABLE = mark("The Ray cluster {address} does not answer ({reason}); runs wait until it does.")
NODE_LOST = mark("The machine of the cluster that it ran on was lost; what it had is kept.")
KILLED = mark(
    "Its worker on the cluster ended without a word, perhaps because its machine's memory ran out; "
    "what it had is kept."
)
NOT_BEGUN = mark("The cluster could not begin it ({reason}).")
TOO_LARGE = mark(
    "A run of this recipe takes {cpus} CPUs, {gpus} GPUs and {memory} of memory, and no machine of "
    "the cluster has as much; set RECIPE_LAB_RAY_CPUS lower, or choose a smaller model."
)
ON_SQLITE = mark(
    "The run store is a SQLite file, which only programs on one machine can share, and the cluster "
    "has others ({hosts}); set RECIPE_LAB_STORE to a PostgreSQL database."
)


class Driver:
    """Submits jobs as tasks, and reports when they begin and how they ended.

    Args:
        asked: ``address``, ``cpus``, ``gpus`` and ``refuse``, as RayExecutor has them.
        output: Where events go.
    """

    def __init__(self, asked: dict[str, Any], output: TextIO):
        self._asked, self._output = asked, output
        self._lock = threading.Lock()
        self._connected, self._leaving = threading.Event(), threading.Event()
        self._ray: Any = None
        self._task: Any = None
        self._jobs: dict[str, dict[str, Any]] = {}
        self._streams: dict[str, Any] = {}
        self._begun: set[str] = set()
        self._store: Store | None = None
        self._renewed: dict[str, float] = {}

    def serve(self, requests: TextIO) -> None:
        threading.Thread(target=self._watch, daemon=True).start()
        for line in requests:
            request = json.loads(line)
            if request["do"] == "launch":
                with self._lock:
                    self._jobs[request["job"]["run_id"]] = request["job"]
                threading.Thread(target=self._follow, args=[request["job"]], daemon=True).start()
            elif request["do"] == "kill":
                self._kill(request["run_id"])

    def leave(self) -> None:
        """Have every task stop where it is, wait for that a moment, and go."""
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

    # the cluster

    def _watch(self) -> None:
        while not self._connected.is_set():
            try:
                self._connect()
            except Exception as error:
                _tell(UNREACHABLE, address=self._asked["address"], reason=first_line(error))
                time.sleep(AGAIN_SECONDS)
        self._say(event="warm")
        while not self._leaving.wait(POLL_SECONDS):
            found = 0
            with suppress(Exception):  # its head is away for a moment
                found = self._room()
            self._say(event="room", jobs=found)
            self._keep_leases()

    def _connect(self) -> None:
        address = self._asked["address"]
        os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_IMPORT_WARNING": "1"}
        local = not address or address.partition(":")[0] in (LOOPBACK, "localhost")
        if local:  # Ray would look for itself at, and listen on, the machine's outer address
            os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        if not address:  # a secret of its own, where Ray would keep one in the person's folder
            os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
            os.environ.setdefault("RAY_worker_niceness", str(NICENESS))
        else:  # we try again ourselves, and say so; Ray would for a quarter of an hour
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
            num_cpus=self._asked["cpus"],
            num_gpus=self._asked["gpus"],
            max_retries=0,  # the manager has it go on under a new holder: never two that write
            max_calls=1,  # a process a run
        )(work)
        self._connected.set()

    def _nodes(self) -> list[dict[str, Any]]:
        return [node for node in self._ray.nodes() if node["Alive"] and "CPU" in node["Resources"]]

    def _room(self) -> int:
        """How many more jobs can begin; one is tried where there is none, so that it can grow.

        What is free is known a moment late: of what others take it says enough, of ours not.
        """
        free, nodes = self._ray.available_resources(), self._nodes()
        rooms = []
        with self._lock:
            ours, begun = len(self._jobs), len(self._begun)
        for name, each in (("CPU", self._asked["cpus"]), ("GPU", self._asked["gpus"])):
            if each:
                there = [node["Resources"].get(name, 0) for node in nodes]
                others = max(0, sum(there) - free.get(name, 0) - begun * each)
                rooms.append(sum(one // each for one in there) - ours - math.ceil(others / each))
        return max(int(min(rooms)), 0 if ours else 1)

    def _keep_leases(self) -> None:
        """A job that waits in the cluster has no worker yet that renews its lease."""
        with self._lock:
            waiting = [job for run_id, job in self._jobs.items() if run_id not in self._begun]
        for job in waiting:
            if time.monotonic() - self._renewed.get(job["run_id"], 0) < job["lease_seconds"] / 5:
                continue
            self._renewed[job["run_id"]] = time.monotonic()
            with suppress(StoreError):
                self._store = self._store or Store(job["store"])
                self._store.renew(job["run_id"], job["holder"], job["lease_seconds"])

    # a job

    def _follow(self, job: dict[str, Any]) -> None:
        run_id, node = job["run_id"], ""
        said: dict[str, Any] = {"code": 1}
        try:
            self._connected.wait()
            if refused := self._refused(job):
                said = {"code": 1, "error": refused}
                return
            stream = self._submit(job)
            for reference in stream:
                if not node:
                    node = self._ray.get(reference)
                    with self._lock:
                        self._begun.add(run_id)
                    self._say(event="started", run_id=run_id, pid=0)
            self._ray.get(reference)
            said = {"code": 0}
        except Exception as error:
            said = self._explain(error, node)
        finally:
            with self._lock:
                self._jobs.pop(run_id, None)
                self._streams.pop(run_id, None)
                self._begun.discard(run_id)
            self._say(event="exited", run_id=run_id, **said)

    def _submit(self, job: dict[str, Any]) -> Any:
        """A stream of references: one when the task begins, one when it has ended."""
        options = {"memory": job["memory"]} if job["memory"] and self._asked["refuse"] else {}
        with self._lock:
            if job["run_id"] not in self._jobs:
                raise RuntimeError("it was ended before it began")
            stream = self._task.options(**options).remote(job)
            self._streams[job["run_id"]] = stream
        return stream

    def _refused(self, job: dict[str, Any]) -> dict[str, Any] | None:
        """Why this cluster cannot execute a job; None where it can."""
        nodes = self._nodes()
        others = {node["NodeManagerHostname"] for node in nodes} - {platform.node()}
        if job["store"].startswith("sqlite") and others:
            return _said(ON_SQLITE, hosts=", ".join(sorted(others)))
        asked = {"CPU": self._asked["cpus"], "GPU": self._asked["gpus"], "memory": job["memory"]}
        fitting = [
            node
            for node in nodes
            if all(node["Resources"].get(name, 0) >= least for name, least in asked.items())
        ]
        if fitting or not nodes or not self._asked["refuse"]:  # without any it waits for one
            return None
        memory = roughly(job["memory"])
        return _said(TOO_LARGE, cpus=asked["CPU"], gpus=asked["GPU"], memory=memory)

    def _kill(self, run_id: str) -> None:
        with self._lock:
            stream = self._streams.get(run_id)
            if stream is None:
                self._jobs.pop(run_id, None)
        if stream is not None:
            with suppress(Exception):
                self._ray.cancel(stream, force=True)

    def _explain(self, error: Exception, node: str) -> dict[str, Any]:
        """What is said of a job whose task did not end by itself."""
        found = self._ray.exceptions
        if isinstance(error, found.OutOfMemoryError | found.TaskCancelledError):
            return {"code": -9}
        if isinstance(error, found.RayTaskError):
            _tell("{reason}", reason=error)
            return {"code": 1}
        if isinstance(error, found.NodeDiedError) or (node and self._lost(node)):
            return {"code": None, "error": _said(NODE_LOST), "node_lost": True}
        if isinstance(error, found.WorkerCrashedError):
            return {"code": None, "error": _said(KILLED)}
        return {"code": None, "error": _said(NOT_BEGUN, reason=first_line(error))}

    def _lost(self, node: str) -> bool:
        """Whether a machine is gone, which may be known a little after its workers are."""
        deadline = time.monotonic() + NODE_SECONDS
        while time.monotonic() < deadline:
            if node not in {one["NodeID"] for one in self._nodes()}:
                return True
            time.sleep(POLL_SECONDS)
        return False

    def _say(self, **event: Any) -> None:
        with self._lock:
            self._output.write(json.dumps(event) + "\n")
            self._output.flush()


def _said(message: str, **values: Any) -> dict[str, Any]:
    return {"message": message, "values": values}


def _tell(message: str, **values: Any) -> None:
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
