"""Limits how long a run may train, so that other runs get their turn."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from core.errors import RecipeLabError, TrainingError
from core.training.recorder import Facts


class Allowance:
    """A recorder that asks to stop when the time is up, counted from its construction.

    Args:
        minutes: The limit in minutes; 0 for no limit.

    Attributes:
        expired: Whether it has asked to stop.
    """

    def __init__(self, minutes: float):
        self.minutes = minutes
        self.expired = False
        self._until = time.monotonic() + minutes * 60

    def explain(self, epochs: int) -> RecipeLabError:
        """Why a run was stopped after ``epochs`` epochs, and how to continue it."""
        return TrainingError(
            "Stopped after {epochs} epochs because it had trained for {minutes:g} minutes, the "
            "limit of this installation (run_minutes); Resume continues it for another "
            "{minutes:g} minutes.",
            minutes=self.minutes,
            epochs=epochs,
        )

    def phase(self, name: str) -> None: ...

    def described(self, facts: Facts) -> None: ...

    def progress(
        self, epoch: int, batch: int, batches: int, metrics: Mapping[str, float]
    ) -> None: ...

    def epochs(
        self, first: int, rows: Sequence[Mapping[str, float]], seconds: Sequence[float]
    ) -> None: ...

    def stopping(self) -> bool:
        self.expired = bool(self.minutes) and time.monotonic() >= self._until
        return self.expired
