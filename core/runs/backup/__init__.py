"""Backups: ``back_up`` writes one file with everything, ``restore.restore`` reads it back."""

from core.runs.backup.write import back_up

__all__ = ["back_up"]
