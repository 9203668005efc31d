"""Runs as pages read them: once for all sessions, and only new epochs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.analysis.entrants import Entrant, run_entrant
from core.errors import RecipeLabError, StoreError
from core.lru import LRUCache
from core.recipes import Recipe, recipe_from_dict
from core.runs.files.artifacts import PREDICTIONS, load_predictions
from core.runs.files.sharing import run_folder
from core.runs.index import RunRow
from core.runs.run import Run
from core.runs.store import Store
from core.settings import Settings
from pages.components.live.manager import run_manager
from pages.components.live.pace import FirstSeen, first_seen_at
from pages.components.live.shared import shared

MAX_CACHED = 512


@dataclass(frozen=True)
class SeenRun:
    """A run and its curves at one version of the store.

    Attributes:
        recipe: The recipe it executes.
        epochs: (n,) int64 0-based epochs.
        metrics: Metric name → (n,) float64; NaN where a value is missing.
        epoch_seconds: (n,) float64 wall-clock seconds.
        positions: (p,) float64 positions of the points within epochs, see ``core.training.points``.
        points: Training metric name → (p,) float64.
        test_samples: Number of samples it was tested on; None while unknown.
        first_seen: Where it was when its current epoch was first seen.
    """

    run: Run
    recipe: Recipe
    epochs: np.ndarray
    metrics: dict[str, np.ndarray]
    epoch_seconds: np.ndarray
    positions: np.ndarray
    points: dict[str, np.ndarray]
    test_samples: int | None = None
    first_seen: FirstSeen | None = None

    @property
    def entrant(self) -> Entrant:
        """The run as an entrant of a comparison."""
        return run_entrant(
            self.run,
            self.recipe,
            self.epochs,
            self.metrics,
            self.epoch_seconds,
            self.test_samples,
            self.positions,
            self.points,
        )


class LiveRuns:
    """Reads runs from the store, and only the new epochs of their histories.

    Args:
        store: The run store.
        settings: The installation's settings: where predictions are stored.
    """

    def __init__(self, store: Store, settings: Settings):
        self._store, self._settings = store, settings
        self._lock = threading.Lock()
        self._seen: LRUCache[str, tuple[int, SeenRun]] = LRUCache(MAX_CACHED)

    def read(self, run_id: str) -> SeenRun:
        """The current state of a run.

        Raises:
            RequestError: No run has that id.
        """
        with self._lock:
            version = self._store.database.version()
            version_read, seen = self._seen.get(run_id, (-1, None))
            if version_read != version:
                seen = self._read(run_id, seen)
                self._seen[run_id] = (version, seen)
            return seen

    def read_rows(self, rows: Sequence[RunRow]) -> list[SeenRun]:
        """The current state of several runs; only those that changed are read from the store.

        A run whose row turns out to be unreadable is left out.

        Args:
            rows: The runs as the index has them.

        Raises:
            RequestError: One of them no longer exists.
        """
        with self._lock:
            result = []
            for row in rows:
                version_read, seen = self._seen.get(row.id, (-1, None))
                if seen is None or seen.run.changed < row.changed:
                    try:
                        seen = self._read(row.id, seen)
                    except StoreError:
                        if row.id not in self._store.database.unreadable:
                            raise
                        continue
                    self._seen[row.id] = (version_read, seen)
                result.append(seen)
            return result

    def _read(self, run_id: str, seen: SeenRun | None) -> SeenRun:
        run = self._store.runs.get(run_id)
        if seen and run.changed == seen.run.changed:
            return seen
        if seen and (run.epochs_done < len(seen.epochs) or run.resumes != seen.run.resumes):
            seen = None  # it was resumed, perhaps from an earlier checkpoint
        after = int(seen.epochs[-1]) if seen and len(seen.epochs) else -1
        history = self._store.histories.get(run_id, after)
        seconds = self._store.histories.seconds(run_id, len(seen.epoch_seconds) - 1 if seen else -1)
        first_seen = first_seen_at(run, seen.first_seen if seen else None)
        positions, points = self._points(run, seen)
        if seen and not len(history) and seen.run.status == run.status:
            new = {"run": run, "first_seen": first_seen, "positions": positions, "points": points}
            return replace(seen, **new)
        epochs = np.array(history.epochs, np.int64)
        metrics = {name: np.array(values) for name, values in history.metrics.items()}
        times = np.array(seconds, np.float64)
        if seen:
            metrics = _joined(seen.metrics, len(seen.epochs), metrics, len(epochs))
            epochs = np.concatenate([seen.epochs, epochs])
            times = np.concatenate([seen.epoch_seconds, times])
        recipe = seen.recipe if seen else recipe_from_dict(run.recipe)
        samples = self._test_samples(run)
        return SeenRun(run, recipe, epochs, metrics, times, positions, points, samples, first_seen)

    def _points(self, run: Run, seen: SeenRun | None) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """The positions and values of the points; the same objects as long as none is new."""
        if seen and run.progress.get("point") == seen.run.progress.get("point"):
            return seen.positions, seen.points
        after = float(seen.positions[-1]) if seen and len(seen.positions) else 0.0
        history = self._store.histories.points(run.id, after)
        positions = np.array(history.epochs, np.float64)
        points = {name: np.array(values) for name, values in history.metrics.items()}
        if not seen:
            return positions, points
        joined = _joined(seen.points, len(seen.positions), points, len(positions))
        return np.concatenate([seen.positions, positions]), joined

    def _test_samples(self, run: Run) -> int | None:
        if not run.test:
            return None
        try:
            return len(load_predictions(run_folder(self._settings, run.id, PREDICTIONS)))
        except RecipeLabError:
            return None


def _joined(
    old: dict[str, np.ndarray], length: int, new: dict[str, np.ndarray], count: int
) -> dict[str, np.ndarray]:
    """Old and new values in one; NaN where one of them lacks a metric."""
    before, after = np.full(length, np.nan), np.full(count, np.nan)
    return {
        name: np.concatenate([old.get(name, before), new.get(name, after)])
        for name in dict.fromkeys([*old, *new])
    }


@shared
def live_runs() -> LiveRuns:
    """The server's reader of runs."""
    manager = run_manager()
    return LiveRuns(manager.store, manager.settings)
