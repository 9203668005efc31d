"""The store's tables, in constructs supported by every database of SQLAlchemy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)

from core.runs.store import strict_json


class _Unreadable:
    """Marks a value that is no valid JSON or time; see ``core.runs.store.validity``."""

    def __repr__(self) -> str:
        return "unreadable"


UNREADABLE = _Unreadable()


def read_json(text: str) -> Any:
    """Decode the value of a JSON column; UNREADABLE if it is not valid JSON."""
    try:
        return strict_json.loads(text)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return UNREADABLE


class Instant(TypeDecorator):
    """A datetime stored as seconds since 1970 in UTC: the same number on every database."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> float | None:
        return None if value is None else value.timestamp()

    def process_result_value(self, value: float | None, dialect: object) -> Any:
        if value is None:
            return None
        try:
            return datetime.fromtimestamp(value, UTC)
        except (OverflowError, OSError, ValueError, TypeError):
            return UNREADABLE


metadata = MetaData()

# One row: ``schema`` is the version of these tables, ``changes`` counts every visible change.
store = Table(
    "store",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("schema", Integer, nullable=False),
    Column("changes", BigInteger, nullable=False),
)

# The columns are the fields of Run.
runs = Table(
    "runs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("recipe", JSON, nullable=False),
    Column("recipe_id", String(120), nullable=False),
    Column("recipe_key", String(32), nullable=False),
    Column("dataset", String(60), nullable=False),
    Column("task", String(60), nullable=False),
    Column("family", String(60), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("origin", String(32), nullable=False),
    Column("created", Instant, nullable=False),
    Column("started", Instant),
    Column("finished", Instant),
    Column("epochs", Integer, nullable=False),
    Column("epochs_done", Integer, nullable=False, default=0),
    Column("progress", JSON, nullable=False, default=dict),
    Column("parameters", BigInteger),
    Column("test", JSON, nullable=False, default=dict),
    Column("best_epoch", Integer),
    Column("seconds", JSON, nullable=False, default=dict),
    Column("peak_memory", BigInteger),
    Column("threads", Integer),
    Column("neighbours", Integer, nullable=False, default=0),
    Column("environment", JSON, nullable=False, default=dict),
    Column("notes", JSON, nullable=False, default=list),
    Column("digest", String(128), nullable=False, default=""),
    Column("scale", Double),
    Column("unit", String(32), nullable=False, default=""),
    Column("engine", String(32), nullable=False, default=""),
    Column("failure", JSON, nullable=False, default=dict),
    Column("executor", String(32), nullable=False, default=""),
    Column("host", String(255), nullable=False, default=""),
    Column("holder", String(255), nullable=False, default=""),
    Column("lease_until", Instant),
    Column("stop_requested", Boolean, nullable=False, default=False),
    Column("artifacts_bytes", BigInteger, nullable=False, default=0),
    Column("changed", BigInteger, nullable=False),
    Column("name", String(120), nullable=False, server_default=""),
    Column("tags", JSON, nullable=False, server_default="[]"),
    Column("note", Text, nullable=False, server_default=""),
    Column("deleted", Instant),
    Column("train_samples", BigInteger),
    Column("test_samples", BigInteger),
    Column("baselines", JSON, nullable=False, server_default="{}"),
    Column("pause_requested", Boolean, nullable=False, server_default=false()),
    Column("checkpoint", JSON, nullable=False, server_default="{}"),
    Column("resumes", Integer, nullable=False, server_default="0"),
    Column("extended", JSON, nullable=False, server_default="[]"),
    Column("retry_of", String(32), nullable=False, server_default=""),
    Column("person", String(254), nullable=False, server_default=""),
    Column("sweep", String(32), nullable=False, server_default=""),
    Column("trial", Integer),
    Column("confirms", Integer),
    Column("sealed", Boolean, nullable=False, server_default=false()),
    Index("runs_by_status", "status", "created"),
    Index("runs_by_recipe", "recipe_id", "created"),
    Index("runs_by_key", "recipe_key", "created"),
    Index("runs_by_dataset", "dataset", "created"),
    Index("runs_by_creation", "created"),
    Index("runs_by_change", "changed"),
    Index("runs_by_sweep", "sweep"),
)

# The columns are the fields of core.sweeps.sweep.Sweep.
sweeps = Table(
    "sweeps",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("recipe", JSON, nullable=False),
    Column("recipe_id", String(120), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("space", JSON, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("trials", Integer, nullable=False),
    Column("prune", Boolean, nullable=False),
    Column("confirm", Integer, nullable=False),
    Column("finalists", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("origin", String(32), nullable=False),
    Column("person", String(254), nullable=False),
    Column("created", Instant, nullable=False),
    Column("finished", Instant),
    Column("proposals", JSON, nullable=False, default=list),
    Column("skipped", JSON, nullable=False, default=dict),
    Column("chosen", JSON, nullable=False, default=list),
    Column("winner", Integer),
    Column("importance", JSON, nullable=False, default=dict),
    Column("failure", JSON, nullable=False, default=dict),
    Column("changed", BigInteger, nullable=False),
)

# Addresses of pages, saved under a name. ``query``: the names and texts of the URL's query.
views = Table(
    "views",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("page", String(16), nullable=False),
    Column("name", String(60), nullable=False),
    Column("query", JSON, nullable=False),
    Column("person", String(254), nullable=False),
    Column("created", Instant, nullable=False),
)

# What people give to trained models and keep. ``content``: one input, as the page that reads it
# wrote it; ``kind`` says which page that is.
inputs = Table(
    "inputs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person", String(254), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("name", String(60), nullable=False),
    Column("content", JSON, nullable=False),
    Column("created", Instant, nullable=False),
    Index("inputs_by_person", "person", "created"),
)

epochs = Table(
    "epochs",
    metadata,
    Column("run", String(32), ForeignKey("runs.id"), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("seconds", Double, nullable=False),
    Column("ended_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# NaN is stored as NULL, since not every database supports NaN.
metrics = Table(
    "metrics",
    metadata,
    Column("run", String(32), ForeignKey("runs.id"), primary_key=True),
    Column("metric", String(64), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("value", Double),
    sqlite_with_rowid=False,
)

# Training metrics within epochs; ``position`` is in epochs, 0.05 after a twentieth of the first.
points = Table(
    "points",
    metadata,
    Column("run", String(32), ForeignKey("runs.id"), primary_key=True),
    Column("metric", String(64), primary_key=True),
    Column("position", Double, primary_key=True),
    Column("value", Double),
    sqlite_with_rowid=False,
)
