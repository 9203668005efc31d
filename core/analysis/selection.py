"""Which runs a comparison is about: filters, ids, and what of them is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.runs.index import RunRow


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What somebody chose; what a link holds.

    Kinds narrow each other, entries of a kind add up: datasets imdb or reuters, and family mlp.

    Attributes:
        runs: Ids, shown in this order whatever the filters say; alone, without any filter, they
            are all there is.
        groups: Recipe keys: all runs of each, those yet to come too, whatever the filters say.
        datasets: Names; empty for any.
        families: Names; empty for any.
        recipes: Recipe ids; empty for any.
        tags: Empty for any.
        recorded: Recipe ids whose recorded runs stand beside.
    """

    runs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        return bool(self.datasets or self.families or self.recipes or self.tags)

    def allows(self, row: RunRow) -> bool:
        """Whether a run is of a chosen group or fits the filters; a sweep's trial never does."""
        if row.trial is not None:
            return False
        return row.recipe_key in self.groups or (self.filtered and self._fits(row))

    def _fits(self, row: RunRow) -> bool:
        return (
            (not self.datasets or row.dataset in self.datasets)
            and (not self.families or row.family in self.families)
            and (not self.recipes or row.recipe_id in self.recipes)
            and (not self.tags or bool(set(self.tags) & set(row.tags)))
        )


@dataclass(frozen=True)
class Chosen:
    """What a selection gives.

    Attributes:
        rows: The runs to show: those named first, then of the others the newest.
        found: How many there are in all; more than ``rows`` where not all are shown.
        unknown: Ids, and keys of groups, that the store does not have.
        deleted: Ids that are in the bin.
    """

    rows: tuple[RunRow, ...]
    found: int
    unknown: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


def choose(rows: Iterable[RunRow], selection: Selection, most: int) -> Chosen:
    """The runs of a selection.

    Args:
        rows: All runs, newest first, those in the bin included.
        most: How many to show at most: anybody can write a link with thousands of ids.
    """
    rows = tuple(rows)
    by_id = {row.id: row for row in rows}
    ids = dict.fromkeys(selection.runs)
    named = [by_id[id] for id in ids if id in by_id and by_id[id].deleted is None]
    fitting = [
        row for row in rows if row.deleted is None and row.id not in ids and selection.allows(row)
    ]
    keys = {row.recipe_key for row in fitting}
    return Chosen(
        rows=(*named, *fitting)[:most],
        found=len(named) + len(fitting),
        unknown=(
            *(id for id in ids if id not in by_id),
            *(key for key in selection.groups if key not in keys),
        ),
        deleted=tuple(id for id in ids if id in by_id and by_id[id].deleted is not None),
    )


def newest(rows: Iterable[RunRow]) -> Selection:
    """What to show when nobody chose: everything on the dataset of the newest run."""
    for row in rows:
        if row.deleted is None and row.trial is None:
            return Selection(datasets=(row.dataset,))
    return Selection()
