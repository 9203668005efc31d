"""Groups: the runs of one recipe that differ only in seed, and their combined results.

A group is all runs with the recipe's key, whatever is on screen. Each seed counts once (the latest
completed run), so that repeating a run does not double its weight. The trials of a sweep belong to
no group, because the best of them was picked for its result. The runs that confirm a sweep's winner
do belong to one, once it is confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from core.runs.index import RunRow
from core.runs.run import ACTIVE, COMPLETED


class Seeded(Protocol):
    """A possible member of a group."""

    id: str
    seed: int


Member = TypeVar("Member", bound=Seeded)


@dataclass(frozen=True)
class Spread:
    """Mean and range of a value over several seeds.

    Attributes:
        mean: Mean over the seeds.
        low: Lowest value.
        high: Highest value.
        count: Number of seeds.
    """

    mean: float
    low: float
    high: float
    count: int


def by_recipe(rows: Iterable[RunRow]) -> dict[str, list[RunRow]]:
    """Group runs by recipe key, in the given order, without the bin and without trials."""
    groups: dict[str, list[RunRow]] = {}
    for row in rows:
        if row.deleted is None and row.trial is None:
            groups.setdefault(row.recipe_key, []).append(row)
    return groups


def counted(members: Iterable[Member]) -> list[Member]:
    """One member per seed, the one with the latest id, by ascending seed."""
    latest: dict[int, Member] = {}
    for member in members:
        known = latest.get(member.seed)
        if known is None or member.id > known.id:
            latest[member.seed] = member
    return [latest[seed] for seed in sorted(latest)]


def completed(rows: Iterable[RunRow]) -> list[RunRow]:
    """The completed runs that count, one per seed: not in the bin, not trials, not sealed."""
    return counted(
        row
        for row in rows
        if row.status == COMPLETED and row.deleted is None and row.trial is None and not row.sealed
    )


def with_trials(rows: Iterable[RunRow], key: str) -> list[RunRow]:
    """All runs with a recipe key, trials of sweeps included, whose seeds are used up as well."""
    return [row for row in rows if row.recipe_key == key]


def free_seeds(rows: Iterable[RunRow], count: int) -> list[int]:
    """The lowest seeds not yet completed or in progress in these runs."""
    used = {row.seed for row in rows if row.status in (COMPLETED, *ACTIVE)}
    return [seed for seed in range(len(used) + count) if seed not in used][:count]


def spread(values: Sequence[float]) -> Spread | None:
    """Return the mean and range of values over seeds; None if there are none.

    Args:
        values: One per seed; NaN is left out.
    """
    known = np.array([value for value in values if value == value], np.float64)
    if not len(known):
        return None
    return Spread(float(known.mean()), float(known.min()), float(known.max()), len(known))


def spread_on_test(rows: Iterable[RunRow], metric: str) -> Spread | None:
    """Return the mean and range of a group's test results over its completed seeds.

    Args:
        rows: Runs with one recipe key.
        metric: ``accuracy``, ``mae`` or ``loss``.
    """
    return spread([row.test[metric] for row in completed(rows) if metric in row.test])
