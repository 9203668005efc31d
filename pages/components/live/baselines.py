"""The baselines that a network has to beat, cached, or computed in a separate process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence

from core.analysis.entrants import Entrant
from core.analysis.predictions import cache_key
from core.baselines.baselines import Baseline
from core.baselines.cached import cached_baselines, shipped_baselines
from core.baselines.classes import LINEAR
from core.baselines.series import PERSISTENCE
from core.charts.levels import Level
from core.i18n import gettext
from core.lru import LRUCache
from core.recipes import Recipe
from core.settings import Settings
from pages.components.frame import wording
from pages.components.live.get_data import is_ready
from pages.components.live.manager import run_manager
from pages.components.live.shared import shared

RETRY_SECONDS = 3.0
MAX_CACHED = 256
# Every axis extends to these baselines.
RIVALS = (LINEAR, PERSISTENCE)


class Baselines:
    """Reads baselines, and has missing ones computed in a separate process.

    Args:
        settings: The installation's settings: where baselines are cached.
    """

    def __init__(self, settings: Settings):
        self._settings = settings
        self._lock = threading.Lock()
        # Each data seed is a preparation of its own.
        self._known: LRUCache[tuple[str, str], tuple[float, list[Baseline], bool]] = LRUCache(
            MAX_CACHED
        )
        self._computing: subprocess.Popen | None = None
        self._tried: set[tuple[str, str]] = set()

    def read(self, recipe: Recipe) -> list[Baseline]:
        """A recipe's baselines: the shipped ones until its own are computed; empty if there are
        neither."""
        key, now = cache_key(recipe), time.monotonic()
        with self._lock:
            read_at, result, final = self._known.get(key, (float("-inf"), [], False))
            if final or now - read_at < RETRY_SECONDS:
                return result
            computed = cached_baselines(recipe.dataset, recipe.preprocessing, self._settings)
            result = computed or shipped_baselines(recipe.dataset, recipe.preprocessing) or []
            self._known[key] = (now, result, computed is not None)
            if not result:
                self._compute(key)
            return result

    def of_own(self, recipe: Recipe, digest: str) -> list[Baseline]:
        """The baselines tested on the same data as somebody's own runs; empty until computed.

        Args:
            digest: Of the test samples of those runs.
        """
        matches = [item for item in self.read(recipe) if item.outcomes.digest == digest]
        if not matches:  # the shipped baselines are of other data
            with self._lock:
                self._compute(cache_key(recipe))
        return matches

    def _compute(self, key: tuple[str, str]) -> None:
        """Start computing, once per preparation and one at a time."""
        name, preprocessing = key
        busy = self._computing is not None and self._computing.poll() is None
        if busy or key in self._tried or not is_ready(name):
            return
        self._tried.add(key)
        command = [sys.executable, "-m", "core", "baselines", name, "--preparation", preprocessing]
        self._computing = subprocess.Popen(
            command,
            env=os.environ | {"RECIPE_LAB_HOME": str(self._settings.home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def rivals(recipe: Recipe) -> list[Baseline]:
    """The baselines that a network has to beat to be worth training."""
    return [item for item in baselines().read(recipe) if item.name in RIVALS]


def levels(entrants: Sequence[Entrant]) -> list[Level]:
    """One line per baseline of the compared recipes, on the scale of the test figure."""
    lines: dict[tuple[str, float], Level] = {}
    for recipe, scale in _preparations(entrants):
        for item in baselines().read(recipe):
            value = item.test[recipe.metric] / (scale or 1.0)
            text = wording.number(value, recipe.metric)
            label = gettext("{name} {value}", name=gettext(item.short), value=text)
            key = (item.name, round(value, 3))
            name = f"{item.name} {key[1]}"
            lines.setdefault(
                key, Level(name=name, label=label, value=value, seen=item.name in RIVALS)
            )
    return list(lines.values())


def _preparations(entrants: Iterable[Entrant]) -> list[tuple[Recipe, float | None]]:
    """One recipe per preparation of the data, with the scale of its target."""
    preparations: dict[tuple[str, str], tuple[Recipe, float | None]] = {}
    for entrant in entrants:
        if entrant.recipe.metric == "mae" and entrant.scale is None:
            continue
        preparations.setdefault(cache_key(entrant.recipe), (entrant.recipe, entrant.scale))
    return list(preparations.values())


@shared
def baselines() -> Baselines:
    """The server's baselines."""
    return Baselines(run_manager().settings)
