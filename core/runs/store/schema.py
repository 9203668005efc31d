"""The schema version: a new store is created, an older one migrated, a newer one refused.

``tables`` describes the newest version, with which a new store is created. A migration takes the
tables from one version to the next, in one transaction with the change of the version number. It is
written with Alembic's operations, which know how each database alters a table, and never with
``tables``, which changes over time.

A table in ADDED needs no new version, because older programs ignore it and work as before: it is
created in any store of this version that does not have it yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    Integer,
    String,
    Text,
    false,
    insert,
    inspect,
    select,
    update,
)

from core.errors import StoreError
from core.runs.store import tables

if TYPE_CHECKING:
    from alembic.operations import Operations


def _add_labels(change: Operations) -> None:
    """Version 2: names, tags, notes, the bin, numbers of samples, and baselines."""
    for column in (
        Column("name", String(120), nullable=False, server_default=""),
        Column("tags", JSON, nullable=False, server_default="[]"),
        Column("note", Text, nullable=False, server_default=""),
        Column("deleted", Double),
        Column("train_samples", BigInteger),
        Column("test_samples", BigInteger),
        Column("baselines", JSON, nullable=False, server_default="{}"),
    ):
        change.add_column("runs", column)
    change.create_index("runs_by_key", "runs", ["recipe_key", "created"])


def _add_run_actions(change: Operations) -> None:
    """Version 3: pause, resume, extend and retry; checkpoints; who started a run."""
    for column in (
        Column("pause_requested", Boolean, nullable=False, server_default=false()),
        Column("checkpoint", JSON, nullable=False, server_default="{}"),
        Column("resumes", Integer, nullable=False, server_default="0"),
        Column("extended", JSON, nullable=False, server_default="[]"),
        Column("retry_of", String(32), nullable=False, server_default=""),
        Column("person", String(254), nullable=False, server_default=""),
    ):
        change.add_column("runs", column)


def _add_sweeps(change: Operations) -> None:
    """Version 4: sweeps, which runs are their trials, and which test results are hidden."""
    for column in (
        Column("sweep", String(32), nullable=False, server_default=""),
        Column("trial", Integer),
        Column("confirms", Integer),
        Column("sealed", Boolean, nullable=False, server_default=false()),
    ):
        change.add_column("runs", column)
    change.create_index("runs_by_sweep", "runs", ["sweep"])
    texts = (("recipe_id", 120), ("kind", 16), ("status", 16), ("origin", 32), ("person", 254))
    parts = ("recipe", "space", "proposals", "skipped", "chosen", "importance", "failure")
    change.create_table(
        "sweeps",
        Column("id", String(32), primary_key=True),
        *(Column(name, String(length), nullable=False) for name, length in texts),
        *(Column(name, JSON, nullable=False) for name in parts),
        *(Column(name, Integer, nullable=False) for name in ("trials", "confirm", "finalists")),
        *(Column(name, BigInteger, nullable=False) for name in ("seed", "changed")),
        Column("prune", Boolean, nullable=False),
        Column("winner", Integer),
        Column("created", Double, nullable=False),
        Column("finished", Double),
    )


def _add_points(change: Operations) -> None:
    """Version 5: training metrics within epochs; runs of older versions have none."""
    change.create_table(
        "points",
        Column("run", String(32), ForeignKey("runs.id"), primary_key=True),
        Column("metric", String(64), primary_key=True),
        Column("position", Double, primary_key=True),
        Column("value", Double),
        sqlite_with_rowid=False,
    )


# MIGRATIONS[0] takes version 1 to version 2, and so on.
MIGRATIONS: Sequence[Callable[[Operations], None]] = (
    *(_add_labels, _add_run_actions, _add_sweeps, _add_points),
)
ADDED = (tables.views, tables.inputs)


def newest() -> int:
    """The newest schema version, which this program creates."""
    return 1 + len(MIGRATIONS)


def version(connection: Connection, place: str = "") -> int:
    """The schema version of a database; 0 if it has no tables.

    Raises:
        StoreError: The database has tables of another program.
    """
    names = inspect(connection).get_table_names()
    if not names:
        return 0
    if tables.store.name not in names or tables.runs.name not in names:
        raise StoreError(
            "The database {store} has tables of another program ({names}); set RECIPE_LAB_STORE to "
            "a different database for the run store.",
            store=place,
            names=", ".join(sorted(names)[:5]),
        )
    return connection.execute(select(tables.store.c.schema)).scalar_one()


def is_current(connection: Connection, place: str) -> bool:
    """Whether the tables are of the newest version and complete, so that no migration is needed.

    Raises:
        StoreError: The tables are of a newer version or of another program.
    """
    current = version(connection, place)
    if current > newest():
        raise StoreError(
            "The run store {store} was created by a newer Recipe Lab (its version is {found}, this "
            "one supports {known}); update Recipe Lab or choose another store with "
            "RECIPE_LAB_HOME or RECIPE_LAB_STORE.",
            store=place,
            found=current,
            known=newest(),
        )
    names = set(inspect(connection).get_table_names())
    return current == newest() and all(table.name in names for table in ADDED)


def migrate(connection: Connection, place: str) -> None:
    """Create the tables or migrate them to the newest version, in the caller's transaction."""
    if is_current(connection, place):
        return
    current = version(connection, place)
    if not current:
        tables.metadata.create_all(connection)
        connection.execute(insert(tables.store).values(id=1, schema=newest(), changes=0))
        return
    if current < newest():
        # Imported only when needed: it takes 0.2 s.
        from alembic.migration import MigrationContext
        from alembic.operations import Operations

        change = Operations(MigrationContext.configure(connection))
        for step in MIGRATIONS[current - 1 :]:
            step(change)
        connection.execute(update(tables.store).values(schema=newest()))
    tables.metadata.create_all(connection, ADDED)
