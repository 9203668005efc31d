"""Runs on a Ray cluster: one task per run, on any machine with enough free resources.

Ray is never imported into the server, because it takes over signal handlers and ends its process
when the cluster's head is unreachable for a minute. It runs in a separate process
(``core.runs.workers.cluster.driver``), which the server talks to as it does to the launcher of
worker processes.
"""

from __future__ import annotations

import json
import threading
from importlib.util import find_spec
from subprocess import Popen
from typing import Any

from core.errors import RequestError
from core.runs.workers.base import COLD, Job
from core.runs.workers.process import ProcessExecutor
from core.settings import Settings

RECONNECT_SECONDS = 5.0


class RayExecutor(ProcessExecutor):
    """Executes each run as a task of a Ray cluster; see Executor.

    Args:
        settings: The installation's settings: the home, the cluster's address and the CPUs and
            GPUs of a run.

    Raises:
        RequestError: Ray is not installed.
    """

    name = "ray"
    closing_seconds = 4.0

    def __init__(self, settings: Settings):
        if find_spec("ray") is None:
            raise RequestError(
                "RECIPE_LAB_EXECUTOR is ray, but Ray is not installed; install it with pip "
                "install -r requirements-cluster.txt -c constraints.txt, or set it to process."
            )
        super().__init__(settings)
        needs = {
            "address": settings.ray_address,
            "cpus": settings.ray_cpus or settings.threads,
            "gpus": settings.ray_gpus,
            "refuse": settings.limits == "refuse",
        }
        self._command = ["core.runs.workers.cluster.driver", json.dumps(needs)]
        self._room = self._launched = 0
        self._closed = False

    def room(self) -> int | None:
        """As reported by the cluster; 0 until it answers."""
        return self._room

    def launch(self, job: Job) -> None:
        with self._lock:
            super().launch(job)
            self._launched += 1
            self._room = max(0, self._room - 1)  # until the driver reports it

    def pids(self) -> dict[str, int]:
        """Run id → 0, as the processes are on other machines."""
        with self._lock:
            return dict.fromkeys(self._jobs, 0)

    def close(self) -> None:
        self._closed = True
        super().close()

    def _handle(self, event: dict[str, Any]) -> None:
        if event["event"] == "room":
            with self._lock:  # less the jobs that the driver has not received yet
                room = max(0, event["jobs"] - (self._launched - event["received"]))
                self._room, has_more = room, room > self._room
            if has_more:
                self._notify()
        else:
            super()._handle(event)

    def _handle_lost(self, launcher: Popen[str]) -> None:
        super()._handle_lost(launcher)
        with self._lock:
            self._room = self._launched = 0
            if self._launcher is None and not self._closed:
                timer = threading.Timer(RECONNECT_SECONDS, self._reconnect)
                timer.daemon = True
                timer.start()

    def _reconnect(self) -> None:
        with self._lock:
            if self._launcher is None and not self._closed and self.warm == COLD:
                self._start_launcher()
