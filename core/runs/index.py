"""An in-memory index of all runs, kept up to date: the source of every list of runs.

A list must open at once with ten thousand runs in the store, and a refresh must read only what is
new. So the small fields of every run are held in memory, shared by all sessions, and only runs that
changed are read again.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from core.recipes.naming import titled
from core.runs.run import RunFields, visible
from core.runs.store import Store
from core.runs.store.validity import identity


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow(RunFields):
    """A run without its large fields: recipe, environment, notes and failure.

    Attributes:
        change: Which settings differ from the catalogue's recipe, "" if none.
        changes: The same as values: setting → value, or None if the recipe does not have it.
    """

    change: str
    changes: Mapping[str, Any]

    @property
    def title(self) -> str:
        """The recipe's id and the changed settings, as in ``core.recipes.recipe_title``."""
        return titled(self.recipe_id, self.change)


_DERIVED = {"change", "changes"}
_FIELDS = ["recipe_text", *(it.name for it in fields(RunRow) if it.name not in _DERIVED)]


class RunIndex:
    """All runs of a store, newest first, including those in the bin. Thread-safe."""

    def __init__(self, store: Store):
        self._store = store
        self._lock = threading.Lock()
        self._version = -1
        self._changed = -1
        self._rows: dict[str, RunRow] = {}
        self._sorted: tuple[RunRow, ...] = ()

    def rows(self) -> tuple[RunRow, ...]:
        """The current rows of all runs; the same tuple object as long as nothing has changed.

        Raises:
            StoreError: The store failed.
        """
        return self.read()[1]

    def read(self) -> tuple[int, tuple[RunRow, ...]]:
        """The store's version and the runs at that version."""
        with self._lock:
            version = self._store.database.version()
            if version != self._version:
                self._refresh()
                self._version = version
            return self._version, self._sorted

    def _refresh(self) -> None:
        runs, unreadable = self._store.runs, self._store.database.unreadable
        updated = [_row(row._mapping) for row in runs.fields(_FIELDS, changed_after=self._changed)]
        self._rows |= {row.id: row for row in updated}
        if len(self._rows) != runs.total():  # the bin was emptied, or rows are unreadable
            existing = runs.ids()
            for deleted in unreadable.keys() - existing:
                unreadable.pop(deleted, None)
            self._rows = {id: row for id, row in self._rows.items() if id in existing}
        if unreadable:
            self._rows = {id: row for id, row in self._rows.items() if id not in unreadable}
        self._changed = max([self._changed, *(row.changed for row in updated)])
        newest_first = sorted(self._rows.values(), key=lambda row: row.id, reverse=True)
        self._sorted = tuple(newest_first)


def _row(row: Mapping[str, Any]) -> RunRow:
    columns = dict(row)
    recipe = identity(columns.pop("recipe_text"))
    columns |= {"change": recipe.change, "changes": recipe.changes, "tags": tuple(row["tags"])}
    return RunRow(**columns | {"test": visible(row["test"], sealed=row["sealed"])})
