"""How long a run may train before it is stopped, so that others get their turn."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from core.errors import RecipeLabError, TrainingError
from core.training.recorder import Facts


class Allowance:
    """A recorder that asks to stop when the time is up. It counts from when it was made.

    Args:
        minutes: How long; 0 for as long as it takes.

    Attributes:
        asked: It asked to stop.
    """

    def __init__(self, minutes: float):
        self.minutes = minutes
        self.asked = False
        self._until = time.monotonic() + minutes * 60

    def explain(self, epochs: int) -> RecipeLabError:
        """Why a run was stopped after ``epochs``, and how it goes on."""
        return TrainingError(
            "It had trained for {minutes:g} minutes, which is the limit here (run_minutes), and "
            "was stopped after {epochs} epochs; Resume goes on from there with as many minutes "
            "again.",
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
        self.asked = bool(self.minutes) and time.monotonic() >= self._until
        return self.asked
