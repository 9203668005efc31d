"""Worker processes, one per run at a time, forked by a launcher that has Keras in memory.

Under ``streamlit run``, multiprocessing would run app.py again in every child. The workers are
therefore children of a launcher, a clean process (``core.runs.workers.worker_host``) that exchanges
lines of JSON with the server.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_all_start_methods
from pathlib import Path
from typing import Any

import core
from core.errors import StoreError, TrainingError
from core.recipes import Recipe
from core.runs.workers.base import COLD, WARM, WARMING, Executor, Exit, Job
from core.settings import Settings

# Modules the fork server imports. None of them runs a TensorFlow operation, because children forked
# afterwards would inherit dead thread pools.
PRELOAD = ("core.training.preload", "core.training.train", "core.runs.workers.execute")
CLOSING_SECONDS = 2.0

log = logging.getLogger(__name__)


class ProcessExecutor(Executor):
    """Executes each run in a process of its own; see Executor.

    Args:
        settings: The installation's settings; the launcher's log goes to the home.
        method: ``forkserver`` or ``spawn``; by default ``forkserver`` where it exists.
        preload: Modules the fork server imports.
    """

    name = "process"
    closing_seconds = CLOSING_SECONDS

    def __init__(self, settings: Settings, *, method: str = "", preload: Sequence[str] = PRELOAD):
        super().__init__()
        default = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
        self._settings = settings
        self._command = ["core.runs.workers.worker_host", method or default, *preload]
        self._launcher: subprocess.Popen[str] | None = None
        self._listener: threading.Thread | None = None
        self._jobs: dict[str, int] = {}
        self._idle: list[int] = []
        self._unstarted: set[str] = set()
        self.warm = COLD

    def start(self, notify: Callable[[], None]) -> None:
        super().start(notify)
        with self._lock:
            self._start_launcher()

    def launch(self, job: Job) -> None:
        with self._lock:
            if self._launcher is None:
                self._start_launcher()
            self._jobs[job.run_id] = 0
            self._unstarted.add(job.run_id)
            self._send({"do": "launch", "job": job.as_dict()})

    def rehearse(self, plan: Sequence[tuple[Recipe, Job]]) -> None:
        with self._lock:
            requests = [{"recipe": recipe.as_dict(), "job": job.as_dict()} for recipe, job in plan]
            self._send({"do": "rehearse", "plan": requests})

    def release(self) -> bool:
        with self._lock:
            idle, self._idle = self._idle, []
            if idle:
                self._send({"do": "release"})
            return bool(idle)

    def idle_pids(self) -> list[int]:
        with self._lock:
            return list(self._idle)

    def kill(self, run_id: str) -> None:
        with self._lock:
            if run_id in self._jobs:
                self._send({"do": "kill", "run_id": run_id})

    def pids(self) -> dict[str, int]:
        with self._lock:
            return {run_id: pid for run_id, pid in self._jobs.items() if pid}

    def close(self) -> None:
        with self._lock:
            launcher, self._launcher = self._launcher, None
        if launcher is None:
            return
        with suppress(OSError):
            launcher.stdin.close()
        try:
            launcher.wait(self.closing_seconds)
        except subprocess.TimeoutExpired:
            launcher.kill()
            launcher.wait()
        self._listener.join(CLOSING_SECONDS)

    def _start_launcher(self) -> None:
        root = str(Path(core.__file__).parents[1])
        paths = [root, os.environ.get("PYTHONPATH", "")]
        try:
            self._settings.home.mkdir(parents=True, exist_ok=True)
            with (self._settings.home / "workers.log").open("a") as output:
                launcher = subprocess.Popen(
                    [sys.executable, "-m", *self._command],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=output,
                    text=True,
                    encoding="utf-8",
                    env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
                    start_new_session=True,  # Ctrl-C goes to the server, which ends the launcher
                )
        except OSError as error:
            raise StoreError(
                "Worker processes could not be started in {home} ({reason}).",
                home=self._settings.home,
                reason=error.strerror or error,
            ) from None
        self._launcher = launcher
        self.warm = WARMING
        self._listener = threading.Thread(
            target=self._listen, args=[launcher], name="launcher", daemon=True
        )
        self._listener.start()

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._launcher.stdin.write(json.dumps(message) + "\n")
            self._launcher.stdin.flush()
        except (OSError, ValueError, AttributeError):
            log.warning("the launcher has ended; its jobs will be reported as lost")

    def _listen(self, launcher: subprocess.Popen[str]) -> None:
        try:
            for line in launcher.stdout:
                self._handle(json.loads(line))
        except Exception:
            log.exception("could not read the launcher's message; killing the launcher")
            launcher.kill()
        finally:
            launcher.wait()
            for pipe in (launcher.stdin, launcher.stdout):
                with suppress(OSError):  # unsent data cannot be flushed to a dead launcher
                    pipe.close()
            self._handle_lost(launcher)

    def _handle(self, event: dict[str, Any]) -> None:
        with self._lock:
            if event["event"] == "warm":
                self.warm = WARM
            elif event["event"] == "idle":
                self._idle = event["pids"]
            elif event["event"] == "started":
                self._jobs[event["run_id"]] = event["pid"]
                self._unstarted.discard(event["run_id"])
            elif event["event"] == "exited":
                self._jobs.pop(event["run_id"], None)
                self._unstarted.discard(event["run_id"])
                self._exits.append(_exit(event))
        self._notify()

    def _handle_lost(self, launcher: subprocess.Popen[str]) -> None:
        with self._lock:
            if self._launcher is not launcher:  # closed
                return
            self._launcher, self._idle = None, []
            self.warm = COLD
            for run_id in self._jobs:  # what never started has lost nothing
                self._exits.append(Exit(run_id, None, hand_back=run_id in self._unstarted))
            self._jobs.clear()
            self._unstarted.clear()
        self._notify()


def _exit(event: dict[str, Any]) -> Exit:
    """The exit described by an ``exited`` event of the launcher."""
    details = event.get("error")
    error = TrainingError(details["message"], **details["values"]) if details else None
    return Exit(event["run_id"], event["code"], error, event.get("hand_back", False))
