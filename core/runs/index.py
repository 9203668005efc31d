"""Every run in a few words, kept current: what lists of runs are made of.

A list must open at once with ten thousand runs in the store, and a refresh must read only what is
new. So the light part of every run is held in memory, once for all who look, and runs are read
again only where they changed.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, cast, func, select

from core.recipes.naming import titled
from core.runs.run import visible
from core.runs.store import Store, tables
from core.runs.store.validity import identity


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run without what takes room: its recipe, environment, notes and failure. See Run.

    Attributes:
        short_name: What its layers make of it, such as ``CNN``.
        change: What was changed in the catalogue's recipe, "" if nothing.
    """

    id: str
    recipe_id: str
    recipe_key: str
    dataset: str
    task: str
    family: str
    seed: int
    status: str
    origin: str
    created: datetime
    started: datetime | None
    finished: datetime | None
    epochs: int
    epochs_done: int
    progress: Mapping[str, Any]
    parameters: int | None
    test: Mapping[str, float]
    best_epoch: int | None
    seconds: Mapping[str, float]
    threads: int | None
    neighbours: int
    digest: str
    scale: float | None
    unit: str
    host: str
    name: str
    tags: tuple[str, ...]
    deleted: datetime | None
    person: str
    train_samples: int | None
    test_samples: int | None
    sweep: str
    trial: int | None
    confirms: int | None
    sealed: bool
    changed: int
    short_name: str
    change: str

    @property
    def title(self) -> str:
        """The recipe's id and what was changed in it, as ``core.recipes.recipe_title`` has it."""
        return titled(self.recipe_id, self.change)


OF_RECIPE = ("short_name", "change")
_COLUMNS = [tables.runs.c[entry.name] for entry in fields(RunRow) if entry.name not in OF_RECIPE]
# Undecoded: most runs have one of a few recipes, each of which is checked once.
_RECIPE = cast(tables.runs.c.recipe, Text).label("recipe_text")


class RunIndex:
    """All runs of a store, newest first, those in the bin included.

    Safe to use from any number of threads.
    """

    def __init__(self, store: Store):
        self._store = store
        self._lock = threading.Lock()
        self._version = -1
        self._changed = -1
        self._rows: dict[str, RunRow] = {}
        self._sorted: tuple[RunRow, ...] = ()

    def rows(self) -> tuple[RunRow, ...]:
        """Every run as it is now; the same tuple again as long as nothing changed.

        Raises:
            StoreError: The store failed.
        """
        return self.read()[1]

    def read(self) -> tuple[int, tuple[RunRow, ...]]:
        """The store's version and the runs at it."""
        with self._lock:
            version = self._store.version()
            if version != self._version:
                self._refresh()
                self._version = version
            return self._version, self._sorted

    def _refresh(self) -> None:
        table = tables.runs
        newer = select(*_COLUMNS, _RECIPE).where(table.c.changed > self._changed)
        with self._store.reading() as connection:
            rows = connection.execute(newer).all()
            count = connection.execute(select(func.count()).select_from(table)).scalar_one()
            left_out = self._store.unreadable
            found = [_row(row) for row in self._store.readable("runs", rows)]
            self._rows |= {row.id: row for row in found}
            if len(self._rows) != count:  # the bin was emptied, or rows are unreadable
                there = set(connection.execute(select(table.c.id)).scalars())
                for gone in left_out.keys() - there:
                    left_out.pop(gone, None)
                self._rows = {id: row for id, row in self._rows.items() if id in there}
        if left_out:
            self._rows = {id: row for id, row in self._rows.items() if id not in left_out}
        self._changed = max([self._changed, *(row.changed for row in found)])
        newest_first = sorted(self._rows.values(), key=lambda row: row.id, reverse=True)
        self._sorted = tuple(newest_first)


def _row(values: Row) -> RunRow:
    test = visible(values.test, sealed=values.sealed)
    own = dict(values._mapping) | {"tags": tuple(values.tags), "test": test}
    made = identity(own.pop("recipe_text"))
    return RunRow(**own, **{name: getattr(made, name) for name in OF_RECIPE})
