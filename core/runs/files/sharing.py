"""Share the files of runs between machines: workers upload them, readers download them.

``RECIPE_LAB_ARTIFACTS_URL`` sets the location. A plain folder that every machine mounts is used
directly (``Settings.artifacts``), and the functions here do nothing. Any other address is a folder
on a file system supported by fsspec (``s3://…``, ``gs://…``, ``sftp://…``): files are written to
the worker's own disk, uploaded as a whole, and read from a copy in the reader's home.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path

from core.errors import StoreError
from core.runs.files.artifacts import files_to_delete
from core.runs.files.shelf import ALL, Shelf
from core.settings import Settings

log = logging.getLogger(__name__)


def run_folder(settings: Settings, run_id: str, *names: str) -> Path:
    """The local folder of a run, after downloading those of ``names`` that changed.

    Raises:
        StoreError: The files are shared and the shared location cannot be reached.
    """
    folder = settings.artifacts / run_id
    if settings.shares:
        _shelf(settings.artifacts_url).bring(folder, names)
    return folder


def share(
    settings: Settings, run_id: str, *names: str, gone: Iterable[str] = ()
) -> StoreError | None:
    """Upload those of a run's files that changed, each as a whole.

    Args:
        gone: Names of files the run no longer has; their shared copies are deleted.

    Returns:
        The error if that failed, else None: a failed upload must not end the run.
    """
    if settings.shares:
        try:
            shelf = _shelf(settings.artifacts_url)
            shelf.put(settings.artifacts / run_id, names)
            shelf.remove(run_id, gone)
        except StoreError as error:
            log.warning("%s", error)
            return error
    return None


def bring_all(settings: Settings) -> None:
    """Download all shared files, before a backup.

    Raises:
        StoreError: The shared location cannot be reached.
    """
    if settings.shares:
        shelf = _shelf(settings.artifacts_url)
        for run_id in shelf.runs():
            shelf.bring(settings.artifacts / run_id, ALL)


def share_all(settings: Settings) -> None:
    """Upload all local files that are not shared yet, after a restore.

    Raises:
        StoreError: The shared location cannot be reached.
    """
    if settings.shares and settings.artifacts.is_dir():
        for folder in settings.artifacts.iterdir():
            _shelf(settings.artifacts_url).put(folder, ALL)


def unshare(settings: Settings, run_ids: Iterable[str]) -> None:
    """Delete the shared files of runs that were deleted from the store.

    Raises:
        StoreError: The shared location cannot be reached.
    """
    if settings.shares:
        for run_id in run_ids:
            _shelf(settings.artifacts_url).remove(run_id)


def bound_shared(
    settings: Settings, keep: Collection[str], days: Sequence[int]
) -> dict[str, dict[str, int]]:
    """Apply the limits of ``bound_artifacts`` to the shared files.

    Returns:
        Run id → file name → bytes of the files left, for each run that lost a file.

    Raises:
        StoreError: The shared location cannot be reached.
    """
    shelf = _shelf(settings.artifacts_url)
    files = shelf.files()
    expired = files_to_delete(files, settings.artifacts_limit_mb, keep, days)
    for file in expired:
        shelf.remove(file.run_id, [file.name])
    remaining: dict[str, dict[str, int]] = {file.run_id: {} for file in expired}
    for file in set(files) - set(expired):
        if file.run_id in remaining:
            remaining[file.run_id][file.name] = file.size
    return remaining


@cache
def _shelf(url: str) -> Shelf:
    return Shelf(url)
