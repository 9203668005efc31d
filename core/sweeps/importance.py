"""How much each setting matters: the share of the trials' ranking that it alone explains.

Optuna's own measures import scikit-learn, which costs the process that serves pages two seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.runs.run import COMPLETED, FAILED
from core.sweeps.space import SEED, Range
from core.sweeps.sweep import PRUNED, Sweep, Trial

MIN_TRIALS = 8
MAX_GROUPS = 4
MIN_GROUP_SIZE = 2


def importance(sweep: Sweep, trials: Sequence[Trial]) -> dict[str, float]:
    """Setting → the share (0 to 1) of the variance of the trials' ranks that it alone explains.

    The correlation ratio of ranks, corrected for the number of groups (epsilon squared); a range is
    split into at most four groups of equal size. Trials that were stopped early or failed rank
    below the completed ones. The shares need not add up to 1. Empty if fewer than eight trials have
    ended, or all of them are equal.
    """
    ended = [trial for trial in trials if trial.state in (COMPLETED, PRUNED, FAILED)]
    if len(ended) < MIN_TRIALS:
        return {}
    ranks = _ranks([_score(sweep, trial) for trial in ended])
    if not np.ptp(ranks):
        return {}
    shares = {}
    for name, choices in sweep.choices.choices.items():
        if name == SEED:
            continue
        values = [trial.values[name] for trial in ended]
        groups = _group_by_range(values) if isinstance(choices, Range) else _group_by_value(values)
        shares[name] = _explained_share(ranks, groups)
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _score(sweep: Sweep, trial: Trial) -> tuple[bool, float]:
    """A sort key, greater for a better trial."""
    sign = 1.0 if sweep.higher_is_better else -1.0
    if trial.value == trial.value:
        return True, sign * trial.value
    curve = trial.run.curve if trial.run else ()
    return False, max((sign * value for value in curve if value == value), default=-np.inf)


def _ranks(scores: Sequence[tuple[bool, float]]) -> np.ndarray:
    """(n,) float64 ranks from 0 for the lowest; ties share the mean of their ranks."""
    _, which, counts = np.unique(scores, axis=0, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return ((ends - counts + ends - 1) / 2)[which]


def _group_by_value(values: Sequence[object]) -> np.ndarray:
    return np.unique([repr(value) for value in values], return_inverse=True)[1]


def _group_by_range(values: Sequence[float]) -> np.ndarray:
    groups = np.zeros(len(values), np.int64)
    count = min(MAX_GROUPS, len(values) // MIN_GROUP_SIZE)
    for number, part in enumerate(np.array_split(np.argsort(values, kind="stable"), count)):
        groups[part] = number
    return groups


def _explained_share(ranks: np.ndarray, groups: np.ndarray) -> float:
    count, kinds = len(ranks), np.unique(groups)
    if not 1 < len(kinds) < count:
        return 0.0
    within = sum(
        float(((ranks[groups == kind] - ranks[groups == kind].mean()) ** 2).sum()) for kind in kinds
    )
    whole = float(((ranks - ranks.mean()) ** 2).sum())
    return max(0.0, 1.0 - within / (count - len(kinds)) / (whole / (count - 1)))
