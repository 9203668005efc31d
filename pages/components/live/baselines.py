"""What a network has to beat, where pages need it: at once, or computed beside the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence

import streamlit as st

from core.analysis.entrants import Entrant
from core.analysis.predictions import cache_key
from core.baselines.baselines import Baseline
from core.baselines.cached import cached_baselines, shipped_baselines
from core.baselines.classes import LINEAR
from core.baselines.series import PERSISTENCE
from core.charts.levels import Level
from core.i18n import gettext
from core.recipes import Recipe
from core.settings import Settings
from pages.components.frame import wording
from pages.components.live.get_data import is_ready
from pages.components.live.manager import run_manager

AGAIN_SECONDS = 3.0
KEPT = 256
# What a network is for is to beat these; the axis always reaches to them.
RIVALS = (LINEAR, PERSISTENCE)


class Baselines:
    """Reads baselines, and has those that are missing computed in a process of their own.

    Args:
        settings: Says where they are kept.
    """

    def __init__(self, settings: Settings):
        self._settings = settings
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], tuple[float, list[Baseline], bool]] = (
            OrderedDict()
        )
        self._computing: subprocess.Popen | None = None
        self._tried: set[tuple[str, str]] = set()

    def read(self, recipe: Recipe) -> list[Baseline]:
        """A recipe's baselines; those that come with the project until its own are computed, and
        none where neither is there yet."""
        key, now = cache_key(recipe), time.monotonic()
        with self._lock:
            looked, found, final = self._known.get(key, (float("-inf"), [], False))
            if final or now - looked < AGAIN_SECONDS:
                self._known.move_to_end(key)
                return found
            own = cached_baselines(recipe.dataset, recipe.preprocessing, self._settings)
            found = own or shipped_baselines(recipe.dataset, recipe.preprocessing) or []
            self._known[key] = (now, found, own is not None)
            self._known.move_to_end(key)
            while len(self._known) > KEPT:  # every seed of generated data is another preparation
                self._known.popitem(last=False)
            if not found:
                self._compute(key)
            return found

    def of_own(self, recipe: Recipe, digest: str) -> list[Baseline]:
        """Those that were tested on what somebody's own runs were tested on, or none yet."""
        found = [item for item in self.read(recipe) if item.outcomes.digest == digest]
        if not found:  # what we ship is of other data than what is here
            with self._lock:
                self._compute(cache_key(recipe))
        return found

    def _compute(self, key: tuple[str, str]) -> None:
        """Begin to compute, once for each preparation; others wait until that one is done."""
        name, preprocessing = key
        busy = self._computing is not None and self._computing.poll() is None
        if busy or key in self._tried or not is_ready(name, self._settings):
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


def levels(entrants: Sequence[Entrant]) -> list[Level]:
    """Lines for the baselines of what is compared, each once; on the scale of the test figure."""
    found: dict[tuple[str, float], Level] = {}
    for recipe, scale in _preparations(entrants):
        for item in baselines().read(recipe):
            value = item.test[recipe.metric] / (scale or 1.0)
            said = wording.figure(value) if recipe.metric == "mae" else wording.share(value)
            label = gettext("{title} {value}", title=gettext(item.title), value=said)
            key = (item.name, round(value, 3))
            name = f"{item.name} {key[1]}"
            found.setdefault(
                key, Level(name=name, label=label, value=value, seen=item.name in RIVALS)
            )
    return list(found.values())


def _preparations(entrants: Iterable[Entrant]) -> list[tuple[Recipe, float | None]]:
    """A recipe for each way in which the data was prepared, with the scale of its target."""
    found: dict[str, tuple[Recipe, float | None]] = {}
    for entrant in entrants:
        if entrant.recipe.metric == "mae" and entrant.scale is None:
            continue
        key = json.dumps(cache_key(entrant.recipe))
        found.setdefault(key, (entrant.recipe, entrant.scale))
    return list(found.values())


@st.cache_resource(show_spinner=False)
def baselines() -> Baselines:
    """What all sessions of the server share."""
    return Baselines(run_manager().settings)
