"""Words of the page Inside: classes, probabilities and rows."""

from __future__ import annotations

import math

from core.i18n import gettext, ngettext
from core.recipes import recipe_title
from core.recipes.naming import SEPARATOR
from pages.components.inside.models import Row
from pages.components.live.answers import class_title as class_title
from pages.components.live.answers import percent as percent


def about(row: Row) -> str:
    """Which models a row has: the recipe with its changes, the seeds or their origin, the epoch."""
    if not row.models[0].run_id:
        seeds = gettext("reference weights")
    elif len(row.models) == 1:
        seeds = gettext("seed {seed}", seed=row.models[0].seed)
    else:
        seeds = ngettext("{count} seed", "{count} seeds", len(row.models))
    return SEPARATOR.join(filter(None, [recipe_title(row.recipe), seeds, _epoch(row)]))


def _epoch(row: Row) -> str:
    """After which epochs the models have their weights; "" if all rows have those of the end."""
    epochs = sorted({model.epoch for model in row.models if model.epoch is not None})
    if not epochs:
        return "" if row.epoch is None else gettext("at its end")
    if epochs == [0]:
        return gettext("before training")
    first, last = epochs[0], epochs[-1]
    return gettext("after epoch {epoch}", epoch=last if first == last else f"{first}–{last}")


def agreement(votes: int, models: int) -> str:
    """How many models of a row give its answer; "" for one model."""
    if models == 1:
        return ""
    return gettext("{votes} of {models} seeds", votes=votes, models=models)


def number(value: float, *, signed: bool = False) -> str:
    """A number inside a network: two decimals; of a small one two digits, at most four decimals.

    draw_layers.js writes the same.
    """
    size = abs(value)
    decimals = 1 if size >= 100 else 2
    if 0 < size < 0.095:
        decimals = min(4, 1 - math.floor(math.log10(size)))
    text = f"{value:+.{decimals}f}" if signed else f"{value:.{decimals}f}"
    return "0" if float(text) == 0 else text.replace("-", "−")
