"""Reproduced? Compares a published figure with our recorded runs of the same recipe.

A source printed the figure of one run. Could one more run here give the same figure? The mean and
scatter of our runs give the interval that contains 95 of 100 further runs (Student's prediction
interval). The source used the same test set, so its sampling error is the same in both figures. But
where the data is drawn at random, the source drew another test set, and the sampling error is
added, once for each figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import mean, stdev
from typing import Any

import numpy as np

from core.i18n import gettext, mark
from core.recipes import Recipe
from core.verdict.tails import student

LEVEL = 0.95
# Quantiles at LEVEL of Student's t, by degrees of freedom, and of the normal distribution. A test
# compares them with scipy, whose import would delay Home by a fifth of a second.
STUDENT = {2: 4.302653, 3: 3.182446, 4: 2.776445, 5: 2.570582}
NORMAL = 1.959964
REPRODUCED, HIGHER, LOWER = "reproduced", "higher", "lower"
NOT_COMPARABLE = "not comparable"
WORDS: Mapping[str, str] = {
    REPRODUCED: mark("reproduced"),
    HIGHER: mark("higher"),
    LOWER: mark("lower"),
    NOT_COMPARABLE: mark("not comparable"),
}
SENTENCES: Mapping[str, str] = {
    REPRODUCED: mark(
        "Reproduced: the published {published} is within the range expected for one more run, "
        "{low} to {high} (95 % interval from {seeds} reference runs)."
    ),
    HIGHER: mark(
        "Not reproduced, ours is higher: the published {published} is below the range expected for "
        "one more run, {low} to {high} (95 % interval from {seeds} reference runs)."
    ),
    LOWER: mark(
        "Not reproduced, ours is lower: the published {published} is above the range expected for "
        "one more run, {low} to {high} (95 % interval from {seeds} reference runs)."
    ),
}
NOTHING_PRINTED = mark("the source printed no such figure")
NOT_RUN = mark("it has not been run yet")
OTHER_DATA = mark("the data differs from the source's")
FEWER_EPOCHS = mark("fewer epochs than in the source")
ONE_RUN = mark("one run does not show the scatter over seeds")
TWO_RUNS = mark("two runs are too few for the scatter over seeds")
MIN_RUNS = 3
# Figures are printed with four decimals.
ROUNDING = 0.00005


@dataclass(frozen=True)
class Reproduced:
    """Whether our runs reproduce a source's figure, in the source's metric.

    Attributes:
        outcome: ``reproduced``, ``higher`` or ``lower`` (our figure), or ``not comparable``.
        published: The printed figure; None if the source printed none.
        ours: The mean over our seeds; None before the first run.
        low: Lower end of the 95 % prediction interval for one more run; None while the scatter is
            unknown.
        high: Upper end of that interval.
        seeds: Number of our runs.
        reason: Why it is not comparable, as a message id; "" if it is.
    """

    outcome: str
    published: float | None
    ours: float | None
    low: float | None
    high: float | None
    seeds: int
    reason: str = ""

    def words(self) -> str:
        """The outcome and its reason, for a table."""
        if not self.reason:
            return gettext(WORDS[self.outcome])
        return gettext("not comparable ({reason})", reason=gettext(self.reason))

    def sentence(self) -> str:
        """Whether the figure is reproduced, and on what evidence."""
        if self.reason:
            reason = gettext(self.reason)
            return gettext("The published figure cannot be checked: {reason}.", reason=reason)
        values = {name: f"{getattr(self, name):.4f}" for name in ("published", "low", "high")}
        return gettext(SENTENCES[self.outcome], seeds=self.seeds, **values)


def compared_figure(
    entry: Recipe,
) -> tuple[str, Callable[[Mapping[str, Any]], float], float | None]:
    """The split that is compared, how to read its figure from a run, and the printed figure.

    Returns:
        ``val`` (after the last epoch) or ``test``; a function from a recorded run to its figure;
        the printed figure or None. For a series it is the loss in standard deviations, where lower
        is better.
    """
    reference = entry.reference
    if entry.metric == "mae":
        return "val", lambda run: run["history"]["val_loss"][-1], reference.val_loss
    if reference.test_accuracy is None and reference.val_accuracy is not None:
        return "val", lambda run: run["history"]["val_accuracy"][-1], reference.val_accuracy
    return "test", lambda run: run["test"]["accuracy"], reference.test_accuracy


def reproduced(entry: Recipe, record: Mapping[str, Any] | None) -> Reproduced:
    """Whether the recorded runs of a published recipe reproduce its source's figure.

    Args:
        entry: The recipe.
        record: Its record, as returned by ``recorded``, or None.
    """
    _, read_figure, published = compared_figure(entry)
    runs = record["runs"] if record else []
    values = [read_figure(run) for run in runs]
    ours = mean(values) if values else None
    low = high = None
    if len(values) > 1:
        margin = _margin(values, runs[0]["test_samples"] if entry.data.generated else None)
        low, high = ours - margin, ours + margin
    reason = _reason(entry, runs, published)
    outcome = NOT_COMPARABLE
    if not reason:
        outcome = HIGHER if published < low else LOWER if published > high else REPRODUCED
    return Reproduced(outcome, published, ours, low, high, len(values), reason)


def _margin(values: list[float], drawn: int | None) -> float:
    """Half the width of the interval, plus rounding.

    Args:
        values: The figures of our runs.
        drawn: Number of test samples if the source drew others; None if they are the same.
    """
    freedom = len(values) - 1
    quantile = STUDENT.get(freedom) or float(student(np.array([freedom]), 1 - LEVEL)[0])
    squares = (quantile * stdev(values)) ** 2 * (1 + 1 / len(values))
    if drawn:
        share = mean(values)
        squares += NORMAL**2 * 2 * share * (1 - share) / drawn
    return float(squares**0.5) + ROUNDING


def _reason(entry: Recipe, runs: list[Mapping[str, Any]], published: float | None) -> str:
    if published is None:
        return NOTHING_PRINTED
    if not runs:
        return NOT_RUN
    if runs[0]["notes"]:
        return OTHER_DATA
    short = any(run["epochs_done"] < entry.fit["epochs"] for run in runs)
    if short and not entry.fit["patience"]:
        return FEWER_EPOCHS
    if len(runs) < MIN_RUNS:
        return ONE_RUN if len(runs) == 1 else TWO_RUNS
    return ""
