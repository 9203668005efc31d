"""Which runs a comparison shows: filters, ids, and those of them that do not exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.runs.index import RunRow

# The most runs that one comparison shows.
MAX_RUNS = 40


@dataclass(frozen=True, kw_only=True)
class RunFilter:
    """Matches runs with one entry of every kind: datasets imdb or reuters, and family mlp.

    Attributes:
        datasets: Names; empty for any, as for the others.
        families: Names.
        recipes: Recipe ids.
        tags: Tags.
    """

    datasets: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        """Whether it does not match every run."""
        return bool(self.datasets or self.families or self.recipes or self.tags)

    def matches(self, row: RunRow) -> bool:
        return (
            (not self.datasets or row.dataset in self.datasets)
            and (not self.families or row.family in self.families)
            and (not self.recipes or row.recipe_id in self.recipes)
            and (not self.tags or not set(self.tags).isdisjoint(row.tags))
        )


@dataclass(frozen=True, kw_only=True)
class Selection(RunFilter):
    """What someone selected; links encode it.

    Attributes:
        runs: Run ids, always shown, in this order; without filters or groups, nothing else is.
        groups: Recipe keys; all their runs are shown, future ones included, whatever the filters.
        recorded: Ids of recipes whose recorded runs are added.
    """

    runs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()

    def allows(self, row: RunRow) -> bool:
        """Whether a run is in a selected group or matches the filters; never true for a trial."""
        if row.trial is not None:
            return False
        return row.recipe_key in self.groups or (self.filtered and self.matches(row))


@dataclass(frozen=True)
class Chosen:
    """The runs of a selection.

    Attributes:
        rows: The runs to show: those selected by id first, then the newest of the others.
        total: How many there are in all; more than ``rows`` if not all are shown.
        unknown: Run ids and group keys that the store does not have.
        deleted: Ids of runs in the bin.
    """

    rows: tuple[RunRow, ...]
    total: int
    unknown: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


def choose(rows: Iterable[RunRow], selection: Selection, most: int) -> Chosen:
    """Return the runs of a selection.

    Args:
        rows: All runs, newest first, including those in the bin.
        most: The most to show, because a link can hold thousands of ids.
    """
    rows = tuple(rows)
    by_id = {row.id: row for row in rows}
    ids = dict.fromkeys(selection.runs)
    named = [by_id[id] for id in ids if id in by_id and by_id[id].deleted is None]
    matches = [
        row for row in rows if row.deleted is None and row.id not in ids and selection.allows(row)
    ]
    keys = {row.recipe_key for row in matches}
    return Chosen(
        rows=(*named, *matches)[:most],
        total=len(named) + len(matches),
        unknown=(
            *(id for id in ids if id not in by_id),
            *(key for key in selection.groups if key not in keys),
        ),
        deleted=tuple(id for id in ids if id in by_id and by_id[id].deleted is not None),
    )


def newest(rows: Iterable[RunRow]) -> Selection:
    """The default selection: all runs on the dataset of the newest run."""
    for row in rows:
        if row.deleted is None and row.trial is None:
            return Selection(datasets=(row.dataset,))
    return Selection()
