"""How long an epoch will take on this machine: measured where it was, estimated where not.

Three ways, the best that there is data for:

* *measured*: runs here that had the same to do and the machine to themselves;
* *scaled*: runs here of the same layers, with other samples or batches;
* *fitted*: a model of the time, fitted to the recorded runs that ship with the project and
  brought to this machine's pace by whatever ran here.

The model adds up what an epoch has to do (``Workload``), each kind of work at its own pace.
"""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from core.analysis.workload import workload
from core.errors import RequestError
from core.recipes import RECIPES, Recipe, recipe_from_dict
from core.results.recorded import BUSY, recorded
from core.runs.run import COMPLETED, STOPPED, Run
from core.training.engine import graph_epochs

MEASURED, SCALED, FITTED = "measured", "scaled", "fitted"

# Seconds a unit of each kind of work before anything is fitted, on two cores of 2026: a billion
# operations; a recurrent time step; a billion weights updated; a batch of the graph engine; a
# batch of the XLA engine; an epoch.
PRIOR = np.array([6.5e-3, 4.5e-5, 1.1, 1.5e-3, 2e-5, 2e-4])
# How far the recorded runs may move it: the logarithm's standard deviation.
PRIOR_SPREAD = 1.0
NOISE_SPREAD = 0.3
WEIGHT_UNKNOWN, WEIGHT_BUSY = 0.3, 0.05
FIT_ROUNDS = 25
LONG_FIRST_EPOCH = 20.0
# What each engine takes before it runs, on two cores of 2026.
COMPILE_SECONDS = {"graph": 0.5, "xla": 2.0}


@dataclass(frozen=True)
class Timed:
    """What an epoch of a recipe took here, by a run that had the machine to itself."""

    recipe: Recipe
    epoch_seconds: float

    @cached_property
    def effort(self) -> str:
        return _effort(self.recipe)

    @cached_property
    def layers(self) -> str:
        return _layers(self.recipe)

    @cached_property
    def slowness(self) -> float:
        """How many times longer it took than the fitted paces say."""
        return self.epoch_seconds / predict(self.recipe, fitted_paces())


@dataclass(frozen=True)
class Estimate:
    """Seconds to expect.

    Attributes:
        epoch_seconds: Of one epoch, its validation included.
        epochs: How many are planned; early stopping may make it fewer.
        basis: ``measured``, ``scaled`` or ``fitted``.
        runs: Runs on this machine that it leans on.
        once: Seconds of compiling that are no epoch's.
    """

    epoch_seconds: float
    epochs: int
    basis: str
    runs: int
    once: float = 0.0

    @property
    def measured(self) -> bool:
        return self.basis == MEASURED

    @property
    def run_seconds(self) -> float:
        """All epochs and what comes once; loading the data comes on top."""
        return self.once + self.epoch_seconds * self.epochs


def timed(run: Run, threads: int) -> Timed | None:
    """What a run tells of this machine's pace, or None when it tells nothing.

    It must have run here, with ``threads`` threads, without another run beside it, and for more
    than the epoch that compiles.
    """
    done, seconds = run.epochs_done, run.seconds
    alone = run.neighbours == 0 and run.host == platform.node() and run.threads == threads
    if run.status not in (COMPLETED, STOPPED) or not alone or "train" not in seconds or not done:
        return None
    first = seconds.get("first_epoch", 0.0)
    if done > 1:
        each = (seconds["train"] - first) / (done - 1)
    elif first > LONG_FIRST_EPOCH:  # compiling is a small part of it
        each = first
    else:
        return None
    if each <= 0:
        return None
    try:
        return Timed(recipe_from_dict(run.recipe), each)
    except RequestError:  # a recipe this version no longer knows
        return None


def estimate(recipe: Recipe, here: Sequence[Timed] = ()) -> Estimate:
    """What to expect of a recipe on this machine.

    Args:
        here: What runs on this machine took.
    """
    epochs = recipe.fit["epochs"]
    effort, layers = _effort(recipe), _layers(recipe)
    same = [entry.epoch_seconds for entry in here if entry.effort == effort]
    if same:
        return Estimate(float(np.median(same)), epochs, MEASURED, len(same))
    once = COMPILE_SECONDS["graph"]
    if graph_share(recipe) < 1:
        once += COMPILE_SECONDS["xla"]
    expected = predict(recipe, fitted_paces())
    alike = [entry for entry in here if entry.layers == layers]
    if alike:
        return Estimate(expected * _slowness(alike), epochs, SCALED, len(alike), once)
    family = [entry for entry in here if entry.recipe.family == recipe.family]
    nearest = family or list(here)
    return Estimate(expected * _slowness(nearest), epochs, FITTED, len(nearest), once)


