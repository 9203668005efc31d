"""What executes runs: a worker process a run, or threads of the server."""

from core.runs.executors.base import Executor, Exit, Job
from core.runs.executors.table import EXECUTORS, build_executor

__all__ = ["EXECUTORS", "Executor", "Exit", "Job", "build_executor"]
