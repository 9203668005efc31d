"""The curves of a comparison: single runs, or the mean of a recipe's seeds with their range."""

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
        key: Identifies the curve across updates: a run's id or a group's key.
        label: Its name, unique within the comparison.
        family: One of FAMILIES.
        shade: 0, 1, 2, …: the recipe's number within its family, in order of appearance.
        training: Whether it is measured on the training data instead of the validation data.
        recorded: Whether it belongs to recorded runs.
        x: (n,) float64 positions of the epochs' ends; of the points within epochs, for training
            curves that have any.
        values: (n,) float64 values; the mean over seeds for a group.
        low: (n,) float64 lowest value of the seeds; None for a single run.
        high: (n,) float64 highest value of the seeds; None for a single run.
        raw: (n,) float64 values before smoothing; None if not smoothed.
        seeds: How many seeds it is the mean of.
        singles: For a mean of several seeds, each seed's (n,) positions and (n,) values, never
            smoothed; else empty.
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
    """Map groups to their entrants, in order of appearance."""
    groups: dict[str, list[Entrant]] = {}
    for entrant in entrants:
        groups.setdefault(entrant.group, []).append(entrant)
    return groups


def group_labels(entrants: Iterable[Entrant]) -> dict[str, str]:
    """Map groups to the labels used on screen and in files, such as ``CNN · kernel size 7``.

    A label is the short name of the model, the recipe's id if several recipes share that name or
    there are several datasets, and the changes that not all groups have in common. Labels are
    unique.
    """
    labels: dict[str, str] = {}
    groups = groups_of(entrants)
    recipes = {group: members[0].recipe for group, members in groups.items()}
    changes = {group: short_changes(recipe) for group, recipe in recipes.items()}
    # A change that all groups share does not distinguish them.
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
    """Map run ids to unique labels: the group's, with the seed if it has several runs."""
    groups, by_group = groups_of(entrants), group_labels(entrants)
    labels: dict[str, str] = {}
    for group, members in groups.items():
        seeds = [member.seed for member in members]
        for member in members:
            label = by_group[group]
            if len(members) > 1:
                label += f" · seed {member.seed}"
            if member.name and len(members) > 1:  # a single run's name is in the group's label
                label = titled(member.name, label)
            ambiguous = seeds.count(member.seed) > 1 or label in labels.values()
            labels[member.id] = f"{label} · {member.id}" if ambiguous else label
    return labels


def shades(entrants: Iterable[Entrant]) -> dict[str, int]:
    """Map groups to their numbers among the groups of their family, in order of appearance."""
    numbers: dict[str, int] = {}
    count: dict[str, int] = {}
    for group, members in groups_of(entrants).items():
        family = members[0].recipe.family
        numbers[group] = count.get(family, 0)
        count[family] = numbers[group] + 1
    return numbers


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
    """Return the curves of a quantity; entrants that do not have it are left out.

    Args:
        entrants: The runs to draw.
        quantity: ``loss``, ``accuracy`` or ``mae``.
        axis: One of AXES.
        mean: Whether to return one line per group, with its range over seeds, instead of one per
            run.
        smoothing: From 0 to less than 1; see ``smooth``.
        training: Whether to include the curves of the training data.
        validation: Whether to include the curves of the validation data.
    """
    wanted = [(quantity, True)] * training + [(f"val_{quantity}", False)] * validation
    shade, result = shades(entrants), []
    names = group_labels(entrants) if mean else run_labels(entrants)
    for group, members in groups_of(entrants).items():
        for metric, is_training in wanted:
            with_metric = [member for member in members if _has(member, metric)]
            common = {
                "family": members[0].recipe.family,
                "shade": shade[group],
                "training": is_training,
                "recorded": members[0].recorded,
            }
            if mean and with_metric:
                line = _mean(counted(with_metric), metric, axis)
                result.append(Line(key=group, label=names[group], **common, **line))
            elif not mean:
                for member in with_metric:
                    _, x, values = member.curve(metric, axis, within=True)
                    single = {"key": member.id, "label": names[member.id]}
                    result.append(Line(x=x, values=values, **single, **common))
    return [_smoothed(line, smoothing) for line in result] if smoothing else result


def smooth(values: np.ndarray, weight: float) -> np.ndarray:
    """Exponential moving average, corrected so that it starts at the first value, not at zero.

    Args:
        values: (n,); NaN is skipped and stays NaN.
        weight: From 0 to less than 1: how much of the average so far remains at each step.

    Returns:
        (n,) float64.
    """
    import pandas as pd  # takes half a second to import: Home should not wait for it

    averages = pd.Series(values).ewm(alpha=1 - weight, ignore_na=True).mean()
    return averages.where(~np.isnan(values)).to_numpy()


def _has(entrant: Entrant, metric: str) -> bool:
    both = (entrant.metrics.get(metric), entrant.points.get(metric))
    return any(values is not None and bool(np.isfinite(values).any()) for values in both)


def _mean(members: Sequence[Entrant], metric: str, axis: str) -> dict[str, object]:
    """At every epoch or point, the mean and range of the seeds that have reached it.

    If some of the seeds have no points, only the epochs of all can be averaged.
    """
    within = all(metric in member.points for member in members)
    curves = [member.curve(metric, axis, within=within) for member in members]
    every = np.unique(np.concatenate([reached for reached, _, _ in curves]))
    values, positions = np.full((2, len(members), len(every)), np.nan)
    for index, (reached, x, known) in enumerate(curves):
        columns = np.searchsorted(every, reached)
        values[index, columns[: len(known)]] = known
        positions[index, columns] = x
    available = ~np.isnan(values)
    count = np.maximum(1, available.sum(axis=0))
    any_available = available.any(axis=0)

    def over_seeds(rows: np.ndarray) -> np.ndarray:
        return np.where(any_available, np.where(available, rows, 0.0).sum(axis=0) / count, np.nan)

    several = len(members) > 1
    lowest = np.where(available, values, np.inf).min(axis=0)
    highest = np.where(available, values, -np.inf).max(axis=0)
    return {
        "x": over_seeds(positions),
        "values": over_seeds(values),
        "low": np.where(any_available, lowest, np.nan) if several else None,
        "high": np.where(any_available, highest, np.nan) if several else None,
        "seeds": len(members),
        "singles": tuple((x, known) for _, x, known in curves) if several else (),
    }


def _smoothed(line: Line, weight: float) -> Line:
    band = {
        name: None if values is None else smooth(values, weight)
        for name, values in (("low", line.low), ("high", line.high))
    }
    return replace(line, values=smooth(line.values, weight), raw=line.values, **band)
