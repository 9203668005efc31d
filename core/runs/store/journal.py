"""Logs everything that happens to runs, once it is committed."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from core.errors import StoreError
from core.logs import event
from core.runs.store import tables
from core.runs.store.database import Change, Database
from core.runs.store.parts import Part

log = logging.getLogger(__name__)


class Journal(Part):
    """The part of the store that logs: a listener of the database."""

    def __init__(self, database: Database):
        super().__init__(database)
        database.listeners.append(self._log_change)

    def log(self, name: str, run_id: str, level: int = logging.INFO, **values: Any) -> None:
        """Log an event of a run, with its recipe, seed, person and status."""
        if not log.isEnabledFor(level):
            return
        table = tables.runs
        columns = (table.c.recipe_id.label("recipe"), table.c.seed, table.c.person, table.c.status)
        row = None
        with suppress(StoreError), self._database.reading() as connection:  # logged anyway
            row = connection.execute(select(*columns).where(table.c.id == run_id)).first()
        facts = dict(row._mapping) if row else {}
        event(log, name, level, run=run_id, **(facts | values))

    def _log_change(self, change: Change) -> None:
        self.log(change.name, change.run_id, change.level, **change.values)
