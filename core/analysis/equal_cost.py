"""Quality at equal cost: how good each recipe was when it had spent as much as the others.

The last epoch that ended within the budget counts: nothing is interpolated, and no earlier epoch is
picked because it was better. A run that finished on less keeps its last result.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.analysis.entrants import Entrant
from core.analysis.groups import Spread, counted, spread
from core.analysis.metrics import HIGHER_IS_BETTER
from core.analysis.table import rows_of

# Axes of ``Entrant.along``.
BUDGETS = ("seconds", "operations", "operations_a_sample", "epoch", "samples")
# Multiples of a power of ten that a budget is rounded down to.
ROUND = (1, 1.5, 2, 3, 4, 5, 6, 8)
# Relative rounding error allowed in a sum of many parts.
SLACK = 1e-9


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A recipe (or a run) at a budget.

    Attributes:
        key: As in ``core.analysis.table``.
        label: As in ``core.analysis.table``.
        family: One of FAMILIES.
        value: The validation metric of the last epoch within the budget, over the seeds that
            reached the budget or finished before it; None if there are none.
        seeds: Number of runs, one per seed.
        epochs: Mean number of whole epochs within the budget; NaN if no seed counts.
        reached: The most that any of its runs has spent.
        last: The validation metric of that run at that point.
        first: The least that any run's first epoch cost.
        timed: Whether the seconds of all its runs are comparable.
    """

    key: str
    label: str
    family: str
    value: Spread | None
    seeds: int
    epochs: float
    reached: float
    last: float
    first: float
    timed: bool


def standings(
    entrants: Sequence[Entrant], metric: str, budget: str, amount: float, *, mean: bool = True
) -> list[Standing]:
    """Rank recipes (or runs) at equal cost, the best first and those that spent less last.

    Args:
        entrants: All runs on screen; those without validation results or epochs are left out.
        metric: ``accuracy`` or ``mae``.
        budget: One of BUDGETS.
        amount: Size of the budget, in the unit of ``Entrant.along``.
        mean: Whether to return one per group instead of one per run.
    """
    included = [entrant for entrant in entrants if _curve(entrant, metric, budget) is not None]
    unsorted = [
        _standing(key, label, counted(members), metric, budget, amount)
        for key, label, members in rows_of(included, entrants, mean=mean)
    ]
    sign = -1 if HIGHER_IS_BETTER[metric] else 1
    return sorted(
        unsorted,
        key=lambda one: (one.value is None, sign * one.value.mean if one.value else -one.reached),
    )


def common_budget(
    entrants: Sequence[Entrant], metric: str, budget: str, *, mean: bool = True
) -> float | None:
    """Return the largest budget at which the most runs can be compared.

    If any runs have finished, only those count. The budget is rounded down if that excludes no run.
    At some budget all can be compared, unless one's first epoch takes longer than another's whole
    run.

    Returns:
        None if no run has spent anything.
    """
    included = [entrant for entrant in entrants if _curve(entrant, metric, budget) is not None]
    included = [entrant for entrant in included if entrant.finished] or included
    rows = rows_of(included, entrants, mean=mean)
    reaches = [
        [(ends[0], ends[-1]) for ends, _ in (_curve(member, metric, budget) for member in members)]
        for _, _, members in rows
    ]
    if not reaches:
        return None

    def comparable(amount: float) -> int:
        return sum(any(first <= amount <= last for first, last in seeds) for seeds in reaches)

    spent = {float(last) for seeds in reaches for _, last in seeds}
    most = max(spent, key=lambda amount: (comparable(amount), amount))
    rounded = most if budget == "epoch" else _rounded(most)
    return rounded if comparable(rounded) == comparable(most) else most


def _rounded(number: float) -> float:
    """The largest round number that does not exceed ``number``."""
    power = 10.0 ** math.floor(math.log10(number))
    steps = [step * power for step in ROUND if step * power <= number * (1 + SLACK)]
    return float(f"{max(steps):.2g}")


def _standing(
    key: str,
    label: str,
    members: Sequence[Entrant],
    metric: str,
    budget: str,
    amount: float,
) -> Standing:
    values, epochs = [], []
    curves = [_curve(member, metric, budget) for member in members]
    for member, (spent, heights) in zip(members, curves, strict=True):
        within = int(np.searchsorted(spent, amount * (1 + SLACK), side="right"))
        if within and (member.finished or spent[-1] >= amount * (1 - SLACK)):
            values.append(float(heights[within - 1]))
            epochs.append(within)
    farthest = max(curves, key=lambda curve: curve[0][-1])
    return Standing(
        key=key,
        label=label,
        family=members[0].recipe.family,
        value=spread(values),
        seeds=len(members),
        epochs=float(np.mean(epochs)) if epochs else math.nan,
        reached=float(farthest[0][-1]),
        last=float(farthest[1][-1]),
        first=min(float(spent[0]) for spent, _ in curves),
        timed=all(member.timed for member in members),
    )


def _curve(entrant: Entrant, metric: str, budget: str) -> tuple[np.ndarray, np.ndarray] | None:
    """(n,) cost by the end of each epoch and (n,) validation metric there; None if unknown."""
    heights = entrant.metrics.get(f"val_{metric}")
    if heights is None or not len(entrant.epochs):
        return None
    spent = entrant.along(budget)
    known = np.isfinite(spent) & (spent > 0)
    return (spent[known], heights[known]) if known.any() else None
