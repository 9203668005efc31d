"""What a diagnosis compares a run with, from the baselines of its dataset."""

from __future__ import annotations

from collections.abc import Iterable

from core.analysis.diagnoses import Rivals
from core.baselines.baselines import Baseline
from core.baselines.classes import LINEAR, MAJORITY


def rivals_of(baselines: Iterable[Baseline], persistence: float | None = None) -> Rivals:
    """Return the results that a run has to beat, those that are unknown as None.

    Args:
        baselines: On the run's test set, in any order.
        persistence: For a series, the error of guessing "as now" on the run's own test samples, in
            standard deviations: ``run.baselines.get("persistence_test")``.
    """
    tests = {item.name: item.test for item in baselines}
    guessing = tests.get(MAJORITY, {})
    return Rivals(
        guessing=guessing.get("accuracy", persistence),
        guessing_loss=guessing.get("log_loss"),
        linear=tests.get(LINEAR, {}).get("accuracy"),
    )
