"""How long an epoch will take on this machine: measured if possible, else estimated.

One of three methods, the best one the data allows:

* *measured*: from runs here with the same work to do and the machine to themselves;
* *scaled*: from runs here with the same layers but other samples or batches;
* *fitted*: from a model of the time, fitted to the recorded runs that ship with the project and
  scaled to this machine by any runs here.

The model adds up an epoch's work (``Workload``), each kind of work at its own pace.
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

# Prior seconds per unit of each kind of work, on two cores of 2026: a billion operations; a
# recurrent time step; a billion weight updates; a batch of the graph engine; a batch of the XLA
# engine; an epoch.
PRIOR = np.array([6.5e-3, 4.5e-5, 1.1, 1.5e-3, 2e-5, 2e-4])
# How far the recorded runs may move the prior: standard deviation of the logarithm.
PRIOR_SPREAD = 1.0
NOISE_SPREAD = 0.3
WEIGHT_UNKNOWN, WEIGHT_BUSY = 0.3, 0.05
# Runs of a recipe that are fitted: those alongside which the least other work ran.
TIMED = 3
FIT_ROUNDS = 25
LONG_FIRST_EPOCH = 20.0
# Seconds each engine takes to compile, on two cores of 2026.
COMPILE_SECONDS = {"graph": 0.5, "xla": 2.0}


@dataclass(frozen=True)
class Timed:
    """Seconds per epoch of a recipe here, from a run that had the machine to itself."""

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
        """Ratio of the measured time to the one the fitted paces predict."""
        return self.epoch_seconds / predict(self.recipe, fitted_paces())


@dataclass(frozen=True)
class Estimate:
    """How long a run is expected to take.

    Attributes:
        epoch_seconds: Seconds per epoch, including validation.
        epochs: Planned epochs; early stopping may end the run sooner.
        basis: ``measured``, ``scaled`` or ``fitted``.
        runs: Number of runs on this machine the estimate is based on.
        once: Seconds of compilation, spent once per run.
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
        """Seconds of all epochs and of compilation, without loading the data."""
        return self.once + self.epoch_seconds * self.epochs


def timed(run: Run, threads: int) -> Timed | None:
    """Return what a run shows about this machine's pace, or None if it shows nothing.

    It must have run here, with ``threads`` threads, the engine of today and no other run at the
    same time, and for more epochs than the first, which compiles.
    """
    done, seconds = run.epochs_done, run.seconds
    alone = run.neighbours == 0 and run.host == platform.node() and run.threads == threads
    if run.status not in (COMPLETED, STOPPED) or not alone or "train" not in seconds or not done:
        return None
    first = seconds.get("first_epoch", 0.0)
    if done > 1:
        epoch_seconds = (seconds["train"] - first) / (done - 1)
    elif first > LONG_FIRST_EPOCH:  # compilation is a small part of it
        epoch_seconds = first
    else:
        return None
    if epoch_seconds <= 0:
        return None
    recipe = _recipe_now(run)
    return Timed(recipe, epoch_seconds) if recipe else None


def _recipe_now(run: Run) -> Recipe | None:
    """A run's recipe; None if this version no longer knows it, or would use another engine."""
    try:
        recipe = recipe_from_dict(run.recipe)
    except RequestError:
        return None
    return recipe if run.engine in ("", workload(recipe).engine) else None


@dataclass(frozen=True)
class Compiled:
    """How long compiling a model took here: seconds, whatever else ran at the same time."""

    layers: str
    seconds: float


def compiled(run: Run) -> Compiled | None:
    """How long a run's model took to compile; None if it ran elsewhere or for one epoch only.

    Its first epoch compiles, so it is what that took longer than the others.
    """
    done, seconds = run.epochs_done, run.seconds
    if done < 2 or run.host != platform.node() or "train" not in seconds:
        return None
    first = seconds.get("first_epoch", 0.0)
    longer = first - (seconds["train"] - first) / (done - 1)
    recipe = _recipe_now(run) if longer > 0 else None
    return Compiled(_layers(recipe), longer) if recipe else None


def compile_seconds(recipe: Recipe, known: Iterable[Compiled]) -> float | None:
    """Median seconds that models with these layers took to compile here; None if none did."""
    layers = _layers(recipe)
    same = [entry.seconds for entry in known if entry.layers == layers]
    return float(np.median(same)) if same else None


def estimate(recipe: Recipe, timings: Sequence[Timed] = ()) -> Estimate:
    """Estimate how long a recipe takes on this machine.

    Args:
        timings: Times measured from runs on this machine.
    """
    epochs = recipe.fit["epochs"]
    effort, layers = _effort(recipe), _layers(recipe)
    same = [entry.epoch_seconds for entry in timings if entry.effort == effort]
    if same:
        return Estimate(float(np.median(same)), epochs, MEASURED, len(same))
    once = COMPILE_SECONDS["graph"]
    if graph_share(recipe) < 1:
        once += COMPILE_SECONDS["xla"]
    expected = predict(recipe, fitted_paces())
    alike = [entry for entry in timings if entry.layers == layers]
    if alike:
        return Estimate(expected * _slowness(alike), epochs, SCALED, len(alike), once)
    family = [entry for entry in timings if entry.recipe.family == recipe.family]
    nearest = family or list(timings)
    return Estimate(expected * _slowness(nearest), epochs, FITTED, len(nearest), once)