def predict(recipe: Recipe, paces: np.ndarray) -> float:
    """Seconds of an epoch at given paces, ``PRIOR``'s kinds of work each: the mean of a run's."""
    return float(_features(recipe, graph_share(recipe)) @ paces)


@lru_cache(maxsize=1)
def fitted_paces() -> np.ndarray:
    """Seconds a unit of each kind of work, fitted to the recorded runs: (6,) float64.

    Gauss-Newton on logarithms, so that short and long epochs weigh the same and no pace becomes
    negative; pulled towards ``PRIOR``, for the recorded runs are few. A run far off, as a busy
    machine makes it, pulls no harder than one a little off (Huber).
    """
    rows, seconds, weights = _recorded()
    paces = PRIOR.copy()
    if not len(seconds):
        return paces
    for _ in range(FIT_ROUNDS):
        expected = rows @ paces
        off = np.log(seconds) - np.log(expected)
        pull = weights / NOISE_SPREAD**2 / np.maximum(1.0, np.abs(off) / NOISE_SPREAD)
        slopes = rows * paces / expected[:, None]
        pulled = (slopes * pull[:, None]).T
        left = pulled @ slopes + np.eye(len(paces)) / PRIOR_SPREAD**2
        right = pulled @ off - np.log(paces / PRIOR) / PRIOR_SPREAD**2
        paces = paces * np.exp(np.clip(np.linalg.solve(left, right), -1.0, 1.0))
    return paces


def _recorded() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows, seconds, weights = [], [], []
    for name, entry in RECIPES.items():
        found = recorded(name)
        # ours are short: what they took is mostly how an engine begins
        if not found or found["key"] != entry.key or not entry.published:
            continue
        # a median over many epochs, nearly all of them the engine's own
        features = _features(entry, 1.0 if workload(entry).engine == "graph" else 0.0)
        for run in found["runs"]:
            if len(run["epoch_seconds"]) < 2:
                continue
            rows.append(features)
            seconds.append(float(np.median(run["epoch_seconds"][1:])))
            weights.append(_weight(run.get("busy")) / len(found["runs"]))
    return np.array(rows), np.array(seconds), np.array(weights)


def _weight(busy: float | None) -> float:
    if busy is None:
        return WEIGHT_UNKNOWN
    return 1.0 if busy < BUSY else WEIGHT_BUSY


def graph_share(recipe: Recipe) -> float:
    """The share of a run's epochs that the graph engine does: 1 where XLA never begins."""
    work = workload(recipe)
    if work.engine == "graph":
        return 1.0
    epochs = recipe.fit["epochs"]
    return min(epochs, graph_epochs(work.train, recipe.fit["batch_size"])) / epochs


def _features(recipe: Recipe, graph: float) -> np.ndarray:
    """(6,) float64: how much of each of ``PRIOR``'s kinds of work an epoch is.

    Args:
        graph: The share of the epochs that the graph engine does.
    """
    work = workload(recipe)
    amounts = [work.operations / 1e9, work.recurrent_steps, work.updates / 1e9]
    return np.array([*amounts, graph * work.batches, (1 - graph) * work.batches, 1.0])


def _slowness(here: Iterable[Timed]) -> float:
    """How many times longer epochs take here than the fitted paces say: the median."""
    ratios = [math.log(entry.slowness) for entry in here]
    return math.exp(float(np.median(ratios))) if ratios else 1.0


# What an epoch's time does not depend on.
_FREE = {"epochs", "patience", "restore_best_weights"}


def _effort(recipe: Recipe) -> str:
    """The same text for recipes whose epochs have the same to do."""
    content = {
        "dataset": recipe.dataset,
        "preprocessing": {
            name: value for name, value in recipe.preprocessing.items() if name != "data_seed"
        },
        "layers": _layers(recipe),
        "optimizer": recipe.compile["optimizer"],
        "fit": {name: value for name, value in recipe.fit.items() if name not in _FREE},
        # with XLA the first epochs are slower and one compiles, so the mean depends on their number
        "epochs": recipe.fit["epochs"] if graph_share(recipe) < 1 else None,
    }
    return json.dumps(content, sort_keys=True)


def _layers(recipe: Recipe) -> str:
    return json.dumps([item.as_dict() for item in recipe.layers], sort_keys=True)
