"""One file of everything: ``back_up`` writes it, ``restore.restore`` takes it back."""

from core.runs.backup.write import back_up

__all__ = ["back_up"]
