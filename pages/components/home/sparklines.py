"""The curve that represents a run in a list, read once for all sessions."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from core.lru import LRUCache
from core.recipes import Recipe
from core.runs.index import RunRow
from core.runs.store import Store
from pages.components.live.manager import run_manager
from pages.components.live.shared import shared

MAX_CACHED = 512


class Sparklines:
    """Reads the histories of runs and caches them, fetching only epochs that are new."""

    def __init__(self, store: Store):
        self._store = store
        self._lock = threading.Lock()
        self._cached: LRUCache[str, dict[str, list[float]]] = LRUCache(MAX_CACHED)

    def read(self, rows: Iterable[RunRow]) -> dict[str, dict[str, list[float]]]:
        """Return run id → metric → one value per epoch.

        Raises:
            StoreError: The store failed.
        """
        rows = list(rows)
        with self._lock:
            cursors = {}
            for row in rows:
                known = self._cached.get(row.id)
                done = max(map(len, known.values()), default=0) if known else 0
                if known and done > row.epochs_done:  # it restarted from a checkpoint
                    known, done = self._cached.pop(row.id), 0
                if done < row.epochs_done:
                    cursors[row.id] = done - 1
            for run_id, history in self._store.histories.since(cursors).items():
                known = self._cached.setdefault(run_id, {})
                for name, values in history.metrics.items():
                    known.setdefault(name, []).extend(values)
            return {
                row.id: {n: list(v) for n, v in self._cached.get(row.id, {}).items()}
                for row in rows
            }


def representative_curve(
    recipe: Recipe, history: dict[str, list[float]]
) -> tuple[str, list[float]]:
    """Return name and values of a recipe's curve: the validation metric, else the training one."""
    name = f"val_{recipe.metric}"
    if name not in history:
        name = recipe.metric
    return name, history.get(name, [])


@shared
def sparklines() -> Sparklines:
    """The server's reader of curves."""
    return Sparklines(run_manager().store)
