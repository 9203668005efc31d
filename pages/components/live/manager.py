"""The server's run manager, with its store and settings, and what reads and drives the store."""

from __future__ import annotations

from core.runs.index import RunIndex
from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.settings import load_settings
from core.sweeps.driver import SweepDriver
from pages.components.live.shared import shared


@shared
def run_manager() -> RunManager:
    """Settings → store → manager, which can queue, stop and read runs right away.

    Only the server starts it (``pages.components.live.serving``), so that opening a page, or
    testing one, starts no workers.

    Raises:
        RecipeLabError: The settings or the store cannot be used.
    """
    settings = load_settings()
    return RunManager(Store(settings.store_url), settings)


@shared
def run_index() -> RunIndex:
    """The lightweight index of all runs, which reads a run again only if it changed."""
    return RunIndex(run_manager().store)


@shared
def sweep_driver() -> SweepDriver:
    """The driver that advances the store's sweeps; the server starts it after the manager."""
    return SweepDriver(run_manager())
