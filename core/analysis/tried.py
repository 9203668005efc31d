"""What was tried on a recipe: its changes, each with its completed seeds, and the recipe itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.analysis.board import recorded_runs
from core.analysis.groups import by_recipe, completed
from core.recipes import Recipe
from core.runs.index import RunRow


@dataclass(frozen=True)
class Tried:
    """A recipe with certain settings, and its completed seeds.

    Attributes:
        key: The key of the recipe with these settings.
        change: What differs from the catalogue's recipe, ``kernel size 7``; "" for nothing.
        rows: The completed runs that count, by seed: one per seed, all on the newest one's data.
    """

    key: str
    change: str
    rows: tuple[RunRow, ...]

    @property
    def newest(self) -> RunRow:
        """The run that completed last."""
        return max(self.rows, key=lambda row: row.id)


def tried(rows: Iterable[RunRow], recipe_id: str) -> list[Tried]:
    """Return what was tried on a recipe, newest first; the recipe itself is among it if it ran.

    Runs in the bin, trials of sweeps and sealed runs are left out.
    """
    groups = by_recipe(row for row in rows if row.recipe_id == recipe_id)
    made = [
        Tried(key, members[0].change, tuple(_on_newest_data(members)))
        for key, members in ((key, completed(members)) for key, members in groups.items())
        if members
    ]
    return sorted(made, key=lambda one: one.newest.id, reverse=True)


def unchanged_runs(
    rows: Iterable[RunRow], entry: Recipe, recipe: Recipe, digest: str
) -> list[RunRow]:
    """Return the completed runs of a catalogue's recipe with which a change of it is compared.

    Args:
        rows: Runs with the key of the catalogue's recipe.
        entry: The catalogue's recipe.
        recipe: The same with changes.
        digest: Of the changed run's data; "" while unknown. It must be the same unless the change
            is one of the data's preparation.
    """
    members = completed(rows)
    if digest and recipe.preprocessing == entry.preprocessing:
        return [row for row in members if row.digest in ("", digest)]
    return _on_newest_data(members)


def unchanged_recorded(entry: Recipe, recipe: Recipe, digest: str) -> Sequence[Mapping[str, Any]]:
    """Return the recorded runs with which a change is compared; the arguments are as above."""
    runs = recorded_runs(entry)
    if digest and recipe.preprocessing == entry.preprocessing:
        return tuple(run for run in runs if run["digest"] == digest)
    return runs


def _on_newest_data(members: Sequence[RunRow]) -> list[RunRow]:
    if not members:
        return []
    digest = max(members, key=lambda row: row.id).digest
    return [row for row in members if row.digest in ("", digest)]
