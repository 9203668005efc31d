"""The schema's version: a new store is made, an older one migrated, a newer one refused.

``tables`` describes the newest version, which is what a new store is made of. A migration takes
the tables of one version to the next, inside one transaction with the change of the version
number; it is written with Alembic's operations, which know how each database alters a table, and
never with ``tables``, which goes on changing.
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


def _label_runs(change: Operations) -> None:
    """Names, tags, notes and the bin; what a figure is measured on; the guess to beat."""
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


def _live_longer(change: Operations) -> None:
    """Pausing, checkpoints, going on and extending; who launched a run."""
    for column in (
        Column("pause_requested", Boolean, nullable=False, server_default=false()),
        Column("checkpoint", JSON, nullable=False, server_default="{}"),
        Column("resumes", Integer, nullable=False, server_default="0"),
        Column("extended", JSON, nullable=False, server_default="[]"),
        Column("retry_of", String(32), nullable=False, server_default=""),
        Column("person", String(254), nullable=False, server_default=""),
    ):
        change.add_column("runs", column)


def _sweep(change: Operations) -> None:
    """Sweeps; which run is a trial of one, and whose test figure is not to be seen yet."""
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


# MIGRATIONS[0] takes version 1 to version 2, and so on.
MIGRATIONS: Sequence[Callable[[Operations], None]] = (_label_runs, _live_longer, _sweep)


def newest() -> int:
    """The version this program makes and knows."""
    return 1 + len(MIGRATIONS)


def version(connection: Connection, place: str = "") -> int:
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
            store=place,
            names=", ".join(sorted(names)[:5]),
        )
    return connection.execute(select(tables.store.c.schema)).scalar_one()


def is_current(connection: Connection, place: str) -> bool:
    """True when nothing is to be done.

    Raises:
        StoreError: A newer program made it, or it is something else's.
    """
    found = version(connection, place)
    if found > newest():
        raise StoreError(
            "The run store {store} was made by a newer Recipe Lab (its version is {found}, this "
            "one knows {known}); update Recipe Lab or choose another with RECIPE_LAB_HOME or "
            "RECIPE_LAB_STORE.",
            store=place,
            found=found,
            known=newest(),
        )
    return found == newest()


def migrate(connection: Connection, place: str) -> None:
    """Bring the tables up to date, inside the caller's transaction."""
    if is_current(connection, place):
        return
    found = version(connection, place)
    if not found:
        tables.metadata.create_all(connection)
        connection.execute(insert(tables.store).values(id=1, schema=newest(), changes=0))
        return
    # Imported only where there is something to migrate: it costs .2 s of every start.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    change = Operations(MigrationContext.configure(connection))
    for step in MIGRATIONS[found - 1 :]:
        step(change)
    connection.execute(update(tables.store).values(schema=newest()))
