"""The status of the installation, read once for all sessions."""

from __future__ import annotations

import threading
import time

from core.runs.store import Store
from core.settings import Settings
from core.system.status import Status, status
from core.system.storage import Counts, count
from pages.components.live.manager import run_manager
from pages.components.live.shared import shared

FRESH_SECONDS = 2.0
# Counting rows and files takes some tenths of a second with a million epochs. It takes at most this
# share of the time, but happens at least once in this many seconds.
COUNT_SHARE, COUNT_SECONDS = 0.01, 60.0


class StatusCache:
    """Caches the status, so that it is read at most every two seconds for all sessions.

    Args:
        store: The run store.
        settings: The installation's settings.
    """

    def __init__(self, store: Store, settings: Settings):
        self._store, self._settings = store, settings
        self._lock = threading.Lock()
        self._status: Status | None = None
        self._counts: Counts | None = None
        self._read_at = self._count_at = 0.0

    def look(self) -> Status:
        """The status, at most two seconds old.

        Raises:
            StoreError: The store cannot be read or written.
        """
        with self._lock:
            now = time.monotonic()
            if self._counts is None or now > self._count_at:
                self._counts = count(self._store, self._settings)
                seconds = time.monotonic() - now
                self._count_at = now + min(COUNT_SECONDS, seconds / COUNT_SHARE)
            if self._status is None or now - self._read_at > FRESH_SECONDS:
                self._status = status(self._store, self._settings, self._counts)
                self._read_at = time.monotonic()
            return self._status


@shared
def inside() -> StatusCache:
    """The server's status cache."""
    manager = run_manager()
    return StatusCache(manager.store, manager.settings)
