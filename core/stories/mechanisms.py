"""Why a family leads or falls behind on a dataset: a mechanism and a number.

A sentence is shown only where the verdict agrees with it. It names what the network's layers can
and cannot do, and its numbers are computed from the recipe, so that a changed recipe has its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.datasets.probes import FIRST_LAST, MOTIFS, PLACE
from core.i18n import gettext, mark
from core.recipes import Recipe

_MOTIF = len(MOTIFS[0])
_SLIDES = mark(
    "Slides the same {width}-number patterns over all places: learnt once, found anywhere."
)
_PATTERNS_THEN_ORDER = mark(
    "Finds short patterns of {width} numbers, then reads the {steps} places where they were found."
)
_REMEMBERS = mark(
    "Has to remember it over up to {remaining} more steps. {epochs} epochs were too few."
)
_PICTURE = mark("Slides the same {width}×{width} patterns over the picture, wherever a stroke is.")
_PIXELS = mark(
    "Has its own weights for each of {places} pixels: a stroke one pixel on is new to it."
)
_PHRASES = mark("Finds phrases of {width} words wherever they stand among {length}.")
_PLACES = mark("Weighs each of {length} places by itself: a phrase one place on is new to it.")
_WORDS = mark("Weighs each of {length} places by itself: “not good” is “not” and “good” to it.")

# Dataset → family → why it leads, why it falls behind; "" where we know no reason.
MECHANISMS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "probe-motif": {
        "convolutional": (_SLIDES, ""),
        "recurrent-convolutional": (_SLIDES, ""),
        "mlp": (
            "",
            mark(
                "Has its own weights for every place: it would have to learn the motif {places} "
                "times."
            ),
        ),
        "recurrent": ("", _REMEMBERS),
    },
    "probe-order": {
        "recurrent-convolutional": (_PATTERNS_THEN_ORDER, ""),
        "convolutional": (
            "",
            mark("Keeps the best match of each of {filters} patterns, but not where it was."),
        ),
        "mlp": (
            "",
            mark(
                "Has its own weights for every place: it would have to learn each motif {places} "
                "times."
            ),
        ),
        "recurrent": ("", _REMEMBERS),
    },
    "probe-last": {
        "recurrent": (
            mark("Carries {units} numbers from step to step, and each marker overwrites the last."),
            "",
        ),
        "recurrent-convolutional": (
            mark("Reads {steps} groups of places in order, and the last marker stays."),
            "",
        ),
        "convolutional": (
            "",
            mark("Keeps the best match of each of {filters} patterns, but not which was last."),
        ),
        "mlp": (
            "",
            mark("Would have to know, for each of {last} places, that no marker comes after it."),
        ),
    },
    "probe-place": {
        "mlp": (
            mark("Has its own weights for place {place} of {length}, and needs no other."),
            "",
        ),
        "convolutional": ("", mark("Treats all {length} places alike, and only one counts.")),
        "recurrent-convolutional": (
            "",
            mark("Treats all {length} places alike, and only one counts."),
        ),
        "recurrent": (
            "",
            mark("Has to count to place {place} and remember it over {after} more steps."),
        ),
    },
    "digits": {"convolutional": (_PICTURE, ""), "mlp": ("", _PIXELS)},
    "mnist": {"convolutional": (_PICTURE, ""), "mlp": ("", _PIXELS)},
    "imdb": {"convolutional": (_PHRASES, ""), "mlp": ("", _WORDS)},
    "reuters": {"convolutional": (_PHRASES, ""), "mlp": ("", _PLACES)},
}


@dataclass(frozen=True)
class Reason:
    """Why a family leads, or why it is behind."""

    family: str
    leads: bool
    sentence: str


def reasons(recipes: Mapping[str, Recipe], leading: Collection[str]) -> list[Reason]:
    """Return the reasons that a verdict agrees with, those of the leading group first.

    Args:
        recipes: Family → the recipe that was raced.
        leading: Families of the leading group; empty while nobody can say.

    Returns:
        One reason per family at most; none while nobody can say, or where nobody is behind.
    """
    if not leading or set(recipes) <= set(leading):
        return []
    agreeing = []
    for family, recipe in recipes.items():
        leads = family in leading
        ahead, behind = MECHANISMS.get(recipe.dataset, {}).get(family, ("", ""))
        if sentence := ahead if leads else behind:
            agreeing.append(Reason(family, leads, gettext(sentence, **numbers(recipe))))
    return sorted(agreeing, key=lambda reason: not reason.leads)


def numbers(recipe: Recipe) -> dict[str, int]:
    """The numbers of a recipe that a reason may name, by placeholder."""
    length, *others = recipe.input_shape
    values = {
        "length": length,
        "places": length * others[0] if others else length - _MOTIF + 1,
        "remaining": length - _MOTIF,
        "last": length - FIRST_LAST,
        "place": PLACE + 1,
        "after": length - PLACE - 1,
        "epochs": recipe.fit["epochs"],
    }
    for step in reversed(recipe.summary.steps):  # the first layer of a kind counts
        config = step.layer.config
        if "kernel_size" in config:
            size = config["kernel_size"]
            values |= {"width": size[0] if isinstance(size, (tuple, list)) else size}
            values |= {"filters": config["filters"]}
        if step.layer.type in ("LSTM", "GRU", "SimpleRNN", "Bidirectional"):
            values |= {"steps": step.input_shape[0]}
            values |= {"units": config["units"]} if "units" in config else {}
    return values
