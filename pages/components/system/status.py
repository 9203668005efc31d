"""The status of the installation, looked up once for all who look at it."""

from __future__ import annotations

import threading
import time

import streamlit as st

from core.runs.store import Store
from core.settings import Settings
from core.system.status import Status, status
from core.system.storage import Counts, count
from pages.components.live.manager import run_manager

FRESH_SECONDS = 2.0
# Counting rows and files takes some tenths of a second with a million epochs, so it is done as
# seldom as makes it a hundredth of the time, but at least once a minute.
COUNT_SHARE, COUNT_SECONDS = 0.01, 60.0


class Inside:
    """The latest status; however many look, it is found out at most every two seconds.

    Args:
        store: The run store.
        settings: The installation's settings.
    """

    def __init__(self, store: Store, settings: Settings):
        self._store, self._settings = store, settings
        self._lock = threading.Lock()
        self._status: Status | None = None
        self._counts: Counts | None = None
        self._looked = self._count_at = 0.0

    def look(self) -> Status:
        """The status, at most two seconds old.

        Raises:
            StoreError: The store cannot be read or written.
        """
        with self._lock:
            now = time.monotonic()
            if self._counts is None or now > self._count_at:
                self._counts = count(self._store, self._settings)
                took = time.monotonic() - now
                self._count_at = now + min(COUNT_SECONDS, took / COUNT_SHARE)
            if self._status is None or now - self._looked > FRESH_SECONDS:
                self._status = status(self._store, self._settings, self._counts)
                self._looked = time.monotonic()
            return self._status


@st.cache_resource(show_spinner=False)
def inside() -> Inside:
    """The one all sessions of the server share."""
    manager = run_manager()
    return Inside(manager.store, manager.settings)
