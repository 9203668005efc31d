"""An answer in words: what a class is called, and how probable it is."""

from __future__ import annotations

from core.i18n import gettext, mark
from core.recipes import Recipe

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
