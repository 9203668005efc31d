"""Reproduced? A published figure beside our recorded runs of the same recipe, in one word.

A source printed one run. Would one more run of ours give such a figure? Our runs' mean and scatter
give the interval in which 95 of 100 further runs lie (Student's prediction interval). The test set
is the source's own, so its chance is in both figures alike; but where the data is drawn at random,
the source drew another, and its chance is added, once for either figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import mean, stdev
from typing import Any

import numpy as np

from core.i18n import gettext, mark
from core.recipes import Recipe
from core.verdict.chance import student

LEVEL = 0.95
# Student's t at LEVEL by degrees of freedom, and the bell curve's: scipy, which a test holds them
# against, would cost Home's first look a fifth of a second.
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
NOTHING_PRINTED = mark("its source printed no such figure")
NOT_RUN = mark("it has not been run yet")
OTHER_DATA = mark("other data than its source's")
FEWER_EPOCHS = mark("fewer epochs than its source's")
ONE_RUN = mark("one run tells nothing of the scatter over seeds")
TWO_RUNS = mark("two runs tell too little of the scatter over seeds")
LEAST_RUNS = 3
ROUNDING = 0.00005
"""Figures are printed with four decimals."""


@dataclass(frozen=True)
class Reproduced:
    """Whether our runs give what a source printed, in its own measure.

    Attributes:
        outcome: ``reproduced``, ``higher`` or ``lower`` (ours is), or ``not comparable``.
        published: The printed figure; None where there is none.
        ours: The mean of our seeds; None before the first run.
        low: From here on one more run of ours would lie, with a certainty of 95 %; None where the
            scatter is not known.
        high: Up to here.
        seeds: How many runs of ours.
        reason: Why it is not comparable, a message id; "" where it is.
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
        """Whether the figure holds, and how that is known."""
        if self.reason:
            reason = gettext(self.reason)
            return gettext(
                "Whether the published figure holds cannot be said: {reason}.", reason=reason
            )
        values = {name: f"{getattr(self, name):.4f}" for name in ("published", "low", "high")}
        values |= {"seeds": self.seeds}
        if self.outcome == REPRODUCED:
            return gettext(
                "Reproduced: the published {published} lies where one more run of ours would, "
                "between {low} and {high} (by {seeds} recorded runs, with 95 % certainty).",
                **values,
            )
        if self.outcome == HIGHER:
            return gettext(
                "Not reproduced, ours is higher: one more run of ours would lie between {low} and "
                "{high}, above the published {published} (by {seeds} recorded runs, with 95 % "
                "certainty).",
                **values,
            )
        return gettext(
            "Not reproduced, ours is lower: one more run of ours would lie between {low} and "
            "{high}, below the published {published} (by {seeds} recorded runs, with 95 % "
            "certainty).",
            **values,
        )


def compared_figure(
    entry: Recipe,
) -> tuple[str, Callable[[Mapping[str, Any]], float], float | None]:
    """Which split's figure is compared, how to read it off a run, and the printed one.

    Returns:
        ``val`` (after the last epoch) or ``test``; the reader; the figure, None if none was
        printed. For a series it is the loss in standard deviations, where less is better.
    """
    reference = entry.reference
    if entry.metric == "mae":
        return "val", lambda run: run["history"]["val_loss"][-1], reference.val_loss
    if reference.test_accuracy is None and reference.val_accuracy is not None:
        return "val", lambda run: run["history"]["val_accuracy"][-1], reference.val_accuracy
    return "test", lambda run: run["test"]["accuracy"], reference.test_accuracy


def reproduced(entry: Recipe, kept: Mapping[str, Any] | None) -> Reproduced:
    """Whether recorded runs of a published recipe give what its source printed.

    Args:
        entry: The recipe.
        kept: What is recorded of it, as ``recorded`` gives it.
    """
    _, pick, published = compared_figure(entry)
    runs = kept["runs"] if kept else []
    values = [pick(run) for run in runs]
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
    """Args: drawn: test samples where the source drew others; None where they are the same."""
    freedom = len(values) - 1
    step = STUDENT.get(freedom) or float(student(LEVEL)(np.array([freedom]))[0])
    squares = (step * stdev(values)) ** 2 * (1 + 1 / len(values))
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
    if len(runs) < LEAST_RUNS:
        return ONE_RUN if len(runs) == 1 else TWO_RUNS
    return ""
