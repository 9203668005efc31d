"""The rows of sweeps in the store; ``core.sweeps`` gives them their meaning."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from core.errors import RequestError, StoreError
from core.runs.run import new_id, now
from core.runs.store import tables
from core.runs.store.parts import Part, is_text, next_version
from core.runs.store.runs import insert_run, write_new
from core.runs.store.validity import fault

# What a step is decided on: it is dropped if one of these columns has changed since.
DECIDED_ON = ("status", "proposals", "trials", "chosen")


class Sweeps(Part):
    """The part of the store that holds sweeps. Every method may raise StoreError."""

    def create(self, **values: Any) -> str:
        """Add a sweep with these columns, and return its id."""

        def work(connection: Connection) -> str:
            row = values | {"id": new_id(), "created": now(), "changed": next_version(connection)}
            connection.execute(insert(tables.sweeps).values(row))
            return row["id"]

        return write_new(self._database, work)

    def get(self, sweep_id: str) -> Row:
        """One sweep.

        Raises:
            RequestError: The id is unknown.
        """
        with self._database.reading() as connection:
            return _find(connection, sweep_id)

    def list(self, *, status: str | None = None) -> list[Row]:
        """All sweeps, the newest first, without unreadable rows."""
        table = tables.sweeps
        query = select(table).order_by(table.c.created.desc(), table.c.id.desc())
        if status is not None:
            query = query.where(table.c.status == status)
        with self._database.reading() as connection:
            return self._database.readable("sweeps", connection.execute(query))

    def advance(
        self,
        seen: Any,
        runs: Collection[Mapping[str, Any]] = (),
        *,
        unseal: bool = False,
        **values: Any,
    ) -> list[str]:
        """Take a step of a sweep in one transaction: set columns and queue runs.

        Args:
            seen: The sweep as it was read; nothing is changed if one of DECIDED_ON differs now.
            runs: Arguments of ``insert_run`` for each new run.
            unseal: Show the test results of all runs of the sweep.
            **values: The columns to set.

        Returns:
            Ids of the new runs.
        """

        def work(connection: Connection) -> list[str]:
            row = _find(connection, seen.id, lock=True)
            if any(getattr(row, name) != getattr(seen, name) for name in DECIDED_ON):
                return []
            run_ids = [insert_run(connection, sweep=seen.id, **run) for run in runs]
            _set(connection, seen.id, **values)
            if unseal:
                table = tables.runs
                shown = update(table).where(table.c.sweep == seen.id)
                shown = shown.values(sealed=False, changed=next_version(connection))
                connection.execute(shown)
            return run_ids

        return write_new(self._database, work)

    def set(self, sweep_id: str, **values: Any) -> None:
        """Set columns of a sweep, whatever its state."""
        self._database.write(lambda connection: _set(connection, sweep_id, **values))

    def change_status(
        self, sweep_id: str, allowed: Collection[str], status: str, **values: Any
    ) -> None:
        """Change the status of a sweep at a person's request.

        Args:
            allowed: Statuses from which the change is possible.
            status: The new status.
            **values: More columns to set.

        Raises:
            RequestError: The current status is not one of ``allowed``.
        """

        def work(connection: Connection) -> None:
            current = _find(connection, sweep_id).status
            if current not in allowed:
                raise RequestError(
                    "The sweep {id} is {status}, so it cannot be {wanted} now.",
                    id=sweep_id,
                    status=current,
                    wanted=status,
                )
            _set(connection, sweep_id, status=status, **values)

        self._database.write(work)


def _find(connection: Connection, sweep_id: str, *, lock: bool = False) -> Row:
    """A sweep within a transaction; ``lock`` keeps others from changing it until that ends."""
    query = select(tables.sweeps).where(tables.sweeps.c.id == sweep_id)
    query = query.with_for_update() if lock else query
    row = connection.execute(query).first() if is_text(sweep_id) else None
    if row is None:
        raise RequestError("There is no sweep {sweep_id!r}.", sweep_id=sweep_id)
    if reason := fault("sweeps", row._mapping):
        raise StoreError(
            "The sweep {sweep_id} cannot be read from the store ({reason}).",
            sweep_id=sweep_id,
            reason=reason,
        )
    return row


def _set(connection: Connection, sweep_id: str, **values: Any) -> None:
    table = tables.sweeps
    change = update(table).where(table.c.id == sweep_id)
    connection.execute(change.values(changed=next_version(connection), **values))
