"""Did a network learn anything? What to say instead of congratulations if it did not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from core.baselines.baselines import Baseline
from core.baselines.classes import MAJORITY
from core.i18n import gettext, mark
from core.recipes import Recipe

HIGH_RATE, LOW_RATE = 0.1, 1e-5
# At this share of the loss of guessing, a loss has not improved.
NEAR = 0.99
NOT_A_NUMBER = mark("Its loss is no longer a number.")
GUESSING = mark("Its training loss is no better than guessing.")
MAJORITY_CLASS = mark("It is no better than always answering the most frequent class.")
AS_NOW = mark("It is no better than guessing that nothing changes.")


def nothing_learnt(
    recipe: Recipe,
    test: Mapping[str, float | None],
    losses: Sequence[float],
    baselines: Iterable[Baseline] = (),
    persistence: float | None = None,
) -> str:
    """Why a completed run has learnt nothing, as a message id; "" if it has learnt something.

    Args:
        recipe: The run's recipe.
        test: ``loss`` and the recipe's metric.
        losses: Training loss of each epoch.
        baselines: Baselines on the recipe's test set.
        persistence: For a series, the error of guessing "as now", in the metric's unit.
    """
    value, last = test.get(recipe.metric), losses[-1] if len(losses) else None
    if any(number is None or not math.isfinite(number) for number in (value, last)):
        return NOT_A_NUMBER
    if recipe.metric == "mae":
        return AS_NOW if persistence is not None and value >= persistence else ""
    if last >= NEAR * math.log(recipe.data.classes):
        return GUESSING
    majority = (item.test["accuracy"] for item in baselines if item.name == MAJORITY)
    return MAJORITY_CLASS if value <= next(majority, 1 / recipe.data.classes) else ""


def first_suspect(recipe: Recipe) -> str:
    """What to check first, in a sentence."""
    rate, epochs = recipe.compile["learning_rate"], recipe.fit["epochs"]
    if recipe.dataset == "noise":
        return gettext("Its labels are noise, so there is nothing to learn.")
    if rate >= HIGH_RATE:
        return gettext("First suspect: the learning rate, {rate:g}, is high.", rate=rate)
    if rate <= LOW_RATE:
        return gettext("First suspect: the learning rate, {rate:g}, is low.", rate=rate)
    if epochs == 1:
        return gettext("First suspect: one epoch may be too few.")
    return gettext(
        "First suspects: the learning rate, {rate:g}, or whether this kind of network can learn "
        "this task at all.",
        rate=rate,
    )
