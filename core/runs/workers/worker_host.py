"""A clean process between the server and its workers: ``python -m core.runs.workers.worker_host``.

It keeps a fork server with Keras in memory and gives each job to a child: to one that waits with
the job's recipe prepared, or to a new one. It reads lines of JSON (``{"do": "launch", "job": …}``,
``{"do": "kill", "run_id": …}``, ``{"do": "rehearse", "plan": [{"recipe": …, "job": …}]}``, ``{"do":
"release"}``) and writes others (the events ``warm``, ``started``, ``exited`` and ``idle``). When
its standard input ends, the server has ended, for whatever reason: the launcher then ends too, and
its children notice that and end themselves.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import queue
import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import util
from pathlib import Path
from typing import Any, TextIO

from core.runs.workers.sockets import use_own_folder
from core.runs.workers.worker import NICENESS, warm_up, work

# How long a child waits for another run of its recipe.
IDLE_SECONDS = 600.0
SWEEP_SECONDS = 30.0


@dataclass(eq=False)
class Child:
    """A worker process.

    Attributes:
        process: The process.
        link: Connection to it.
        key: What it has prepared, or will have when it gets to its next job; "" for nothing.
        run_id: The run it executes; "" while it waits.
        idle_since: Monotonic time since when it waits.
    """

    process: Any
    link: Any
    key: str
    run_id: str = ""
    idle_since: float = field(default_factory=time.monotonic)


class Launcher:
    """Gives jobs to children in the order requested and reports how each ended.

    Starting a child blocks while the fork server imports Keras, so a separate thread does it.

    Args:
        method: How multiprocessing starts a child: ``forkserver`` or ``spawn``.
        preload: Modules the fork server imports.
        output: Stream that events are written to.
    """

    def __init__(self, method: str, preload: list[str], output: TextIO):
        self._context = multiprocessing.get_context(method)
        if method == "forkserver":
            use_own_folder()
            self._context.set_forkserver_preload(preload)
        self._output = output
        self._lock = threading.RLock()
        self._queue: queue.Queue[dict[str, Any]] = queue.Queue()
        self._children: list[Child] = []
        # run id of a job without a child yet → whether it was killed meanwhile
        self._waiting: dict[str, bool] = {}
        self._planned: list[dict[str, Any]] = []
        self._rehearsing: Child | None = None

    def serve(self, requests: TextIO) -> None:
        threading.Thread(target=_run_or_exit, args=[self._start_all], daemon=True).start()
        for line in requests:
            request = json.loads(line)
            if request["do"] == "kill":
                self._kill(request["run_id"])
                continue
            if request["do"] == "launch":
                with self._lock:
                    self._waiting[request["job"]["run_id"]] = False
            self._queue.put(request)

    def _start_all(self) -> None:
        if self._context.get_start_method() == "forkserver":
            first = self._context.Process(target=warm_up)
            first.start()
            first.join()
        self._send_event(event="warm")
        while True:
            try:
                request = self._queue.get(timeout=SWEEP_SECONDS)
            except queue.Empty:
                self._release(time.monotonic() - IDLE_SECONDS)
                continue
            if request["do"] == "launch":
                self._launch(request["job"])
            elif request["do"] == "rehearse":
                self._planned = request["plan"]
                self._rehearse_next()
            elif request["do"] == "rehearsed":
                self._rehearsing = None
                self._rehearse_next()
            elif request["do"] == "release":
                self._release(time.monotonic())

    def _launch(self, job: dict[str, Any]) -> None:
        self._planned = []  # the cores are for what somebody waits for
        run_id, key = job["run_id"], job["prepared"]
        with self._lock:
            child = next((one for one in self._idle() if key and one.key == key), None)
            if child:
                child.run_id = run_id
                self._note_start(child)
        if child is None:
            self._make_room(_most(job))
            child = self._start(key, run_id)
        self._send(child, {"job": job})

    def _rehearse_next(self) -> None:
        """One after the other, so that somebody who does not wait for all finds some prepared."""
        while self._planned and not self._rehearsing:
            request = self._planned.pop(0)
            key, most = request["job"]["prepared"], _most(request["job"])
            with self._lock:
                known = any(child.key == key for child in self._children)
            if not known and self._make_room(most):
                self._rehearsing = child = self._start(key)
                self._send(child, request)

    def _start(self, key: str, run_id: str = "") -> Child:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=[theirs])
        process.start()
        theirs.close()
        child = Child(process, ours, key, run_id)
        with self._lock:
            self._children.append(child)
            self._note_start(child)
        threading.Thread(target=_run_or_exit, args=[self._follow, child], daemon=True).start()
        return child

    def _note_start(self, child: Child) -> None:
        if child.run_id:
            self._send_event(event="started", run_id=child.run_id, pid=child.process.pid)
            if self._waiting.pop(child.run_id, False):
                child.process.kill()
        self._send_idle()

    def _follow(self, child: Child) -> None:
        """Report the ends of a child's runs, until the child ends."""
        with suppress(EOFError, OSError):
            while (message := json.loads(child.link.recv_bytes())) != {"kept": False}:
                if "kept" in message:
                    self._note_end(child, 0)
                else:
                    self._queue.put({"do": "rehearsed"})
        child.process.join()
        if child is self._rehearsing:
            self._queue.put({"do": "rehearsed"})
        with self._lock:
            self._children = [one for one in self._children if one is not child]
        self._note_end(child, child.process.exitcode)
        child.link.close()
        child.process.close()

    def _note_end(self, child: Child, code: int) -> None:
        with self._lock:
            run_id, child.run_id = child.run_id, ""
            child.idle_since = time.monotonic()
            self._send_idle()  # first, so that a worker can be released once its end is known
            if run_id:
                self._send_event(event="exited", run_id=run_id, code=code)

    def _idle(self) -> list[Child]:
        return [child for child in self._children if not child.run_id]

    def _make_room(self, most: int) -> bool:
        """End the children that have waited longest until one more makes at most ``most``."""
        with self._lock:
            idle = sorted(self._idle(), key=lambda child: child.idle_since)
            surplus = max(0, len(self._children) + 1 - most)
            self._let_go(idle[:surplus])
            return surplus <= len(idle)

    def _release(self, since: float) -> None:
        """End the children that have waited since then or longer."""
        with self._lock:
            self._let_go([child for child in self._idle() if child.idle_since <= since])

    def _let_go(self, idle: list[Child]) -> None:
        self._children = [child for child in self._children if child not in idle]
        for child in idle:
            child.process.kill()  # it waits, so there is nothing to lose
        self._send_idle()

    def _send(self, child: Child, message: dict[str, Any]) -> None:
        with suppress(OSError):  # it has ended, which its thread reports
            child.link.send_bytes(json.dumps(message).encode())

    def _kill(self, run_id: str) -> None:
        with self._lock:
            child = next((one for one in self._children if one.run_id == run_id), None)
            if child:
                child.process.kill()
            elif run_id in self._waiting:
                self._waiting[run_id] = True

    def _send_idle(self) -> None:
        self._send_event(event="idle", pids=[child.process.pid for child in self._idle()])

    def _send_event(self, **event: Any) -> None:
        with self._lock:
            self._output.write(json.dumps(event) + "\n")
            self._output.flush()


