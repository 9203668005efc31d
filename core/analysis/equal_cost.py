"""Quality at equal cost: where each recipe stood when it had spent as much as the others.

What counts is the last epoch that ended within the budget: nothing is interpolated, and no epoch
before it is picked because it was better. One that finished with less keeps its last figure.
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
# Fractions of a power of ten that a budget is rounded down to.
ROUND = (1, 1.5, 2, 3, 4, 5, 6, 8)
# A sum of many parts may lie this far, relatively, above what it is.
SLACK = 1e-9


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A recipe (or a run) at a budget.

    Attributes:
        key: As in ``core.analysis.table``.
        label: Likewise.
        family: One of FAMILIES.
        value: The validation metric of the last epoch within the budget, over the seeds that got
            that far or finished before; None where none did.
        seeds: Of how many runs, one a seed.
        epochs: How many whole epochs that was, on average; NaN where no seed got there.
        reached: What the one that got farthest has spent.
        last: The validation metric there.
        first: What the first epoch cost, at least.
        timed: Whether the seconds of all of them compare.
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
    """Who stood where at equal cost, the best first; then those that never spent as much.

    Args:
        entrants: All that are on screen; those without validation or epochs are left out.
        metric: ``accuracy`` or ``mae``.
        budget: One of BUDGETS.
        amount: How much of it, in the unit of ``Entrant.along``.
        mean: One a group, else one a run.
    """
    having = [entrant for entrant in entrants if _curve(entrant, metric, budget) is not None]
    found = [
        _standing(key, label, counted(members), metric, budget, amount)
        for key, label, members in rows_of(having, entrants, mean=mean)
    ]
    sign = -1 if HIGHER_IS_BETTER[metric] else 1
    return sorted(
        found,
        key=lambda one: (one.value is None, sign * one.value.mean if one.value else -one.reached),
    )


def common_budget(
    entrants: Sequence[Entrant], metric: str, budget: str, *, mean: bool = True
) -> float | None:
    """The largest budget at which as many as can be stand side by side, rounded down where that
    leaves nobody out; of those that finished, where any did.

    At some they all do, unless one's first epoch takes longer than all of another.

    Returns:
        None where nobody has spent anything.
    """
    having = [entrant for entrant in entrants if _curve(entrant, metric, budget) is not None]
    having = [entrant for entrant in having if entrant.finished] or having
    parts = rows_of(having, entrants, mean=mean)
    reaches = [
        [(ends[0], ends[-1]) for ends, _ in (_curve(member, metric, budget) for member in members)]
        for _, _, members in parts
    ]
    if not reaches:
        return None

    def standing(amount: float) -> int:
        return sum(any(first <= amount <= last for first, last in seeds) for seeds in reaches)

    spent = {float(last) for seeds in reaches for _, last in seeds}
    most = max(spent, key=lambda amount: (standing(amount), amount))
    rounded = most if budget == "epoch" else _rounded(most)
    return rounded if standing(rounded) == standing(most) else most


def _rounded(number: float) -> float:
    """The largest round number that is not above ``number``."""
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
    """What was spent by the end of each epoch, and the validation metric there; both known."""
    heights = entrant.metrics.get(f"val_{metric}")
    if heights is None or not len(entrant.epochs):
        return None
    spent = entrant.along(budget)
    known = np.isfinite(spent) & (spent > 0)
    return (spent[known], heights[known]) if known.any() else None
