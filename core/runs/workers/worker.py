"""A worker process, which executes runs of one recipe. Imports little before it starts to work."""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import sys
import threading
import time
import traceback
from contextlib import suppress
from multiprocessing import connection
from typing import Any

# Below the server's priority, so that pages stay responsive while all cores are training. At 10, a
# worker has a tenth of a core that any other program wants, too.
NICENESS = 5
# Kept short, so that a server asked to end does so within five seconds, with all its workers.
LEAVE_SECONDS = 2.0
# How long recording the end of the run may then take; a locked store would take half a minute.
END_SECONDS = 2.0
# stdout and stderr
STREAMS = (1, 2)


def warm_up() -> None:
    """Do nothing, as the first child: once it has ended, the fork server is warm."""


def work(link: connection.Connection) -> None:
    """Execute the jobs that come over ``link``, in a child of the launcher.

    It ends after a job whose recipe is not worth keeping, or with the launcher, which kills it when
    it has waited too long.

    Args:
        link: Connection to the launcher. Messages are JSON objects: ``job``, from ``Job.as_dict``,
            and perhaps ``recipe``, to prepare that recipe and wait, which it answers with
            ``rehearsed``. After a run, it answers ``kept``: whether it waits for another.
    """
    from core.runs.workers.base import Job
    from core.training.prepared import Standby

    with suppress(OSError, AttributeError):
        os.nice(NICENESS)
    current, leaving, standby = _Current(), threading.Event(), Standby()
    # Before opening a store, which may be locked.
    threading.Thread(target=_end_with_parent, args=[current, leaving], daemon=True).start()
    with suppress(EOFError, OSError):
        while message := json.loads(link.recv_bytes()):
            job = Job.from_dict(message["job"])
            if "recipe" in message:
                _rehearse(message["recipe"], job, standby)
                link.send_bytes(json.dumps({"rehearsed": True}).encode())
                continue
            current.job = job
            _execute_one(job, leaving, standby)
            current.job = None
            link.send_bytes(json.dumps({"kept": standby.ready}).encode())
            if not standby.ready:
                return


class _Current:
    """The job that is being executed; None in between."""

    job: Any = None


def _execute_one(job: Any, leaving: threading.Event, standby: Any) -> None:
    from core.runs.store import Store

    before = [os.dup(stream) for stream in STREAMS]
    store = Store(job.store)
    execute_job(job, store, "process", leaving, standby if job.prepared else None)
    store.close()
    for stream, copy in zip(STREAMS, before, strict=True):  # a run's log can be deleted meanwhile
        os.dup2(copy, stream)
        os.close(copy)


def _rehearse(recipe: Any, job: Any, standby: Any) -> None:
    """Prepare a recipe; one that fails will say so when it is run."""
    from core.recipes import recipe_from_dict
    from core.training.choice import choose_engine

    try:
        entry = recipe_from_dict(recipe)
        engine = choose_engine(entry.layers, entry.summary.parameters)
        standby.rehearse(entry, job.settings, engine)
    except Exception:
        traceback.print_exc()


def execute_job(
    job: Any, store: Any, executor: str, leaving: threading.Event, standby: Any = None
) -> None:
    """Execute a job in this process, with its output going to the run's log."""
    from core.logs import set_up

    with suppress(OSError):
        _redirect_output(job)
    set_up(job.settings, "worker")
    run_job(job, store, executor, leaving, standby)


def run_job(
    job: Any,
    store: Any,
    executor: str,
    leaving: threading.Event | None = None,
    standby: Any = None,
) -> None:
    """Execute a job in this thread."""
    from core.runs.workers.execute import execute

    execute(
        job.run_id,
        store,
        job.settings,
        job.holder,
        executor=executor,
        claimed=True,
        train=_resolve(job.train) if job.train else None,
        lease_seconds=job.lease_seconds,
        leaving=leaving,
        standby=standby,
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
    for stream in STREAMS:
        os.dup2(log, stream)
    os.close(log)
    sys.stdout.reconfigure(line_buffering=True)


def _end_with_parent(current: _Current, leaving: threading.Event) -> None:
    """End this process when the launcher has ended, so that no orphan keeps training.

    The run gets a moment to stop and save a checkpoint; the process then ends by itself, and this
    daemon thread with it. If the end cannot be recorded in time, the run's lease expires instead.
    """
    connection.wait([multiprocessing.parent_process().sentinel])
    leaving.set()
    if current.job is None:
        os._exit(0)
    time.sleep(LEAVE_SECONDS)
    try:
        writing = threading.Thread(target=_interrupt, args=[current.job], daemon=True)
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
