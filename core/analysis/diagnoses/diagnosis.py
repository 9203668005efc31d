"""A diagnosis, and what a rule compares a run with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.verdict.outcomes import predicted_classes

RATE_TOO_HIGH = "rate too high"
SAME_ANSWER = "same answer"
NOT_LEARNING = "not learning"
NO_BETTER = "no better"
TOO_SMALL = "too small"
FEW_STEPS = "few steps"
UNSTABLE = "unstable"
OVERFITS = "overfits"
STILL_IMPROVING = "still improving"
DIAGNOSES = (
    *(RATE_TOO_HIGH, SAME_ANSWER, NOT_LEARNING, NO_BETTER),
    *(TOO_SMALL, FEW_STEPS, UNSTABLE, OVERFITS, STILL_IMPROVING),
)
"""All names, the most serious first."""
DISAPPOINTING = DIAGNOSES[:4]
"""Those that say that nothing was learnt, or nothing that a simpler model does not know."""

# Outputs that differ less than this between all test samples are the same.
SAME = 1e-3


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What a run looks like, with the evidence.

    Attributes:
        name: One of DIAGNOSES.
        quantity: Whose curve shows it: ``loss``, ``accuracy`` or ``mae``.
        first: 1-based epoch in which the evidence begins; None if no curve shows it.
        last: 1-based epoch in which it ends; None if no curve shows it.
        numbers: What a sentence on the evidence needs: accuracies as shares of 1, errors in
            standard deviations, losses, counts.
        suggestion: Setting → a value that may help and is valid for the recipe; empty for none.
    """

    name: str
    quantity: str
    first: int | None = None
    last: int | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)
    suggestion: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As a dictionary ready for JSON."""
        return vars(self) | {"numbers": dict(self.numbers), "suggestion": dict(self.suggestion)}


@dataclass(frozen=True, kw_only=True)
class Rivals:
    """Results without a network on the same test set; None where unknown.

    Attributes:
        guessing: Accuracy of always answering the most frequent class; for a series, the error of
            guessing that nothing changes, in standard deviations.
        guessing_loss: Loss of always answering the frequencies of the classes, in nats.
        linear: Accuracy of a linear model.
    """

    guessing: float | None = None
    guessing_loss: float | None = None
    linear: float | None = None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How a run's answers differ between the test samples.

    Attributes:
        count: Number of different answers: classes, or values of a series.
        spread: The largest difference of an output between two samples.
    """

    count: int
    spread: float

    @property
    def constant(self) -> bool:
        """Whether the outputs are the same for every sample, not only the answers."""
        return self.spread < SAME


def answers(predictions: np.ndarray, *, series: bool) -> Answers:
    """Describe a run's test predictions.

    Args:
        predictions: (n,) or (n, classes) float32, n > 0.
        series: Whether they are values of a series instead of probabilities.
    """
    spread = float(np.ptp(predictions, axis=0).max())
    if series:
        return Answers(count=1 if spread < SAME else len(predictions), spread=spread)
    return Answers(count=len(np.unique(predicted_classes(predictions))), spread=spread)
