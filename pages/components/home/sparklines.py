"""The one curve of a run that stands for it in a list, read once for all sessions."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

import streamlit as st

from core.recipes import Recipe
from core.runs.index import RunRow
from core.runs.store import Store
from pages.components.live.manager import run_manager

KEPT = 512


class Sparklines:
    """Reads of each run the metric it is judged by, and only the epochs that are new."""

    def __init__(self, store: Store):
        self._store = store
        self._lock = threading.Lock()
        self._known: OrderedDict[str, dict[str, list[float]]] = OrderedDict()

    def read(self, rows: Iterable[RunRow]) -> dict[str, dict[str, list[float]]]:
        """Run id → metric → one value an epoch.

        Raises:
            StoreError: The store failed.
        """
        rows = list(rows)
        with self._lock:
            cursors = {}
            for row in rows:
                known = self._known.get(row.id)
                done = max(map(len, known.values()), default=0) if known else 0
                if known and done > row.epochs_done:  # it was begun again from a checkpoint
                    known, done = self._known.pop(row.id), 0
                if done < row.epochs_done:
                    cursors[row.id] = done - 1
            for run_id, history in self._store.histories(cursors).items():
                known = self._known.setdefault(run_id, {})
                for name, values in history.metrics.items():
                    known.setdefault(name, []).extend(values)
            for row in rows:
                if row.id in self._known:
                    self._known.move_to_end(row.id)
            while len(self._known) > max(KEPT, len(rows)):
                self._known.popitem(last=False)
            return {
                row.id: {n: list(v) for n, v in self._known.get(row.id, {}).items()} for row in rows
            }


def representative_curve(
    recipe: Recipe, history: dict[str, list[float]]
) -> tuple[str, list[float]]:
    """The name and values of the curve that stands for a recipe: its validation metric, where
    there is any, else its training metric."""
    name = f"val_{recipe.metric}"
    if name not in history:
        name = recipe.metric
    return name, history.get(name, [])


@st.cache_resource(show_spinner=False)
def sparklines() -> Sparklines:
    """The reader that all sessions of the server share."""
    return Sparklines(run_manager().store)