def predict(recipe: Recipe, paces: np.ndarray) -> float:
    """Mean seconds per epoch of a run, given (6,) paces as in ``PRIOR``."""
    return float(_features(recipe, graph_share(recipe)) @ paces)


@lru_cache(maxsize=1)
def fitted_paces() -> np.ndarray:
    """(6,) float64: seconds per unit of each kind of work, fitted to the recorded runs.

    Gauss-Newton on logarithms, so that short and long epochs have equal weight and no pace becomes
    negative; regularised towards ``PRIOR``, because there are few recorded runs. Outliers, as from
    a busy machine, have bounded influence (Huber).
    """
    rows, seconds, weights = _recorded()
    paces = PRIOR.copy()
    if not len(seconds):
        return paces
    for _ in range(FIT_ROUNDS):
        expected = rows @ paces
        residuals = np.log(seconds) - np.log(expected)
        precision = weights / NOISE_SPREAD**2 / np.maximum(1.0, np.abs(residuals) / NOISE_SPREAD)
        slopes = rows * paces / expected[:, None]
        weighted = (slopes * precision[:, None]).T
        left = weighted @ slopes + np.eye(len(paces)) / PRIOR_SPREAD**2
        right = weighted @ residuals - np.log(paces / PRIOR) / PRIOR_SPREAD**2
        paces = paces * np.exp(np.clip(np.linalg.solve(left, right), -1.0, 1.0))
    return paces


def _recorded() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(runs, 6) features, (runs,) seconds per epoch and (runs,) weights of the recorded runs."""
    rows, seconds, weights = [], [], []
    for name, entry in RECIPES.items():
        results = recorded(name)
        # our own recipes are short, so their time is mostly an engine's start
        if not results or results["key"] != entry.key or not entry.published:
            continue
        runs = [run for run in results["runs"] if len(run["epoch_seconds"]) > 1]
        # further seeds were recorded for their accuracy, alongside other work
        runs = sorted(runs, key=lambda run: run.get("busy", 1.0))[:TIMED]
        for run in runs:
            # a median over many epochs, nearly all of them past the first of XLA's in the graph
            rows.append(_features(entry, float(run["engine"] != "xla"), run["engine"]))
            seconds.append(float(np.median(run["epoch_seconds"][1:])))
            weights.append(_weight(run.get("busy")) / len(runs))
    return np.array(rows), np.array(seconds), np.array(weights)


def _weight(busy: float | None) -> float:
    if busy is None:
        return WEIGHT_UNKNOWN
    return 1.0 if busy < BUSY else WEIGHT_BUSY


def graph_share(recipe: Recipe) -> float:
    """Share of a run's epochs executed by the graph engine: 1 if XLA never takes over."""
    work = workload(recipe)
    if work.engine != "xla":
        return 1.0
    epochs = recipe.fit["epochs"]
    return min(epochs, graph_epochs(work.train, recipe.fit["batch_size"])) / epochs


def _features(recipe: Recipe, graph: float, engine: str = "") -> np.ndarray:
    """(6,) float64: amount of each kind of work in an epoch, as in ``PRIOR``.

    Args:
        graph: Share of the epochs executed by the graph engine.
        engine: As in ``workload``.
    """
    work = workload(recipe, engine)
    amounts = [work.operations / 1e9, work.recurrent_steps, work.updates / 1e9]
    return np.array([*amounts, graph * work.batches, (1 - graph) * work.batches, 1.0])


def _slowness(timings: Iterable[Timed]) -> float:
    """Median ratio of the epoch times here to those the fitted paces predict."""
    ratios = [math.log(entry.slowness) for entry in timings]
    return math.exp(float(np.median(ratios))) if ratios else 1.0


# Fit settings on which an epoch's time does not depend.
_IRRELEVANT = {"epochs", "patience", "restore_best_weights"}


def _effort(recipe: Recipe) -> str:
    """A text that is equal for recipes whose epochs have the same work to do."""
    content = {
        "dataset": recipe.dataset,
        "preprocessing": {
            name: value for name, value in recipe.preprocessing.items() if name != "data_seed"
        },
        "layers": _layers(recipe),
        "optimizer": recipe.compile["optimizer"],
        "fit": {name: value for name, value in recipe.fit.items() if name not in _IRRELEVANT},
        # With XLA the first epochs are slower and one compiles, so the mean depends on how many.
        "epochs": recipe.fit["epochs"] if graph_share(recipe) < 1 else None,
    }
    return json.dumps(content, sort_keys=True)


def _layers(recipe: Recipe) -> str:
    return json.dumps([item.as_dict() for item in recipe.layers], sort_keys=True)
