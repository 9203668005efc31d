"""The task of a run on a machine of a cluster; see ``core.runs.workers.cluster.driver``."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from typing import Any

# What is another machine's own, where its environment says so; all else is the dashboard's.
OWN = ("home", "data", "store")


def work(data: Mapping[str, Any]) -> Iterator[str]:
    """Execute the job ``data`` describes; yields its machine's id when it begins, and
    again when it has ended.

    An interrupt is not a wish to stop: the server is leaving, and the run stops where it is.
    """
    import ray

    from core.runs.store import Store
    from core.runs.workers.base import Job
    from core.runs.workers.worker import execute_job

    leaving = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: leaving.set())
    machine = ray.get_runtime_context().get_node_id()
    yield machine
    job = Job.from_dict(with_own(data, os.environ))
    execute_job(job, Store(job.store), "ray", leaving)
    yield machine


def with_own(data: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """A job with this machine's own folders, and its own way to the store."""
    names = {name: f"RECIPE_LAB_{name.upper()}" for name in OWN}
    own = {name: environment[at] for name, at in names.items() if environment.get(at)}
    store = own.get("store", data["store"])
    return {**data, "store": store, "settings": {**data["settings"], **own, "store": store}}
