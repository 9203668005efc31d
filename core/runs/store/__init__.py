"""The run store: every run, its epochs and its labels, on SQLite or PostgreSQL."""

from core.runs.store.actions import RESUMABLE, available_actions
from core.runs.store.labels import NAME_LENGTH, NOTE_LENGTH, TAGS
from core.runs.store.leases import CLUSTER, LEASE_SECONDS, describe_failure
from core.runs.store.retention import days
from core.runs.store.store import Store
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
    "note_store",
]
