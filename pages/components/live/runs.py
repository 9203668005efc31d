"""Runs as pages read them: once for all sessions, and only what is new."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from core.errors import RecipeLabError, StoreError
from core.recipes import Recipe, recipe_from_dict
from core.runs.files.artifacts import PREDICTIONS, load_predictions
from core.runs.files.sharing import run_folder
from core.runs.index import RunRow
from core.runs.run import Run
from core.runs.store import Store
from core.settings import Settings
from pages.components.live.manager import run_manager
from pages.components.live.pace import FirstSeen, first_seen_at

KEPT = 512


@dataclass(frozen=True)
class SeenRun:
    """A run and its curves at one version of the store.

    Attributes:
        recipe: What it executes.
        epochs: (n,) int64 0-based epochs.
        metrics: Metric name → (n,) float64; NaN where there is none.
        epoch_seconds: (n,) float64 wall-clock seconds.
        test_samples: On how many samples it was tested; None while that is not known.
        sight: Where it was when the present epoch was first seen.
    """

    run: Run
    recipe: Recipe
    epochs: np.ndarray
    metrics: dict[str, np.ndarray]
    epoch_seconds: np.ndarray
    test_samples: int | None = None
    first_seen: FirstSeen | None = None


class LiveRuns:
    """Reads runs from the store, and of their histories only the epochs that are new.

    Args:
        store: The run store.
        settings: Says where predictions are kept.
    """

    def __init__(self, store: Store, settings: Settings):
        self._store, self._settings = store, settings
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, tuple[int, SeenRun]] = OrderedDict()

    def read(self, run_id: str) -> SeenRun:
        """A run as it is now.

        Raises:
            RequestError: There is none of that id.
        """
        with self._lock:
            version = self._store.version()
            known, seen = self._seen.get(run_id, (-1, None))
            if known != version:
                seen = self._read(run_id, seen)
                self._seen[run_id] = (version, seen)
            self._seen.move_to_end(run_id)
            while len(self._seen) > KEPT:
                self._seen.popitem(last=False)
            return seen

    def read_rows(self, rows: Sequence[RunRow]) -> list[SeenRun]:
        """Several runs as the index has them: only those that changed are read from the store.

        One whose row turns out to be unreadable is left out.

        Raises:
            RequestError: One is no longer there.
        """
        with self._lock:
            found = []
            for row in rows:
                known, seen = self._seen.get(row.id, (-1, None))
                if seen is None or seen.run.changed < row.changed:
                    try:
                        seen = self._read(row.id, seen)
                    except StoreError:
                        if row.id not in self._store.unreadable:
                            raise
                        continue
                    self._seen[row.id] = (known, seen)
                self._seen.move_to_end(row.id)
                found.append(seen)
            while len(self._seen) > max(KEPT, len(rows)):
                self._seen.popitem(last=False)
            return found

    def _read(self, run_id: str, seen: SeenRun | None) -> SeenRun:
        run = self._store.get(run_id)
        if seen and run.changed == seen.run.changed:
            return seen
        if seen and run.epochs_done < len(seen.epochs):  # it was begun again from a checkpoint
            seen = None
        after = int(seen.epochs[-1]) if seen and len(seen.epochs) else -1
        history = self._store.history(run_id, after)
        seconds = self._store.epoch_seconds(run_id, len(seen.epoch_seconds) - 1 if seen else -1)
        first_seen = first_seen_at(run, seen.first_seen if seen else None)
        if seen and not len(history) and seen.run.status == run.status:
            return replace(seen, run=run, first_seen=first_seen)
        epochs = np.array(history.epochs, np.int64)
        metrics = {name: np.array(values) for name, values in history.metrics.items()}
        times = np.array(seconds, np.float64)
        if seen:
            metrics = _joined(seen, metrics, len(epochs))
            epochs = np.concatenate([seen.epochs, epochs])
            times = np.concatenate([seen.epoch_seconds, times])
        recipe = seen.recipe if seen else recipe_from_dict(run.recipe)
        return SeenRun(
            run, recipe, epochs, metrics, times, self._test_samples(run), first_seen=first_seen
        )

    def _test_samples(self, run: Run) -> int | None:
        if not run.test:
            return None
        try:
            return len(load_predictions(run_folder(self._settings, run.id, PREDICTIONS)))
        except RecipeLabError:
            return None


def _joined(seen: SeenRun, new: dict[str, np.ndarray], count: int) -> dict[str, np.ndarray]:
    names = dict.fromkeys([*seen.metrics, *new])
    before, after = np.full(len(seen.epochs), np.nan), np.full(count, np.nan)
    return {
        name: np.concatenate([seen.metrics.get(name, before), new.get(name, after)])
        for name in names
    }


@st.cache_resource(show_spinner=False)
def live_runs() -> LiveRuns:
    """The reader that all sessions of the server share."""
    manager = run_manager()
    return LiveRuns(manager.store, manager.settings)
