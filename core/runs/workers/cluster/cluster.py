"""Runs on a Ray cluster: one task a run, on whichever machine has the room.

Ray is never imported into the server: it takes over signal handlers, and ends its process when the
cluster's head is gone for a minute. It lives in a process between
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

AGAIN_SECONDS = 5.0


class RayExecutor(ProcessExecutor):
    """Executes each run as a task of a Ray cluster; see Executor.

    Args:
        settings: Names the home, the cluster's address and what a run takes of it.

    Raises:
        RequestError: Ray is not installed.
    """

    name = "ray"
    closing_seconds = 4.0

    def __init__(self, settings: Settings):
        if find_spec("ray") is None:
            raise RequestError(
                "RECIPE_LAB_EXECUTOR is ray, and Ray is not installed; install it with pip "
                "install -r requirements-cluster.txt -c constraints.txt, or set it to process."
            )
        super().__init__(settings)
        asked = {
            "address": settings.ray_address,
            "cpus": settings.ray_cpus or settings.threads,
            "gpus": settings.ray_gpus,
            "refuse": settings.limits == "refuse",
        }
        self._command = ["core.runs.workers.cluster.driver", json.dumps(asked)]
        self._room = 0
        self._closed = False

    def room(self) -> int | None:
        """As the cluster says; 0 until it answers."""
        return self._room

    def launch(self, job: Job) -> None:
        self._room = max(0, self._room - 1)  # until the driver has counted it
        super().launch(job)

    def pids(self) -> dict[str, int]:
        """Its runs; their processes are other machines', and 0 here."""
        with self._lock:
            return dict.fromkeys(self._jobs, 0)

    def close(self) -> None:
        self._closed = True
        super().close()

    def _hear(self, event: dict[str, Any]) -> None:
        if event["event"] == "room":
            self._room, more = event["jobs"], event["jobs"] > self._room
            if more:
                self._notify()
        else:
            super()._hear(event)

    def _lose(self, launcher: Popen[str]) -> None:
        super()._lose(launcher)
        with self._lock:
            self._room = 0
            if self._launcher is None and not self._closed:
                again = threading.Timer(AGAIN_SECONDS, self._connect_again)
                again.daemon = True
                again.start()

    def _connect_again(self) -> None:
        with self._lock:
            if self._launcher is None and not self._closed and self.warm == COLD:
                self._start_launcher()
