"""A worker process, which executes one run. Imports little before it starts to work."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import sys
import threading
import time
from contextlib import suppress
from multiprocessing import connection
from typing import Any

# Below the server's priority, so that pages stay responsive while all cores are training.
NICENESS = 5
# Kept short, so that a server asked to end does so within five seconds, with all its workers.
LEAVE_SECONDS = 2.0
# How long recording the end of the run may then take; a locked store would take half a minute.
END_SECONDS = 2.0


def warm_up() -> None:
    """Do nothing, as the first child: once it has ended, the fork server is warm."""


def work(data: dict[str, Any]) -> None:
    """Execute a job in a child of the launcher, and end when the launcher ends.

    Args:
        data: The job, from ``Job.as_dict``.
    """
    from core.runs.store import Store
    from core.runs.workers.base import Job

    with suppress(OSError, AttributeError):
        os.nice(NICENESS)
    job, leaving = Job.from_dict(data), threading.Event()
    # Before opening the store, which may be locked.
    threading.Thread(target=_end_with_parent, args=[job, leaving], daemon=True).start()
    execute_job(job, Store(job.store), "process", leaving)


def execute_job(job: Any, store: Any, executor: str, leaving: threading.Event) -> None:
    """Execute a job in this process, with its output going to the run's log."""
    from core.logs import set_up

    with suppress(OSError):
        _redirect_output(job)
    set_up(job.settings, "worker")
    run_job(job, store, executor, leaving)


def run_job(job: Any, store: Any, executor: str, leaving: threading.Event | None = None) -> None:
    """Execute a job in this thread."""
    from core.runs.workers.execute import execute

    execute(
        job.run_id,
        store,
        job.settings,
        job.holder,
        executor=executor,
        train=_resolve(job.train) if job.train else None,
        lease_seconds=job.lease_seconds,
        leaving=leaving,
    )


def _resolve(name: str) -> Any:
    """The function named ``module:function``."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _redirect_output(job: Any) -> None:
    from core.runs.files.artifacts import LOG

    folder = job.settings.artifacts / job.run_id
    folder.mkdir(parents=True, exist_ok=True)
    log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    sys.stdout.reconfigure(line_buffering=True)


def _end_with_parent(job: Any, leaving: threading.Event) -> None:
    """End this process when the launcher has ended, so that no orphan keeps training.

    The run gets a moment to stop and save a checkpoint; the process then ends by itself, and this
    daemon thread with it. If the end cannot be recorded in time, the run's lease expires instead.
    """
    connection.wait([multiprocessing.parent_process().sentinel])
    leaving.set()
    time.sleep(LEAVE_SECONDS)
    try:
        writing = threading.Thread(target=_interrupt, args=[job], daemon=True)
        writing.start()
        writing.join(END_SECONDS)
    finally:
        os._exit(1)


def _interrupt(job: Any) -> None:
    """Record the run as interrupted, over a new connection: another thread may hang in a write."""
    from core.runs.run import INTERRUPTED
    from core.runs.store import Store
    from core.runs.workers.endings import lost_with_server

    Store(job.store).leases.finish(job.run_id, job.holder, INTERRUPTED, lost_with_server())
