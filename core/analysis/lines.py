"""The curves of a comparison: single runs, or the mean of a recipe's seeds with its band."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.analysis.entrants import Entrant
from core.analysis.groups import counted
from core.recipes.naming import SEPARATOR, short_changes, short_name, titled

REFERENCE = f"{SEPARATOR}reference"
AXES = ("epoch", "seconds", "samples", "operations")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One curve.

    Attributes:
        key: Names the curve across updates: of a run, or of a group.
        label: What to call it, told apart from every other label of the comparison.
        family: One of FAMILIES.
        shade: 0, 1, 2, …: which of the family's recipes here it is, in order of appearance.
        training: Of the training data, not of validation.
        recorded: Of recorded runs.
        x: (n,) float64 where the epochs' ends lie.
        values: (n,) float64 heights; the mean, for a group.
        low: (n,) the lowest of the seeds; None for a single run.
        high: (n,) the highest of the seeds; None for a single run.
        raw: (n,) heights before smoothing; None where nothing is smoothed.
        seeds: How many seeds it is the mean of.
        singles: Of a mean, each seed's (n,) places and (n,) heights, never smoothed; none with one.
    """

    key: str
    label: str
    family: str
    shade: int
    training: bool
    recorded: bool
    x: np.ndarray
    values: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    raw: np.ndarray | None = None
    seeds: int = 1
    singles: tuple[tuple[np.ndarray, np.ndarray], ...] = ()


def groups_of(entrants: Iterable[Entrant]) -> dict[str, list[Entrant]]:
    """Entrants by group, in order of appearance."""
    groups: dict[str, list[Entrant]] = {}
    for entrant in entrants:
        groups.setdefault(entrant.group, []).append(entrant)
    return groups


def group_labels(entrants: Iterable[Entrant]) -> dict[str, str]:
    """Group → what it is called everywhere on screen and in files, such as ``CNN · kernel size 7``.

    That is the short name of its model, the recipe's id where several recipes share it or there
    are several datasets, and what was changed, but not in all groups. Every label is there once.
    """
    labels: dict[str, str] = {}
    groups = groups_of(entrants)
    recipes = {group: members[0].recipe for group, members in groups.items()}
    changes = {group: short_changes(recipe) for group, recipe in recipes.items()}
    # What was changed in all of them tells none of them apart.
    common = set.intersection(*map(set, changes.values())) if len(changes) > 1 else set()
    several_datasets = len({recipe.dataset for recipe in recipes.values()}) > 1
    sharing: dict[str, set[str]] = {}
    for recipe in recipes.values():
        sharing.setdefault(short_name(recipe), set()).add(recipe.id)
    for group, members in groups.items():
        recipe, name = recipes[group], short_name(recipes[group])
        if len(sharing[name]) > 1 or several_datasets:
            name = f"{name} ({recipe.id})"
        change = ", ".join(change for change in changes[group] if change not in common)
        label = titled(name, change)
        if members[0].recorded:
            label += REFERENCE
        elif members[0].trial is not None:
            label += f"{SEPARATOR}trial {members[0].trial + 1}"
        elif len(members) == 1 and members[0].name:
            label = titled(members[0].name, label)
        labels[group] = label if label not in labels.values() else f"{label} [{recipe.key[:4]}]"
    return labels


def run_labels(entrants: Sequence[Entrant]) -> dict[str, str]:
    """Run id → label: the group's, with the seed where there are several; every label once."""
    groups, of_group = groups_of(entrants), group_labels(entrants)
    labels: dict[str, str] = {}
    for group, members in groups.items():
        seeds = [member.seed for member in members]
        for member in members:
            label = of_group[group]
            if len(members) > 1:
                label += f" · seed {member.seed}"
            if member.name and len(members) > 1:  # of one alone it is in the group's label
                label = titled(member.name, label)
            again = seeds.count(member.seed) > 1 or label in labels.values()
            labels[member.id] = f"{label} · {member.id}" if again else label
    return labels


