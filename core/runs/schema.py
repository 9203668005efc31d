"""The schema's version: a new store is made, an older one migrated, a newer one refused.

A migration is a function of a connection that takes the tables from one version to the next; it
runs inside one transaction with the change of the version number. ``MIGRATIONS[0]`` makes
version 1 out of nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, insert, inspect, select, update

from core.errors import StoreError
from core.runs import tables


def _create(connection: Connection) -> None:
    tables.metadata.create_all(connection)
    connection.execute(insert(tables.store).values(id=1, schema=1, changes=0))


MIGRATIONS: Sequence[Callable[[Connection], None]] = (_create,)


def version(connection: Connection) -> int:
    """The version of the tables there; 0 where there are none at all.

    Raises:
        StoreError: The database holds tables, but not ours.
    """
    names = inspect(connection).get_table_names()
    if not names:
        return 0
    if tables.store.name not in names or tables.runs.name not in names:
        raise StoreError(
            "The database {store} holds tables of something else ({names}); choose another for "
            "the run store with RECIPE_LAB_STORE.",
            store=_place(connection),
            names=", ".join(sorted(names)[:5]),
        )
    return connection.execute(select(tables.store.c.schema)).scalar_one()


def is_current(connection: Connection) -> bool:
    """True when nothing is to be done.

    Raises:
        StoreError: A newer program made it, or it is something else's.
    """
    found = version(connection)
    if found > len(MIGRATIONS):
        raise StoreError(
            "The run store {store} was made by a newer Recipe Lab (its version is {found}, this "
            "one knows {known}); update Recipe Lab or choose another RECIPE_LAB_HOME.",
            store=_place(connection),
            found=found,
            known=len(MIGRATIONS),
        )
    return found == len(MIGRATIONS)


def migrate(connection: Connection) -> None:
    """Bring the tables up to date, inside the caller's transaction."""
    if is_current(connection):
        return
    found = version(connection)
    for step in MIGRATIONS[found:]:
        step(connection)
    connection.execute(update(tables.store).values(schema=len(MIGRATIONS)))


def _place(connection: Connection) -> str:
    url = connection.engine.url
    return url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
