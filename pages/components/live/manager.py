"""The server's run manager, with its store and settings, and the driver of its sweeps."""

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
    """Settings → store → manager, made once per server and shared by all its sessions.

    It can queue, stop and read runs right away. Only the server starts it
    (``pages.components.live.serving``), so that opening a page, or testing one, starts no workers.

    Raises:
        RecipeLabError: The settings or the store cannot be used. The next call tries again.
    """
    with _LOCK:
        settings = load_settings()
        return RunManager(Store(settings.store_url), settings)


@st.cache_resource(show_spinner=False)
def sweep_driver() -> SweepDriver:
    """The driver that advances the store's sweeps; the server starts it after the manager."""
    return SweepDriver(run_manager())
