"""Groups: the runs of one recipe that differ only in seed, and the figure they give together.

A group is everything that has the recipe's key, whatever else is on screen. It counts a seed once
(the latest completed run), so that repeating a run does not weigh it twice. A sweep's trials are in
no group: they were tried out, and what the best of them gave was picked. The runs that confirm its
winner are, once it is confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from core.runs.index import RunRow
from core.runs.run import COMPLETED, OPEN


class Seeded(Protocol):
    """What can stand in a group."""

    id: str
    seed: int


Member = TypeVar("Member", bound=Seeded)


@dataclass(frozen=True)
class Spread:
    """One figure of several seeds.

    Attributes:
        mean: Over the seeds.
        low: The lowest of them.
        high: The highest of them.
        count: How many seeds.
    """

    mean: float
    low: float
    high: float
    count: int


def by_recipe(rows: Iterable[RunRow]) -> dict[str, list[RunRow]]:
    """Runs outside the bin that are no trials, by recipe key, in the order given."""
    groups: dict[str, list[RunRow]] = {}
    for row in rows:
        if row.deleted is None and row.trial is None:
            groups.setdefault(row.recipe_key, []).append(row)
    return groups


def counted(members: Iterable[Member]) -> list[Member]:
    """One member a seed, the latest by id; by ascending seed."""
    latest: dict[int, Member] = {}
    for member in members:
        known = latest.get(member.seed)
        if known is None or member.id > known.id:
            latest[member.seed] = member
    return [latest[seed] for seed in sorted(latest)]


def completed(rows: Iterable[RunRow]) -> list[RunRow]:
    """The completed runs that count: outside the bin, no trials, none sealed; one a seed."""
    return counted(
        row
        for row in rows
        if row.status == COMPLETED and row.deleted is None and row.trial is None and not row.sealed
    )


def with_trials(rows: Iterable[RunRow], key: str) -> list[RunRow]:
    """Every run of a recipe key, a sweep's trials too: a seed that had its luck in one is used."""
    return [row for row in rows if row.recipe_key == key]


def free_seeds(rows: Iterable[RunRow], count: int) -> list[int]:
    """The lowest seeds that none of these runs has completed or is at: others give nothing new."""
    used = {row.seed for row in rows if row.status in (COMPLETED, *OPEN)}
    return [seed for seed in range(len(used) + count) if seed not in used][:count]


def spread(values: Sequence[float]) -> Spread | None:
    """The mean and the range of some seeds' values; None when there is none.

    Args:
        values: One a seed; those that are not a number are left out.
    """
    kept = np.array([value for value in values if value == value], np.float64)
    if not len(kept):
        return None
    return Spread(float(kept.mean()), float(kept.min()), float(kept.max()), len(kept))


def spread_on_test(rows: Iterable[RunRow], metric: str) -> Spread | None:
    """What a group's completed runs gave on the test set.

    Args:
        rows: Runs of one recipe key.
        metric: ``accuracy``, ``mae`` or ``loss``.
    """
    return spread([row.test[metric] for row in completed(rows) if metric in row.test])
