"""Delete folders of runs that are in no store, left behind by killed processes.

Emptying the bin deletes runs before their files; restoring a backup writes files before their runs.
A process killed in between leaves folders that no run owns.

A store cannot distinguish its own leftovers from the files of another store's runs. So every store
that keeps files in a home leaves a note in ``HOME/stores``, and nothing is deleted if

* ``RECIPE_LAB_ARTIFACTS_URL`` sets the location: stores of other homes may keep files there;
* another store has a note in this home;
* the folder is older than the note, and there were folders of unknown owners at that time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from core.errors import StoreError
from core.logs import event
from core.runs.files.artifacts import DAY
from core.runs.files.leftovers import is_run_file, remove_leftovers
from core.runs.run import new_id
from core.runs.store.store import Store
from core.settings import Settings

ID = re.compile(r"[0-9a-z]{11}")

log = logging.getLogger(__name__)


def note_store(store: Store, settings: Settings) -> None:
    """Leave a note that ``store`` keeps files in this home, unless there is one already."""
    note = _note(store, settings)
    with suppress(OSError, StoreError):
        if note.exists() or settings.artifacts != settings.home / "artifacts":
            return
        all_owned = not any(_unowned(store, settings.artifacts))
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"{store.database.place}\n", encoding="utf-8")
        if all_owned:
            os.utime(note, (0, 0))


def remove_unowned(store: Store, settings: Settings) -> list[str]:
    """Delete folders of runs that are not in the store, once they are a day old.

    Only if they cannot belong to another store, as described above, and only folders that contain
    nothing but files written by runs.

    Returns:
        Names of the deleted folders.
    """
    if settings.artifacts_url:
        return []
    note_store(store, settings)
    gone = []
    with suppress(OSError, StoreError):
        note = _note(store, settings)
        if list(note.parent.iterdir()) == [note]:
            since = note.stat().st_mtime
            for folder in _unowned(store, settings.artifacts):
                if since <= _written(folder) < time.time() - DAY:
                    remove_leftovers(settings.artifacts, [folder.name])
                    gone.append(folder.name)
    if gone:
        event(log, "left folders deleted", runs=gone)
    return gone


def _unowned(store: Store, root: Path) -> Iterator[Path]:
    """Folders named like runs that the store does not have, not even in the bin."""
    if not root.is_dir():
        return
    folders = [path for path in root.iterdir() if _is_id(path.name)]
    owned = store.runs.ids()
    yield from (path for path in folders if path.name not in owned and path.is_dir())


def _is_id(name: str) -> bool:
    """Whether ``name`` can be a run's id: ids start with their creation time, which is past."""
    return bool(ID.fullmatch(name)) and name[:8] <= new_id()[:8]


def _written(folder: Path) -> float:
    """When a folder was last written to, in seconds since 1970.

    Infinity if it contains anything that runs do not write.
    """
    times = [folder.stat().st_mtime]
    with os.scandir(folder) as entries:
        for entry in entries:
            if not is_run_file(entry.name) or not entry.is_file(follow_symlinks=False):
                return float("inf")
            times.append(entry.stat().st_mtime)
    return max(times)


def _note(store: Store, settings: Settings) -> Path:
    """Path of a store's note; for a file inside the home it survives moving the home."""
    place = store.database.place
    if "://" not in place:
        place = os.path.relpath(os.path.realpath(place), os.path.realpath(settings.home))
    return settings.home / "stores" / hashlib.sha256(place.encode()).hexdigest()[:16]
