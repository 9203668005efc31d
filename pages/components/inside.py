"""The status of the installation, looked up once for all who look at it."""

from __future__ import annotations

import threading
import time

import streamlit as st

from core.runs.store import Store
from core.settings import Settings
from core.system.status import Status, status
from core.system.storage import Counts, count
from pages.components.manager import run_manager

FRESH_SECONDS = 2.0
# Rows and files are counted less often: with a million epochs it takes some tenths of a second.
COUNT_SECONDS = 60.0


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
        self._looked = self._counted = 0.0

    def look(self) -> Status:
        """The status, at most two seconds old.

        Raises:
            StoreError: The store cannot be read or written.
        """
        with self._lock:
            now = time.monotonic()
            if self._counts is None or now - self._counted > COUNT_SECONDS:
                self._counts = count(self._store, self._settings)
                self._counted = now
            if self._status is None or now - self._looked > FRESH_SECONDS:
                self._status = status(self._store, self._settings, self._counts)
                self._looked = time.monotonic()
            return self._status


@st.cache_resource(show_spinner=False)
def inside() -> Inside:
    """The one all sessions of the server share."""
    manager = run_manager()
    return Inside(manager.store, manager.settings)
