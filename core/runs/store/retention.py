"""Retention of runs' files: delete those past their age limit and the oldest above the quota."""

from __future__ import annotations

import threading
from contextlib import suppress

from core.errors import StoreError
from core.runs.files.artifacts import CHECKPOINT, bound_artifacts
from core.runs.files.sharing import bound_shared
from core.runs.run import ACTIVE
from core.runs.store.store import Store
from core.runs.store.unowned import remove_unowned
from core.settings import Settings

HOURLY = 3_600.0


def keep_within(store: Store, settings: Settings, *, shared: bool = False) -> list[str]:
    """Delete files above the quota or age limits of ``settings``, except those of active runs.

    Whatever cannot be deleted or recorded now is retried the next time.

    Args:
        shared: Whether to delete from the files shared between machines instead of the local ones.

    Returns:
        Ids of the runs that lost a file.
    """
    with suppress(OSError, StoreError):
        active = [run.id for run in store.runs.list(status=ACTIVE)]
        bound = bound_shared if shared else bound_artifacts
        remaining = bound(settings, active, days(settings))
        if shared or not settings.shares:  # otherwise only copies were deleted
            sizes = {run_id: sum(files.values()) for run_id, files in remaining.items()}
            gone = [run_id for run_id, files in remaining.items() if CHECKPOINT not in files]
            store.runs.set_artifacts(sizes, gone=gone)
        return sorted(remaining)
    return []


def start_cleanup(store: Store, settings: Settings) -> None:
    """Delete unowned folders and run ``keep_within``, in a background thread.

    It takes about a second with ten thousand runs.
    """

    def keep() -> None:
        remove_unowned(store, settings)  # before anything writes into a folder
        keep_within(store, settings)
        if settings.shares:
            keep_within(store, settings, shared=True)

    threading.Thread(target=keep, name="retention", daemon=True).start()


def days(settings: Settings) -> tuple[int, int, int]:
    """Age limits in days of checkpoints, weights and predictions, by ``RANKS``; 0 for no limit."""
    return (
        settings.keep_checkpoints_days,
        settings.keep_weights_days,
        settings.keep_predictions_days,
    )
