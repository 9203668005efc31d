"""The baselines of a dataset as a recipe prepares it: test results, predictions and seconds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analysis.predictions import load_test_set
from core.analysis.quality import figures
from core.analysis.scoring import outcomes
from core.baselines.classes import LINEAR, MAJORITY, bags, flat, linear, load_models, majority
from core.baselines.series import PERSISTENCE, YESTERDAY, guesses
from core.datasets import dataset
from core.i18n import mark
from core.settings import Settings
from core.verdict.outcomes import Outcomes, unpack

TITLES: dict[str, str] = {
    MAJORITY: mark("Always the most frequent class"),
    LINEAR: mark("Linear model"),
    PERSISTENCE: mark("Tomorrow as now"),
    YESTERDAY: mark("Tomorrow as the last day's mean"),
}
SHORT: dict[str, str] = {
    MAJORITY: mark("guessing"),
    LINEAR: mark("linear model"),
    PERSISTENCE: mark("no change"),
    YESTERDAY: mark("the last day's mean"),
}
HOW: dict[str, str] = {
    MAJORITY: mark("The class most frequent in training, whatever the sample."),
    PERSISTENCE: mark("The last reading stays as it is."),
    YESTERDAY: mark("The mean of the readings of the last 24 hours."),
    "text": mark(
        "Logistic regression on which words occur and how often (tf-idf), without their order."
    ),
    "numbers": mark("Logistic regression on the numbers, each with a weight of its own."),
}


@dataclass(frozen=True, eq=False)
class Baseline:
    """A model without a network, on a dataset as a recipe prepares it.

    Attributes:
        name: ``majority``, ``linear``, ``persistence`` or ``yesterday``.
        test: Its test results, as ``quality.figures`` returns them: shares of 1 for classes, the
            series' unit for a series.
        unit: The unit of a series' results; "" for classes.
        seconds: Processor time to prepare the inputs, fit and predict, without reading the data or
            importing scikit-learn, and without other processes.
        samples: Number of test samples.
        how: A sentence on what it does; a message id.
        outcomes: Its test results sample by sample, for comparison with a run's.
        predictions: (n,) or (n, classes) float32, like a run's; None if they were not stored.
    """

    name: str
    test: Mapping[str, float]
    unit: str
    seconds: float
    samples: int
    how: str
    outcomes: Outcomes
    predictions: np.ndarray | None = None

    @property
    def title(self) -> str:
        """A few words for a legend; a message id."""
        return TITLES[self.name]

    @property
    def short(self) -> str:
        """Its name in a chart; a message id."""
        return SHORT[self.name]

    def as_dict(self) -> dict[str, Any]:
        """As a dictionary ready for JSON, without the predictions."""
        fields = {name: value for name, value in vars(self).items() if name != "predictions"}
        return fields | {"test": dict(self.test), "outcomes": self.outcomes.pack()}


def baseline_from_dict(fields: Mapping[str, Any]) -> Baseline:
    """Restore what ``Baseline.as_dict`` returned, without the predictions."""
    return Baseline(**{**fields, "outcomes": unpack(fields["outcomes"])})


def compute(name: str, preprocessing: Mapping[str, Any], settings: Settings) -> list[Baseline]:
    """Compute a dataset's baselines. This takes seconds, so never let a page wait for it.

    Args:
        name: Name of the dataset.
        preprocessing: Preprocessing settings of the recipe that has to beat them.
        settings: The installation, which locates files.

    Raises:
        RequestError: Invalid preprocessing settings.
        DatasetError: The dataset is missing or refused.
    """
    entry, prepared = dataset(name), dict(preprocessing)
    truth = load_test_set(name, prepared, settings)
    load_models()
    computed: list[Baseline] = []

    def add(baseline: str, how: str, predictions: np.ndarray, began: float) -> None:
        computed.append(
            Baseline(
                name=baseline,
                test=figures(truth, predictions),
                unit=truth.unit,
                seconds=round(time.process_time() - began, 3),
                samples=len(truth),
                how=how,
                outcomes=outcomes(name, truth, predictions),
                predictions=predictions,
            )
        )

    if truth.classes is None:
        loaded = entry.load(prepared, settings)
        began = time.process_time()
        for baseline, prediction in guesses(loaded, prepared).items():
            add(baseline, HOW[baseline], prediction, began)
            began = time.process_time()
        return computed
    began = time.process_time()
    if entry.task.startswith("text"):
        parts = bags(entry, prepared, settings)
        (train, targets), (test, _) = parts["train"], parts["test"]
        how = HOW["text"]
    else:
        loaded = entry.load(prepared, settings)
        began = time.process_time()
        train, test = flat(loaded.train, loaded.test)
        targets, how = np.asarray(loaded.train.targets), HOW["numbers"]
    predictions = linear(train, targets, test, truth.classes)
    add(LINEAR, how, predictions, began)
    began = time.process_time()
    add(MAJORITY, HOW[MAJORITY], majority(targets, len(truth), truth.classes), began)
    return computed[::-1]
