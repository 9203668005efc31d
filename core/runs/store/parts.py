"""What the parts of the store share: their base, and the changes of a run's row they all make."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from core.errors import RequestError, StoreError
from core.runs.run import RUNNING
from core.runs.store import tables
from core.runs.store.database import Database
from core.runs.store.validity import fault

IDS_AT_ONCE = 500
"""Ids per statement: fewer than any database allows."""


class Part:
    """A part of the store: one job, on the database that all parts share."""

    def __init__(self, database: Database):
        self._database = database


def find_run(connection: Connection, run_id: str) -> Row:
    """The row of a run.

    Raises:
        RequestError: There is no such run.
        StoreError: Its row is invalid.
    """
    query = select(tables.runs).where(tables.runs.c.id == run_id)
    row = connection.execute(query).first() if is_text(run_id) else None
    if row is None:
        raise no_such_run(run_id)
    if reason := fault("runs", row._mapping):
        raise unreadable_run(run_id, reason)
    return row


def next_version(connection: Connection) -> int:
    """Count a change, within a write, and return the new value for ``changed``."""
    connection.execute(update(tables.store).values(changes=tables.store.c.changes + 1))
    return connection.execute(select(tables.store.c.changes)).scalar_one()


def set_run(connection: Connection, run_id: str, /, **values: Any) -> None:
    """Set columns of one run and count the change, within a write."""
    table = tables.runs
    connection.execute(
        update(table).where(table.c.id == run_id).values(changed=next_version(connection), **values)
    )


def set_if_held(connection: Connection, run_id: str, holder: str, /, **values: Any) -> bool:
    """Like ``set_run``; False, with nothing changed, if ``holder`` does not hold the run."""
    table = tables.runs
    changed = connection.execute(
        update(table)
        .where(table.c.id == run_id, table.c.holder == holder, table.c.status == RUNNING)
        .values(changed=next_version(connection), **values)
    )
    return changed.rowcount == 1


def each_run(connection: Connection, run_ids: Collection[str], column: Any) -> dict[str, Any]:
    """A column's value for each run: run id → value, in the given order.

    Raises:
        RequestError: There is no such run.
    """
    values = {}
    for part in batches(list(filter(is_text, run_ids)), IDS_AT_ONCE):
        query = select(tables.runs.c.id, column.label("value")).where(tables.runs.c.id.in_(part))
        values |= {row.id: row.value for row in connection.execute(query)}
    for run_id in run_ids:
        if run_id not in values:
            raise no_such_run(run_id)
    return {run_id: values[run_id] for run_id in run_ids}


def set_each(connection: Connection, column: str, values: Mapping[str, Any]) -> None:
    """Set a column of many runs, counted as one change."""
    if not values:
        return
    table = tables.runs
    change = update(table).where(table.c.id == bindparam("run"))
    change = change.values({column: bindparam("value"), "changed": next_version(connection)})
    connection.execute(change, [{"run": id, "value": value} for id, value in values.items()])


def batches(values: list[str], size: int) -> list[list[str]]:
    """The values in lists of at most ``size``."""
    return [values[start : start + size] for start in range(0, len(values), size)]


def is_text(value: str) -> bool:
    """Whether ``value`` can be used in a query: no NUL and no surrogates.

    Python represents bytes of a command line that are not valid UTF-8 as surrogates.
    """
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def unreadable_run(run_id: str, reason: str) -> StoreError:
    """The error for a run whose row is invalid."""
    return StoreError(
        "The run {run_id} cannot be read from the store ({reason}).", run_id=run_id, reason=reason
    )


def no_such_run(run_id: str) -> RequestError:
    """The error for a run id that does not exist."""
    return RequestError("There is no run {run_id!r}.", run_id=run_id)
