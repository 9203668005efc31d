"""The executors, by the names used in the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.runs.workers.base import Executor
from core.runs.workers.cluster.cluster import RayExecutor
from core.runs.workers.process import ProcessExecutor
from core.runs.workers.thread import ThreadExecutor
from core.settings import Settings

EXECUTORS: Mapping[str, Callable[[Settings], Executor]] = {
    executor.name: executor for executor in (ProcessExecutor, ThreadExecutor, RayExecutor)
}


def build_executor(settings: Settings) -> Executor:
    """Build the executor named in the settings; it is not started yet."""
    return EXECUTORS[settings.executor](settings)
