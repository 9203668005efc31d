"""Executors of runs: one worker process per run, threads of the server, or a cluster."""

from core.runs.workers.base import COLD, WARM, WARMING, Executor, Exit, Job
from core.runs.workers.endings import MAX_RESUMES, lost_with_server
from core.runs.workers.table import EXECUTORS, build_executor

__all__ = [
    "COLD",
    "EXECUTORS",
    "MAX_RESUMES",
    "WARM",
    "WARMING",
    "Executor",
    "Exit",
    "Job",
    "build_executor",
    "lost_with_server",
]
