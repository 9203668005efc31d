"""Figures from stored predictions, computed once for all sessions and never on a refresh."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from core.analysis.confusions import Tested, group_confusion
from core.analysis.differ import Seeds, read_seeds
from core.analysis.predictions import TestSet, cache_key, load_test_set
from core.analysis.scoring import cached_figures
from core.errors import DatasetError, RequestError, StoreError
from core.i18n import gettext
from core.lru import LRUCache
from core.recipes import Recipe
from core.settings import Settings
from pages.components.live.get_data import is_ready
from pages.components.live.manager import run_manager
from pages.components.live.shared import shared

MAX_FIGURES = 5_000


def truth_of(recipe: Recipe) -> TestSet:
    """The true labels of a recipe's test samples; 100 kB for 25,000 reviews.

    Raises:
        DatasetError: The dataset is missing or refused.
    """
    return _truth(*cache_key(recipe))


def truth_if_available(recipe: Recipe) -> TestSet | None:
    """Like ``truth_of``, but None, without waiting, if the dataset's file is missing."""
    if is_ready(recipe.dataset):
        with suppress(DatasetError):
            return truth_of(recipe)
    return None


def figures_of(recipe: Recipe, runs: Sequence[Tested], truth: TestSet) -> list[dict[str, float]]:
    """``core.analysis.quality.figures`` of each of a recipe's runs; empty for a run without any,
    or whose figures are hidden: those of a sweep before its winner is confirmed."""
    return [_figures().read(run, recipe.dataset, truth) if run.test else {} for run in runs]


def confusion_of(recipe: Recipe, runs: Sequence[Tested], truth: TestSet) -> tuple[np.ndarray, int]:
    """``core.analysis.confusions.group_confusion`` of a recipe's runs.

    Raises:
        RequestError: None of them has predictions.
    """
    ids = tuple((run.id, _version(run)) for run in runs)
    return _confusion(ids, *cache_key(recipe), tuple(runs), truth)


def seeds_of(recipe: Recipe, runs: Sequence[Tested], truth: TestSet) -> Seeds:
    """``core.analysis.differ.read_seeds`` of a recipe's runs.

    Raises:
        RequestError: None of them has predictions.
    """
    ids = tuple((run.id, _version(run)) for run in runs)
    return _seeds(ids, *cache_key(recipe), tuple(runs), truth)


def class_names(truth: TestSet) -> Sequence[str]:
    """A name for each class: the dataset's own, or “class 3”."""
    if truth.class_names:
        return truth.class_names
    return [gettext("class {number}", number=number) for number in range(truth.classes)]


def _version(run: Tested) -> tuple[tuple[str, float], ...]:
    """A cache key that changes with the run's predictions."""
    return tuple(sorted((name, float(value)) for name, value in run.test.items()))


@shared(max_entries=32)
def _truth(name: str, preprocessing: str) -> TestSet:
    return load_test_set(name, json.loads(preprocessing), run_manager().settings)


class _Figures:
    """An in-memory cache of runs' figures: a list of forty runs reads each on every refresh, and
    Streamlit's own caches take half a millisecond per read."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._lock = threading.Lock()
        self._cached: LRUCache[tuple, dict[str, float]] = LRUCache(MAX_FIGURES)

    def read(self, run: Tested, dataset: str, truth: TestSet) -> dict[str, float]:
        key = (run.id, _version(run))
        with self._lock:
            if key in self._cached:
                return self._cached[key]
        try:
            figures = cached_figures(run.id, truth, dataset, self._settings)
        except (RequestError, DatasetError):
            figures = {}
        except StoreError:  # the shared files may be reachable again later
            return {}
        with self._lock:
            self._cached[key] = figures
        return figures


@shared
def _figures() -> _Figures:
    return _Figures(run_manager().settings)


@shared(max_entries=64)
def _confusion(
    ids: object, name: str, preprocessing: str, _runs: Sequence[Tested], _truth: TestSet
) -> tuple[np.ndarray, int]:
    return group_confusion(_runs, _truth, run_manager().settings)


@shared(max_entries=64)
def _seeds(
    ids: object, name: str, preprocessing: str, _runs: Sequence[Tested], _truth: TestSet
) -> Seeds:
    return read_seeds(_runs, _truth, run_manager().settings)
