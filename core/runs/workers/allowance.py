"""Limits how long a run may train, so that other runs get their turn."""

from __future__ import annotations

import time

from core.errors import RecipeLabError, TrainingError
from core.training.recorder import Recorder


class Allowance(Recorder):
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

    def stopping(self) -> bool:
        self.expired = bool(self.minutes) and time.monotonic() >= self._until
        return self.expired
