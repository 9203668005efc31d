"""The run store: every run, its epochs and its labels, on SQLite or PostgreSQL."""

from core.runs.store.database import is_text, next_version
from core.runs.store.keeping import days
from core.runs.store.labels import NAME_LENGTH, NOTE_LENGTH, TAGS
from core.runs.store.leases import CLUSTER, LEASE_SECONDS, describe_failure
from core.runs.store.lives import RESUMABLE, available_actions
from core.runs.store.store import Store, insert_run, new_run_values
from core.runs.store.unowned import note_store
from core.runs.store.validity import fault

__all__ = [
    "CLUSTER",
    "LEASE_SECONDS",
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "RESUMABLE",
    "TAGS",
    "Store",
    "available_actions",
    "days",
    "describe_failure",
    "fault",
    "insert_run",
    "is_text",
    "new_run_values",
    "next_version",
    "note_store",
]
