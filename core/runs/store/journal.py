"""Logs everything that happens to runs, and the store's own errors."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from core.errors import RecipeLabError, StoreError, in_english
from core.logs import event
from core.runs.run import FAILED, INTERRUPTED
from core.runs.store import tables
from core.runs.store.histories import Histories
from core.runs.store.labels import Labels
from core.runs.store.leases import LEASE_SECONDS, Leases
from core.runs.store.lives import RunActions

# Pages wait for writes, so slow ones are logged.
SLOW_WRITE_SECONDS, VERY_SLOW_SECONDS = 1.0, 5.0
TROUBLE_SECONDS = 10.0

Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Journal(Leases, RunActions, Histories, Labels):
    """The parts of the store, with every change logged."""

    _troubled = -math.inf

    def log_event(self, name: str, run_id: str, level: int = logging.INFO, **values: Any) -> None:
        """Log an event of a run, with its recipe, seed, person and status."""
        if not log.isEnabledFor(level):
            return
        table = tables.runs
        query = select(table.c.recipe_id, table.c.seed, table.c.person, table.c.status)
        row, facts = None, {}
        with suppress(StoreError), self.reading() as connection:  # the event is logged anyway
            row = connection.execute(query.where(table.c.id == run_id)).first()
        if row is not None:
            facts = {"recipe": row.recipe_id, "seed": row.seed, "person": row.person}
            facts["status"] = row.status
        event(log, name, level, run=run_id, **(facts | values))

    def finish(
        self,
        run_id: str,
        holder: str,
        status: str,
        error: RecipeLabError | None = None,
        **values: Any,
    ) -> bool:
        ended = super().finish(run_id, holder, status, error, **values)
        if ended:
            level = logging.WARNING if status in (FAILED, INTERRUPTED) else logging.INFO
            self.log_event(status, run_id, level, message=in_english(error) if error else "")
        return ended

    def expire_leases(
        self, alive: Collection[str] = (), *, apart: float = LEASE_SECONDS
    ) -> list[str]:
        ended = super().expire_leases(alive, apart=apart)
        for run_id in ended:
            self.log_event(INTERRUPTED, run_id, logging.WARNING, message="Its lease expired.")
        return ended

    def request_stop(self, run_id: str, reason: RecipeLabError | None = None) -> str:
        values = {"message": str(reason)} if reason else {}
        status = super().request_stop(run_id, reason)
        return self._log_action("stop asked", run_id, status, **values)

    def request_pause(self, run_id: str) -> str:
        return self._log_action("pause asked", run_id, super().request_pause(run_id))

    def resume(self, run_id: str) -> str:
        return self._log_action("resumed", run_id, super().resume(run_id))

    def extend(self, run_id: str, epochs: int) -> str:
        return self._log_action("extended", run_id, super().extend(run_id, epochs), epochs=epochs)

    def _log_trouble(self, sentence: str) -> None:
        """Log an error of the store, at most every TROUBLE_SECONDS: retries are frequent."""
        now = time.monotonic()
        if now - self._troubled > TROUBLE_SECONDS:
            self._troubled = now
            event(log, "store trouble", logging.ERROR, message=sentence)

    def _log_action(self, name: str, run_id: str, status: str, **values: Any) -> str:
        self.log_event(name, run_id, status=status, **values)
        return status

    def write(self, work: Callable[[Connection], Result]) -> Result:
        began = time.monotonic()
        try:
            return super().write(work)
        except StoreError as error:
            self._log_trouble(in_english(error))
            raise
        finally:
            seconds = time.monotonic() - began
            if seconds > SLOW_WRITE_SECONDS:
                level = logging.WARNING if seconds > VERY_SLOW_SECONDS else logging.INFO
                event(log, "slow write", level, seconds=round(seconds, 3))
