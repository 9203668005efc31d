"""How much each setting mattered: what it alone explains of the order of a sweep's trials.

Optuna's own measures bring scikit-learn with them, two seconds of the process that serves pages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.runs.run import COMPLETED, FAILED
from core.sweeps.space import Range
from core.sweeps.sweep import PRUNED, Sweep, Trial

LEAST_TRIALS = 8
MOST_GROUPS = 4
LEAST_OF_A_GROUP = 2


def importance(sweep: Sweep, trials: Sequence[Trial]) -> dict[str, float]:
    """Setting → the share, 0 to 1, of the variance of the trials' ranks that it alone explains.

    The correlation ratio of ranks, corrected for the number of groups (epsilon squared); a range is
    cut into at most four groups of as many trials each. Trials that were stopped early or failed
    rank below the completed ones. Shares of settings need not add up to 1. Empty where fewer than
    eight trials have ended, or all are alike.
    """
    ended = [trial for trial in trials if trial.state in (COMPLETED, PRUNED, FAILED)]
    if len(ended) < LEAST_TRIALS:
        return {}
    ranks = _ranks([_standing(sweep, trial) for trial in ended])
    if not np.ptp(ranks):
        return {}
    found = {}
    for name, choices in sweep.choices.choices.items():
        values = [trial.values[name] for trial in ended]
        groups = _cut(values) if isinstance(choices, Range) else _kinds(values)
        found[name] = _explained(ranks, groups)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _standing(sweep: Sweep, trial: Trial) -> tuple[bool, float]:
    """Greater for a better trial."""
    sign = 1.0 if sweep.higher_is_better else -1.0
    if trial.value == trial.value:
        return True, sign * trial.value
    curve = trial.run.curve if trial.run else ()
    return False, max((sign * value for value in curve if value == value), default=-np.inf)


def _ranks(standings: Sequence[tuple[bool, float]]) -> np.ndarray:
    """(n,) float64: 0 for the lowest; equal ones share the mean of their ranks."""
    order = {standing: at for at, standing in enumerate(sorted(set(standings)))}
    which = np.array([order[standing] for standing in standings])
    counts = np.bincount(which)
    ends = np.cumsum(counts)
    return ((ends - counts + ends - 1) / 2)[which]


def _kinds(values: Sequence[object]) -> np.ndarray:
    names = sorted({repr(value) for value in values})
    return np.array([names.index(repr(value)) for value in values])


def _cut(values: Sequence[float]) -> np.ndarray:
    groups = np.zeros(len(values), np.int64)
    count = min(MOST_GROUPS, len(values) // LEAST_OF_A_GROUP)
    for number, part in enumerate(np.array_split(np.argsort(values, kind="stable"), count)):
        groups[part] = number
    return groups


def _explained(ranks: np.ndarray, groups: np.ndarray) -> float:
    count, kinds = len(ranks), np.unique(groups)
    if not 1 < len(kinds) < count:
        return 0.0
    within = sum(
        float(((ranks[groups == kind] - ranks[groups == kind].mean()) ** 2).sum()) for kind in kinds
    )
    whole = float(((ranks - ranks.mean()) ** 2).sum())
    return max(0.0, 1.0 - within / (count - len(kinds)) / (whole / (count - 1)))
