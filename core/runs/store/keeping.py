"""Which files of runs are deleted: those kept long enough, and the oldest beyond the quota."""

from __future__ import annotations

import threading
from contextlib import suppress

from core.errors import StoreError
from core.runs.files.artifacts import CHECKPOINT, bound_artifacts
from core.runs.files.sharing import bound_shared
from core.runs.run import OPEN
from core.runs.store.store import Store
from core.runs.store.unowned import remove_unowned
from core.settings import Settings

HOURLY = 3_600.0


def keep_within(store: Store, settings: Settings) -> list[str]:
    """Delete what is beyond the settings' quota and days, of no run that trains, waits or rests.

    Whatever cannot be deleted or noted now is tried again the next time.

    Returns:
        Ids of the runs that lost a file.
    """
    root = settings.artifacts
    with suppress(OSError, StoreError):
        going_on = [run.id for run in store.list(status=OPEN)]
        left = bound_artifacts(root, settings.artifacts_limit_mb, going_on, days=days(settings))
        if settings.shares:  # these were copies
            return sorted(left)
        gone = [run_id for run_id in left if not (root / run_id / CHECKPOINT).exists()]
        store.set_artifacts(left, gone=gone)
        return sorted(left)
    return []


def keep_shared_within(store: Store, settings: Settings) -> list[str]:
    """The same of files that are shared between machines."""
    with suppress(StoreError):
        going_on = [run.id for run in store.list(status=OPEN)]
        left = bound_shared(settings, going_on, days(settings))
        sizes = {run_id: sum(files.values()) for run_id, files in left.items()}
        store.set_artifacts(
            sizes, gone=[at for at, files in left.items() if CHECKPOINT not in files]
        )
        return sorted(left)
    return []


def begin_keeping(store: Store, settings: Settings) -> None:
    """Do so beside whatever else this process does: with ten thousand runs it takes a second."""

    def keep() -> None:
        remove_unowned(store, settings)  # before anything writes into a folder
        keep_within(store, settings)
        if settings.shares:
            keep_shared_within(store, settings)

    threading.Thread(target=keep, name="keeping", daemon=True).start()


def days(settings: Settings) -> tuple[int, int, int]:
    """Days that checkpoints, weights and predictions are kept, by ``RANKS``; 0 is for ever."""
    return (
        settings.keep_checkpoints_days,
        settings.keep_weights_days,
        settings.keep_predictions_days,
    )
