"""The task that executes a run on a cluster machine; see ``core.runs.workers.cluster.driver``."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from typing import Any

# Settings a machine may set in its own environment; all others come from the dashboard.
LOCAL_SETTINGS = ("home", "data", "store")


def work(data: Mapping[str, Any]) -> Iterator[str]:
    """Execute a job, yielding its machine's id when it starts and again when it has ended.

    An interrupt means that the server is leaving, not that a person stopped the run: the run is
    then interrupted.

    Args:
        data: The job, from ``Job.as_dict``.
    """
    import ray

    from core.runs.store import Store
    from core.runs.workers.base import Job
    from core.runs.workers.worker import execute_job

    leaving = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: leaving.set())
    machine = ray.get_runtime_context().get_node_id()
    yield machine
    job = Job.from_dict(with_local_settings(data, os.environ))
    execute_job(job, Store(job.store), "ray", leaving)
    yield machine


def with_local_settings(data: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """A job's data with the folders and the store URL of this machine's environment."""
    variables = {name: f"RECIPE_LAB_{name.upper()}" for name in LOCAL_SETTINGS}
    local = {
        name: environment[variable]
        for name, variable in variables.items()
        if environment.get(variable)
    }
    store = local.get("store", data["store"])
    return {**data, "store": store, "settings": {**data["settings"], **local, "store": store}}
