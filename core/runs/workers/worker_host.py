"""A clean process between the server and its workers: ``python -m core.runs.workers.worker_host``.

It keeps a fork server with Keras in memory and starts one child per job. It reads lines of JSON
(``{"do": "launch", "job": …}``, ``{"do": "kill", "run_id": …}``) and writes others (the events
``warm``, ``started`` and ``exited``). When its standard input ends, the server has ended, for
whatever reason: the launcher then ends too, and its children notice that and end themselves.
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
from multiprocessing import util
from typing import Any, TextIO

from core.runs.workers.sockets import use_own_folder
from core.runs.workers.worker import warm_up, work


class Launcher:
    """Starts children in the order requested and reports how each ended.

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
        self._lock = threading.Lock()
        self._queue: queue.Queue[dict[str, Any]] = queue.Queue()
        self._children: dict[str, Any] = {}
        self._cancelled: set[str] = set()

    def serve(self, requests: TextIO) -> None:
        threading.Thread(target=_run_or_exit, args=[self._start_all], daemon=True).start()
        for line in requests:
            request = json.loads(line)
            if request["do"] == "launch":
                self._queue.put(request["job"])
            elif request["do"] == "kill":
                self._kill(request["run_id"])

    def _start_all(self) -> None:
        if self._context.get_start_method() == "forkserver":
            first = self._context.Process(target=warm_up)
            first.start()
            first.join()
        self._send_event(event="warm")
        while True:
            self._start(self._queue.get())

    def _start(self, job: dict[str, Any]) -> None:
        run_id = job["run_id"]
        child = self._context.Process(target=work, args=[job])
        child.start()
        with self._lock:
            self._children[run_id] = child
            if run_id in self._cancelled:
                child.kill()
        self._send_event(event="started", run_id=run_id, pid=child.pid)
        threading.Thread(
            target=_run_or_exit, args=[self._await_end, run_id, child], daemon=True
        ).start()

    def _await_end(self, run_id: str, child: Any) -> None:
        child.join()
        with self._lock:
            del self._children[run_id]
            self._cancelled.discard(run_id)
        self._send_event(event="exited", run_id=run_id, code=child.exitcode)
        child.close()

    def _kill(self, run_id: str) -> None:
        with self._lock:
            if run_id in self._children:
                self._children[run_id].kill()
            else:
                self._cancelled.add(run_id)

    def _send_event(self, **event: Any) -> None:
        with self._lock:
            self._output.write(json.dumps(event) + "\n")
            self._output.flush()


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


def main() -> None:
    signal.signal(signal.SIGTERM, _end)
    requests, output = own_streams()
    try:
        method, *preload = sys.argv[1:]
        Launcher(method, preload, output).serve(requests)
    finally:
        _end()


if __name__ == "__main__":
    main()
