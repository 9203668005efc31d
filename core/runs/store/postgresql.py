"""Everything specific to PostgreSQL: how connections are set up, and what its errors mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Double, Engine, Integer, TableClause, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from core.errors import StoreError, first_line
from core.i18n import mark
from core.runs.store import strict_json

BUSY_SECONDS = 10
# Execution options of transactions that read one consistent snapshot, and of those that write:
# these begin by waiting for the previous writer to finish.
READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
WRITING = {"isolation_level": "READ COMMITTED", "immediate": True}
# Limits, so that nothing waits for ever: on a statement, and on a writer that stopped responding
# (its machine asleep, its network down) while all others wait for it.
STATEMENT_SECONDS = 120
SILENT_SECONDS = 30
LONGEST = {
    "lock_timeout": BUSY_SECONDS,
    "statement_timeout": STATEMENT_SECONDS,
    "idle_in_transaction_session_timeout": SILENT_SECONDS,
}
CONNECT = {
    "connect_timeout": 10,
    "application_name": "Recipe Lab",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # milliseconds
}
# One writer at a time, as in SQLite: what a write reads stays valid until it commits, and changes
# are counted in the order in which readers see them. It is an advisory lock, since a store without
# tables has no row to lock; each schema of the database is a separate store.
BEGIN = (
    "SELECT pg_advisory_xact_lock(1380142146, coalesce(hashtext(current_schema()), 0)), "
    "pg_current_xact_id()::text"
)
TRANSACTION = "recipe_lab_transaction"

# Array types in which columns are sent; other types go as text, which is checked when stored.
ARRAYS = {
    "json": JSON,
    "boolean": Boolean,
    "bigint": Integer,
    "double precision": Double,
}
DEADLOCK, SERIALIZATION, LOCKED = "40P01", "40001", "55P03"
LOST = ("57P01", "57P02", "57P03", "25P03", "25P04")
NOT_WRITABLE = mark(
    "The run store {store} cannot be written ({reason}); grant its user write access, or choose "
    "another with RECIPE_LAB_STORE."
)
DAMAGED = mark(
    "The run store {store} is damaged ({reason}); restore a backup of it into a new database."
)
SLOW = mark(
    "The run store {store} did not answer within {seconds} seconds; try again, or check what its "
    "server is busy with."
)
UNREACHABLE = mark(
    "The run store {store} cannot be reached ({reason}); check that its PostgreSQL server is "
    "running and that RECIPE_LAB_STORE is correct."
)
# State of an error → what people read.
EXPLAINED = {
    **dict.fromkeys(("42501", "25006"), NOT_WRITABLE),
    **dict.fromkeys(("XX001", "XX002"), DAMAGED),
    "57014": SLOW,
    "53300": UNREACHABLE,
}


def prepare(url: URL) -> URL:
    """The URL with the psycopg driver.

    Raises:
        StoreError: It names no database or another driver, or the driver is not installed.
    """
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise StoreError(
            "RECIPE_LAB_STORE names the driver {driver}; for PostgreSQL it must be "
            "postgresql+psycopg://user:password@host/database.",
            driver=url.drivername,
        )
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise StoreError(
            "A run store on PostgreSQL needs the package psycopg; install it with "
            "python -m pip install -r requirements-postgres.txt -c constraints.txt."
        ) from None
    if not url.database:
        raise StoreError(
            "The run store {store} must name a database, such as "
            "postgresql+psycopg://user:password@host/database.",
            store=place(url),
        )
    return url.set(drivername="postgresql+psycopg")


def place(url: URL) -> str:
    """Where the store is, for display: without password and options."""
    public = URL.create("postgresql", url.username, None, url.host, url.port, url.database)
    return public.render_as_string()


def options(url: URL) -> dict[str, Any]:
    """Arguments for ``create_engine``; options in the URL take precedence."""
    defaults = {name: value for name, value in CONNECT.items() if name not in url.query}
    return {
        "connect_args": defaults,
        "pool_pre_ping": True,
        "json_serializer": strict_json.dumps,  # PostgreSQL, unlike SQLite, has no NaN in JSON
    }


def set_up(engine: Engine) -> None:
    """Set time limits for connections, and let write transactions wait for each other."""

    @event.listens_for(engine, "connect")
    def connect(connection, _record) -> None:
        connection.autocommit = True
        settings = [
            f"set_config('{name}', '{int(s * 1_000)}', false)" for name, s in LONGEST.items()
        ]
        connection.execute(f"SELECT {', '.join(settings)}").close()
        connection.autocommit = False

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:
        if connection.get_execution_options().get("immediate"):
            row = connection.exec_driver_sql(BEGIN).one()
            connection.info[TRANSACTION] = row[1]


def transaction(connection: Connection) -> str:
    """An id by which ``was_committed`` can check this write later."""
    return connection.info[TRANSACTION]


def was_committed(connection: Connection, name: str) -> bool:
    """Whether a write whose connection was lost during its commit was committed.

    Call it within a write: the earlier one has ended by then.
    """
    result = connection.execute(
        text("SELECT pg_xact_status(CAST(CAST(:name AS text) AS xid8))"), {"name": name}
    )
    return result.scalar_one() == "committed"


def moment(connection: Connection) -> datetime:
    """The server's time: leases must not depend on the clocks of several machines."""
    seconds = connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())")
    return datetime.fromtimestamp(float(seconds.scalar_one()), UTC)


def size(connection: Connection) -> int:
    """Bytes of the database."""
    return connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()


def unlimited(connection: Connection) -> None:
    """Remove the time limit for statements of this transaction, for example for a migration."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def add_rows(connection: Connection, table: TableClause, rows: Sequence[Mapping]) -> None:
    """Insert many rows in one statement, one array per column: several times faster than by row."""
    columns, selected, arrays, casts = [], [], [], []
    for index, column in enumerate(table.columns):
        values = [row[column.name] for row in rows]
        kind = next((name for name, types in ARRAYS.items() if isinstance(column.type, types)), "")
        if kind == "json":
            values = [None if value is None else strict_json.dumps(value) for value in values]
        elif kind == "double precision":
            values = [None if value is None else float(value) for value in values]
        columns.append(f'"{column.name}"')
        selected.append(f"c{index}::json" if kind == "json" else f"c{index}")
        casts.append("%s::text[]" if kind in ("", "json") else f"%s::{kind}[]")
        arrays.append(values)
    names = ", ".join(f"c{index}" for index in range(len(columns)))
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({", ".join(columns)}) SELECT {", ".join(selected)} '
        f"FROM unnest({', '.join(casts)}) AS rows_({names})",
        tuple(arrays),
    )


def is_busy(error: DBAPIError) -> bool:
    return _state(error) in (DEADLOCK, SERIALIZATION, LOCKED)


def is_lost(error: DBAPIError) -> bool:
    """Whether the connection was lost or not made, for example because the server restarts."""
    state = _state(error)
    if error.connection_invalidated or state in LOST or state.startswith("08"):
        return True
    return not state and type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")


def is_full(error: DBAPIError) -> bool:
    return _state(error) == "53100"


def explain(error: DBAPIError, store: str) -> StoreError | None:
    """The StoreError for another known error of the driver; None for any other."""
    message = EXPLAINED.get(_state(error)) or (UNREACHABLE if is_lost(error) else "")
    if not message:
        return None
    reason = first_line(error.orig)
    return StoreError(message, store=store, reason=reason, seconds=STATEMENT_SECONDS)


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""
