"""Resumes runs that were interrupted because their server ended, if the settings ask for it."""

from __future__ import annotations

from datetime import timedelta

from core.runs.run import INTERRUPTED, now
from core.runs.store import Store
from core.runs.store.leases import SILENT
from core.runs.workers.endings import MAX_RESUMES, lost_with_server

# Nobody expects runs interrupted longer ago than this to start again.
RESUME_WITHIN = timedelta(days=1)


def resume_interrupted(store: Store) -> None:
    """Queue the runs again that were interrupted because their server ended."""
    since = now() - RESUME_WITHIN
    for run in store.runs.list(status=INTERRUPTED):
        lost = run.failure.get("message") in (SILENT, lost_with_server().message)
        if lost and run.finished and run.finished > since and run.resumes < MAX_RESUMES:
            store.actions.resume(run.id)
