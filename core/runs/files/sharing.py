"""Runs' files where all machines reach them: a worker puts them there, whoever reads brings them.

``RECIPE_LAB_ARTIFACTS_URL`` names the place. A plain folder that every machine mounts is used as it
is (``Settings.artifacts``), and nothing here does anything. Any other address is a folder of a
file system that fsspec knows (``s3://…``, ``gs://…``, ``sftp://…``): files are written whole on
the worker's own disk, copied there whole, and read from a copy in the reader's home.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path

from core.errors import StoreError
from core.runs.files.artifacts import beyond
from core.runs.files.shelf import ALL, Shelf
from core.settings import Settings

log = logging.getLogger(__name__)


def run_folder(settings: Settings, run_id: str, *names: str) -> Path:
    """A run's folder here, with those of its files brought that are shared and newer there.

    Raises:
        StoreError: They are shared, and cannot be reached.
    """
    folder = settings.artifacts / run_id
    if settings.shares:
        _shelf(settings.artifacts_url).bring(folder, names)
    return folder


def share(
    settings: Settings, run_id: str, *names: str, gone: Iterable[str] = ()
) -> StoreError | None:
    """Copy those of a run's files that changed to where they are shared, each whole.

    Args:
        gone: Files of before that it has no more.

    Returns:
        Why that could not be done, if it could not: files lost are no reason to lose a run.
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
    """Copy here all that is shared, before a backup.

    Raises:
        StoreError: It cannot be reached.
    """
    if settings.shares:
        shelf = _shelf(settings.artifacts_url)
        for run_id in shelf.runs():
            shelf.bring(settings.artifacts / run_id, ALL)


def share_all(settings: Settings) -> None:
    """Copy there all that is here and was not shared, after a restore.

    Raises:
        StoreError: It cannot be reached.
    """
    if settings.shares and settings.artifacts.is_dir():
        for folder in settings.artifacts.iterdir():
            _shelf(settings.artifacts_url).put(folder, ALL)


def unshare(settings: Settings, run_ids: Iterable[str]) -> None:
    """Delete what runs share: those gone from the store.

    Raises:
        StoreError: The place cannot be reached.
    """
    if settings.shares:
        for run_id in run_ids:
            _shelf(settings.artifacts_url).remove(run_id)


def bound_shared(
    settings: Settings, keep: Collection[str], days: Sequence[int]
) -> dict[str, dict[str, int]]:
    """Delete there what ``bound_artifacts`` would delete here.

    Returns:
        Run id → name → bytes of what is left, of each run that lost something.

    Raises:
        StoreError: The place cannot be reached.
    """
    shelf = _shelf(settings.artifacts_url)
    found = shelf.kept()
    gone = beyond(found, settings.artifacts_limit_mb, keep, days)
    for file in gone:
        shelf.remove(file.run_id, [file.name])
    left: dict[str, dict[str, int]] = {file.run_id: {} for file in gone}
    for file in set(found) - set(gone):
        if file.run_id in left:
            left[file.run_id][file.name] = file.size
    return left


@cache
def _shelf(url: str) -> Shelf:
    return Shelf(url)
