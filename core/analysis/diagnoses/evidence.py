"""What the rules read of a run: its curves, smoothed and oriented, and results to compare with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from core.analysis.diagnoses.diagnosis import Answers, Diagnosis, Rivals
from core.analysis.diagnoses.suggestions import suggest
from core.hyperparameters import Hyperparameter
from core.recipes import Recipe
from core.recipes.samples import samples

# The trend of a run is that of its last fifth against the fifth before it.
LAST_PART = 5
# In standard errors: what the luck of the test samples alone exceeds in one of twenty cases.
LUCK = 1.645
# The mean absolute value of a standard normal variable: the error of always guessing the mean.
MEAN_GUESS = math.sqrt(2 / math.pi)


@dataclass(frozen=True)
class Evidence:
    """What is known of a run that has ended; see ``diagnose`` for the fields.

    A curve is rated as *goodness*, of which more is better: accuracy, or one minus the error as a
    share of the last validation error.
    """

    recipe: Recipe
    history: Mapping[str, Sequence[float] | np.ndarray]
    test: Mapping[str, float | None]
    rivals: Rivals
    test_samples: int | None
    seeds: Sequence[float]
    answers: Answers | None

    def curve(self, name: str) -> np.ndarray:
        """(epochs,) float64 values of a metric; (0,) if there are none."""
        return np.asarray(self.history.get(name, ()), np.float64)

    @cached_property
    def loss(self) -> np.ndarray:
        return self.curve("loss")

    @cached_property
    def val_loss(self) -> np.ndarray:
        return self.curve("val_loss")

    @cached_property
    def training(self) -> np.ndarray:
        """(epochs,) the metric on the training data."""
        return self.curve(self.metric)

    @cached_property
    def validation(self) -> np.ndarray:
        """(epochs,) the metric on the validation data."""
        return self.curve(f"val_{self.metric}")

    @cached_property
    def settings(self) -> dict[str, Hyperparameter]:
        return self.recipe.hyperparameters()

    @property
    def metric(self) -> str:
        return self.recipe.metric

    @property
    def is_series(self) -> bool:
        return self.metric == "mae"

    @property
    def epochs(self) -> int:
        return len(self.loss)

    @property
    def steps(self) -> int:
        """Number of batches in an epoch."""
        return math.ceil(samples(self.recipe)[0] / self.recipe.fit["batch_size"])

    @property
    def narrowest(self) -> int:
        """The fewest numbers that a layer before the output passes on."""
        return min(math.prod(step.output_shape) for step in self.recipe.summary.steps[:-1])

    @property
    def part(self) -> int:
        """Number of epochs in the last part of the run, whose trend counts."""
        return max(1, self.epochs // LAST_PART)

    @property
    def result(self) -> float | None:
        """The test result; None if it is unknown or hidden."""
        return self.test.get(self.metric)

    @property
    def guessing(self) -> float | None:
        """The test result of guessing."""
        if self.rivals.guessing is None and not self.is_series:
            return 1 / self.recipe.data.classes
        return self.rivals.guessing

    @property
    def guessing_loss(self) -> float:
        """The training loss of guessing: the frequencies of the classes, or a series' mean."""
        if self.is_series:
            return MEAN_GUESS
        return self.rivals.guessing_loss or math.log(self.recipe.data.classes)

    @property
    def luck(self) -> float:
        """The standard error of an accuracy of a half, by the choice of the test samples."""
        return 0.5 / math.sqrt(self.test_samples) if self.test_samples else 0.0

    @property
    def unit(self) -> float:
        """The difference of the metric that is a goodness of 1."""
        return float(self.validation[-1]) if self.is_series else 1.0

    def rated(self, values: Any) -> Any:
        """The goodness of values of the metric."""
        return 1 - values / self.unit if self.is_series else values

    @cached_property
    def recent_gain(self) -> float:
        """What validation gained in the last part of the run, as goodness; at least two epochs."""
        return float(np.subtract(*trend(self.rated(self.validation), self.part)))

    def diagnosis(self, name: str, quantity: str = "", **evidence: Any) -> Diagnosis:
        """A diagnosis with its suggestion; by default a chart of the loss shows it."""
        loss = "mae" if self.is_series else "loss"  # a series' loss is its metric
        numbers = {key: float(value) for key, value in evidence.pop("numbers", {}).items()}
        suggestion = suggest(self.recipe, self.settings, name, evidence.get("first"))
        common = {"name": name, "quantity": quantity or loss, "suggestion": suggestion}
        return Diagnosis(numbers=numbers, **common, **evidence)


def trend(values: np.ndarray, part: int) -> tuple[float, float]:
    """The mean over the last ``part`` of (n,) values, and over the part before it."""
    return float(values[-part:].mean()), float(values[-2 * part : -part].mean())


def smooth(values: np.ndarray) -> np.ndarray:
    """(n,) the mean over a tenth of (n,) values around each; under 20, the values themselves."""
    half = len(values) // 20
    total = np.concatenate([[0.0], np.cumsum(values)])
    index = np.arange(len(values))
    low, high = np.maximum(0, index - half), np.minimum(len(values), index + half + 1)
    return (total[high] - total[low]) / (high - low)
