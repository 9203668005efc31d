"""Executors of runs: one worker process per run, threads of the server, or a cluster."""

from core.runs.workers.base import WARM, WARMING, Executor, Job
from core.runs.workers.endings import MAX_RESUMES, lost_with_server
from core.runs.workers.table import build_executor

__all__ = [
    "MAX_RESUMES",
    "WARM",
    "WARMING",
    "Executor",
    "Job",
    "build_executor",
    "lost_with_server",
]