def shades(entrants: Iterable[Entrant]) -> dict[str, int]:
    """Group → its number among the groups of its family."""
    found: dict[str, int] = {}
    count: dict[str, int] = {}
    for group, members in groups_of(entrants).items():
        family = members[0].recipe.family
        found[group] = count.get(family, 0)
        count[family] = found[group] + 1
    return found


def lines(
    entrants: Sequence[Entrant],
    quantity: str,
    *,
    axis: str = "epoch",
    mean: bool = True,
    smoothing: float = 0.0,
    training: bool = True,
    validation: bool = True,
) -> list[Line]:
    """The curves of a quantity; entrants that do not have it are left out.

    Args:
        quantity: ``loss``, ``accuracy`` or ``mae``.
        axis: One of AXES.
        mean: One line a group with its range over seeds, else one a run.
        smoothing: 0 to less than 1; see ``smooth``.
        training: Whether the curves of the training data are wanted.
        validation: Whether those of the validation data are.
    """
    wanted = [(quantity, True)] * training + [(f"val_{quantity}", False)] * validation
    number, found = shades(entrants), []
    names = group_labels(entrants) if mean else run_labels(entrants)
    for group, members in groups_of(entrants).items():
        for metric, is_training in wanted:
            having = [member for member in members if _has(member, metric)]
            common = {
                "family": members[0].recipe.family,
                "shade": number[group],
                "training": is_training,
                "recorded": members[0].recorded,
            }
            if mean and having:
                line = _mean(counted(having), metric, axis)
                found.append(Line(key=group, label=names[group], **common, **line))
            elif not mean:
                found += [
                    Line(
                        key=member.id,
                        label=names[member.id],
                        x=member.along(axis),
                        values=member.metrics[metric],
                        **common,
                    )
                    for member in having
                ]
    return [_smoothed(line, smoothing) for line in found] if smoothing else found


def smooth(values: np.ndarray, weight: float) -> np.ndarray:
    """An exponential moving average that starts at the first value, not at zero.

    Args:
        values: (n,) heights; NaN is left out and stays.
        weight: 0 to less than 1: how much of the average so far stays at each step.

    Returns:
        (n,) float64.
    """
    found, average, total = np.full(len(values), np.nan), 0.0, 0.0
    for at, value in enumerate(values):
        if value == value:
            average = weight * average + (1 - weight) * value
            total = weight * total + (1 - weight)
            found[at] = average / total
    return found


def _has(entrant: Entrant, metric: str) -> bool:
    values = entrant.metrics.get(metric)
    return values is not None and bool(np.isfinite(values).any())


def _mean(members: Sequence[Entrant], metric: str, axis: str) -> dict[str, object]:
    """At every epoch, the mean of the seeds that came so far."""
    length = max(len(member.epochs) for member in members)
    heights, places = np.full((2, len(members), length), np.nan)
    for at, member in enumerate(members):
        heights[at, : len(member.epochs)] = member.metrics[metric]
        places[at, : len(member.epochs)] = member.along(axis)
    there = ~np.isnan(heights)
    count = np.maximum(1, there.sum(axis=0))
    some = there.any(axis=0)

    def over_seeds(rows: np.ndarray) -> np.ndarray:
        return np.where(some, np.where(there, rows, 0.0).sum(axis=0) / count, np.nan)

    several = len(members) > 1
    lowest = np.where(there, heights, np.inf).min(axis=0)
    highest = np.where(there, heights, -np.inf).max(axis=0)
    return {
        "x": over_seeds(places),
        "values": over_seeds(heights),
        "low": np.where(some, lowest, np.nan) if several else None,
        "high": np.where(some, highest, np.nan) if several else None,
        "seeds": len(members),
        "singles": tuple((m.along(axis), m.metrics[metric]) for m in members) if several else (),
    }


def _smoothed(line: Line, weight: float) -> Line:
    band = {
        name: None if values is None else smooth(values, weight)
        for name, values in (("low", line.low), ("high", line.high))
    }
    return replace(line, values=smooth(line.values, weight), raw=line.values, **band)