def _most(job: dict[str, Any]) -> int:
    """How many children there may be before those that wait are let go."""
    return int(job["settings"]["standby"])


def _run_or_exit(task: Any, *values: Any) -> None:
    """Call ``task``, and end this process if it fails.

    A dead thread would silently freeze the queue; the server starts a new launcher instead.
    """
    try:
        task(*values)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        _end()


def _end(*_: object) -> None:
    shutil.rmtree(util.get_temp_dir(), ignore_errors=True)  # the fork server's socket
    os._exit(0)


def own_streams() -> tuple[TextIO, TextIO]:
    """Move the pipes to the server to new streams, which children neither inherit nor print to.

    Returns:
        The stream of requests and the stream for events.
    """
    requests, output = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    return os.fdopen(requests, encoding="utf-8"), os.fdopen(output, "w", encoding="utf-8")


def yield_to_the_server() -> None:
    """Put this process and its children below the server's priority.

    Linux schedules sessions against each other, so the priority of a process counts only among the
    workers, whose session this is; that of the session has to be set as well.
    """
    with suppress(OSError):  # not Linux, or built without it
        Path("/proc/self/autogroup").write_text(f"{NICENESS}\n")


def main() -> None:
    yield_to_the_server()
    signal.signal(signal.SIGTERM, _end)
    requests, output = own_streams()
    try:
        method, *preload = sys.argv[1:]
        Launcher(method, preload, output).serve(requests)
    finally:
        _end()


if __name__ == "__main__":
    main()
