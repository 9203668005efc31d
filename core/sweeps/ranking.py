"""The trials of a sweep in order, the best by validation first."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable

from core.sweeps.space import SEED
from core.sweeps.sweep import Part, Sweep, Trial


def ranked(sweep: Sweep, trials: Iterable[Trial]) -> list[Trial]:
    """The completed trials, the best objective first; ties are broken by the validation loss.

    Where a grid varies the seed, trials are ranked by the mean over the seeds of their settings.
    """
    sign = -1.0 if sweep.higher_is_better else 1.0
    completed = [trial for trial in trials if trial.value == trial.value]
    mean = means(completed)
    return sorted(
        completed, key=lambda trial: (sign * mean[trial.number], _loss(trial.run), trial.number)
    )


def means(trials: Iterable[Trial]) -> dict[int, float]:
    """Trial number → the mean objective over the completed seeds of its settings."""
    values: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for trial in trials:
        if trial.value == trial.value:
            values[_settings_key(trial)][trial.number] = trial.value
    return {
        number: statistics.fmean(seeds.values()) for seeds in values.values() for number in seeds
    }


def best_settings(ranking: Iterable[Trial]) -> list[Trial]:
    """The first trial of each settings, in the order of the ranking."""
    first: dict[str, Trial] = {}
    for trial in ranking:
        first.setdefault(_settings_key(trial), trial)
    return list(first.values())


def _settings_key(trial: Trial) -> str:
    """Identifies trials that differ in their seed only."""
    return repr(trial.settings) if SEED in trial.values else str(trial.number)


def _loss(run: Part | None) -> float:
    return run.loss if run and run.loss == run.loss else math.inf
