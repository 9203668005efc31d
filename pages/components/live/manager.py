"""The one run manager of the server, with its store and settings, and the driver of its sweeps."""

from __future__ import annotations

import threading

import streamlit as st

from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.settings import load_settings
from core.sweeps.driver import SweepDriver

_LOCK = threading.Lock()


@st.cache_resource(show_spinner=False)
def run_manager() -> RunManager:
    """Settings → store → manager, made once a server and shared by all its sessions.

    It queues, stops and reads at once; the server starts it (``pages.components.live.serving``), so
    that a page, or a test of one, never starts workers by being looked at.

    Raises:
        RecipeLabError: The settings or the store cannot be used. It is tried again next time.
    """
    with _LOCK:
        settings = load_settings()
        return RunManager(Store(settings.store_url), settings)


@st.cache_resource(show_spinner=False)
def sweep_driver() -> SweepDriver:
    """What takes the store's sweeps on; the server starts it after the manager."""
    return SweepDriver(run_manager())
