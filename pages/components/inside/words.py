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
    """Which models a row has: the recipe with its changes, and the seeds or their origin."""
    if not row.models[0].run_id:
        seeds = gettext("reference weights")
    elif len(row.models) == 1:
        seeds = gettext("seed {seed}", seed=row.models[0].seed)
    else:
        seeds = ngettext("{count} seed", "{count} seeds", len(row.models))
    return SEPARATOR.join([recipe_title(row.recipe), seeds])


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
