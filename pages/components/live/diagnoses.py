"""Diagnoses of people's runs, made once for all sessions."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable, Mapping, Sequence

from core.analysis.diagnoses import DIAGNOSED, Diagnosis, diagnose_run, results_by_recipe
from core.baselines.rivals import rivals_of
from core.errors import StoreError
from core.lru import LRUCache
from core.recipes import Recipe, recipe_from_dict
from core.runs.index import RunIndex, RunRow
from core.runs.run import Run, RunFields
from core.runs.store import Store
from core.settings import Settings
from pages.components.live.baselines import Baselines, baselines
from pages.components.live.manager import run_index, run_manager
from pages.components.live.shared import shared

MAX_CACHED = 20_000
# Runs that are read from the store together.
CHUNK = 200


class Diagnoses:
    """Diagnoses runs, each once as long as nothing it depends on changes.

    Args:
        store: The run store.
        settings: The installation, which locates predictions.
        index: All runs, which have the test results of a recipe's other seeds.
        rivals: The baselines to compare with.
    """

    def __init__(self, store: Store, settings: Settings, index: RunIndex, rivals: Baselines):
        self._store, self._settings, self._index, self._rivals = store, settings, index, rivals
        self._lock = threading.Lock()
        self._cached: LRUCache[Hashable, tuple[Diagnosis, ...]] = LRUCache(MAX_CACHED)
        self._recipes: LRUCache[tuple[str, str], Recipe] = LRUCache(MAX_CACHED)
        self._results: tuple[Sequence[RunRow], Mapping[str, tuple[float, ...]]] = ((), {})

    def read(self, runs: Iterable[RunFields]) -> dict[str, tuple[Diagnosis, ...]]:
        """Run id → its diagnoses, the most important first; without runs that have none yet.

        Raises:
            StoreError: The store failed.
        """
        runs = [run for run in runs if run.status in DIAGNOSED]
        rows = self._index.rows()
        with self._lock:
            if rows is not self._results[0]:
                self._results = rows, results_by_recipe(rows)
            missing = [run for run in runs if self._known(run) is None]
            for start in range(0, len(missing), CHUNK):
                self._read([run.id for run in missing[start : start + CHUNK]])
            known = {run.id: self._known(run) for run in runs}
        return {run_id: result for run_id, result in known.items() if result is not None}

    def _known(self, run: RunFields) -> tuple[Diagnosis, ...] | None:
        recipe = self._recipes.get((run.recipe_id, run.recipe_key))
        return None if recipe is None else self._cached.get(self._basis(run, recipe))

    def _basis(self, run: RunFields, recipe: Recipe) -> Hashable:
        """What the diagnoses of a run depend on."""
        rivals = rivals_of(self._rivals.read(recipe))
        return run.id, run.changed, rivals, self._seeds_of(run)

    def _seeds_of(self, run: RunFields) -> tuple[float, ...]:
        """Test results of the group's seeds; a trial belongs to no group."""
        return self._results[1].get(run.recipe_key, ()) if run.trial is None else ()

    def _read(self, run_ids: Sequence[str]) -> None:
        runs = self._store.runs.read(run_ids)
        histories = self._store.histories.since(dict.fromkeys(runs, -1))
        for run in runs.values():
            name = run.recipe_id, run.recipe_key
            if name not in self._recipes:
                self._recipes[name] = recipe_from_dict(run.recipe)
            self._diagnose(run, self._recipes[name], histories[run.id].metrics)

    def _diagnose(self, run: Run, recipe: Recipe, metrics: Mapping[str, Sequence[float]]) -> None:
        rivals = rivals_of(self._rivals.read(recipe), run.baselines.get("persistence_test"))
        seeds = self._seeds_of(run)
        try:
            result = diagnose_run(run, recipe, metrics, rivals, seeds, self._settings)
        except StoreError:  # the shared files may be reachable again later
            return
        self._cached[self._basis(run, recipe)] = result


def diagnoses_of(run: RunFields) -> tuple[Diagnosis, ...] | None:
    """The diagnoses of a run, the most important first; None if it has not been diagnosed."""
    return diagnoses().read([run]).get(run.id)


@shared
def diagnoses() -> Diagnoses:
    """The server's diagnoses."""
    manager = run_manager()
    return Diagnoses(manager.store, manager.settings, run_index(), baselines())
