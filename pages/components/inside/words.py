"""Words of the page Inside: classes, probabilities and rows."""

from __future__ import annotations

from core.i18n import gettext, mark, ngettext
from core.recipes import Recipe, recipe_title
from core.recipes.naming import SEPARATOR
from pages.components.inside.models import Row

# What the classes of generated datasets are; others have names, or numbers.
CLASSES = {
    "probe-motif": (mark("no motif"), mark("motif")),
    "probe-order": (mark("3 4 5 first"), mark("0 1 2 first")),
    "probe-last": (mark("last is 0"), mark("last is 1")),
    "probe-place": (mark("lower half"), mark("upper half")),
}


def class_title(recipe: Recipe, number: int) -> str:
    """What a class is called."""
    if recipe.dataset in CLASSES:
        return gettext(CLASSES[recipe.dataset][number])
    if recipe.data.class_names:
        return recipe.data.class_names[number]
    if recipe.dataset == "topics":
        return gettext("topic {number}", number=number)
    return gettext("class {number}", number=number)


def percent(probability: float) -> str:
    """A probability, never as certain."""
    if probability > 0.995:
        return gettext("over 99 %")
    if probability < 0.005:
        return gettext("under 1 %")
    return gettext("{number} %", number=round(100 * probability))


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
