"""How long a recipe will take on this machine, measured once for all sessions."""

from __future__ import annotations

import threading

from core.analysis.estimates import Compiled, Estimate, Timed, compile_seconds, estimate
from core.analysis.expectations import MAX_RUNS, compiled_runs, timed_runs
from core.lru import LRUCache
from core.recipes import Recipe
from core.runs.store import Store
from core.settings import Settings
from pages.components.live.manager import run_manager
from pages.components.live.shared import shared


class Pacemaker:
    """Estimates times from the runs of this machine, reading each run only once.

    Args:
        store: The run store.
        settings: The installation's settings: how many threads a run uses.
    """

    def __init__(self, store: Store, settings: Settings):
        self._store, self._threads = store, settings.threads
        self._lock = threading.Lock()
        self._version = -1
        self._timed: LRUCache[str, Timed] = LRUCache(MAX_RUNS)
        self._compiled: LRUCache[str, Compiled] = LRUCache(MAX_RUNS)

    def estimate(self, recipe: Recipe) -> Estimate:
        """The times to expect of ``recipe`` on this machine."""
        with self._lock:
            self._refresh()
            return estimate(recipe, list(self._timed.values()))

    def compile_seconds(self, recipe: Recipe) -> float | None:
        """How long ``recipe`` took to compile on this machine; None if it never did."""
        with self._lock:
            self._refresh()
            return compile_seconds(recipe, self._compiled.values())

    def _refresh(self) -> None:
        version = self._store.database.version()
        if version != self._version:
            self._timed |= timed_runs(self._store, self._threads, self._version)
            self._compiled |= compiled_runs(self._store, self._version)
            self._version = version


@shared
def pacemaker() -> Pacemaker:
    """The server's pacemaker."""
    manager = run_manager()
    return Pacemaker(manager.store, manager.settings)
