"""A sweep of a single setting: its validation results over the setting's values."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.sweeps.space import SEED, Values
from core.sweeps.sweep import Sweep, Trial

SURE = 0.95


@dataclass(frozen=True)
class Varied:
    """What one value of the setting gave.

    Attributes:
        value: The value.
        results: The objective of each completed seed.
        runs: Id of the run of each of them.
    """

    value: Any
    results: tuple[float, ...]
    runs: tuple[str, ...]

    @property
    def mean(self) -> float:
        """The mean over the seeds; NaN without one."""
        return statistics.fmean(self.results) if self.results else float("nan")

    @property
    def margin(self) -> float:
        """Half the width of the interval for the mean over all seeds, by Student's t; NaN with
        fewer than two seeds."""
        if len(self.results) < 2:
            return float("nan")
        from scipy.special import stdtrit  # takes 0.2 s to import: a page should not wait for it

        tail = float(stdtrit(len(self.results) - 1, (1 + SURE) / 2))
        return tail * statistics.stdev(self.results) / len(self.results) ** 0.5


def setting_of(sweep: Sweep) -> str:
    """The one setting that a sweep varies over a list of values; "" if it is not that simple."""
    names = [name for name in sweep.choices.choices if name != SEED]
    single = len(names) == 1 and isinstance(sweep.choices.choices[names[0]], Values)
    return names[0] if single else ""


def along(sweep: Sweep, trials: Iterable[Trial]) -> list[Varied]:
    """What each value gave, in ascending order, or in the order given if they are no numbers.

    Args:
        sweep: A sweep with a ``setting_of``.
        trials: Its trials.
    """
    name, trials = setting_of(sweep), list(trials)
    values = list(sweep.choices.choices[name].values)
    if all(isinstance(value, int | float) for value in values):
        values.sort()
    done = [trial for trial in trials if trial.value == trial.value]
    of = {value: [trial for trial in done if trial.values[name] == value] for value in values}
    return [
        Varied(
            value,
            tuple(trial.value for trial in members),
            tuple(trial.run.id for trial in members),
        )
        for value, members in of.items()
    ]
