"""What may help against a diagnosis: settings that one click changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.errors import RequestError
from core.recipes import RECIPES, Recipe

RATE = "learning_rate"
DROPOUT = 0.5
Values = Mapping[str, Any]


def suggest(recipe: Recipe, name: str, first: int | None) -> dict[str, Any]:
    """Return the settings to change, valid for the recipe; empty if there is no clear remedy.

    Args:
        recipe: The recipe of the run.
        name: One of ``core.analysis.diagnoses.DIAGNOSES``.
        first: 1-based epoch in which the evidence begins; None if no curve shows it.
    """
    values = recipe.values()
    usual = RECIPES[recipe.id].values() if recipe.id in RECIPES else values
    if recipe.dataset == "noise" or name not in _REMEDIES:
        return {}
    for setting, value in _REMEDIES[name](values, usual, first):
        if setting in values and value != values[setting] and _is_valid(recipe, setting, value):
            return {setting: value}
    return {}


def _is_valid(recipe: Recipe, setting: str, value: Any) -> bool:
    try:
        recipe.with_settings({setting: value})
    except RequestError:
        return False
    return True


def _lower_rate(values: Values, usual: Values, first: int | None) -> Iterator[tuple[str, Any]]:
    """The catalogue's learning rate, or a tenth."""
    rate = values[RATE]
    yield RATE, usual[RATE] if usual[RATE] < rate else float(f"{rate / 10:.2g}")


def _other_output(values: Values, usual: Values, first: int | None) -> Iterator[tuple[str, Any]]:
    """An output that is a probability, else another learning rate."""
    if values.get("output_activation") == "linear":
        yield "output_activation", "sigmoid"
    if values[RATE] < usual[RATE]:
        yield RATE, usual[RATE]
    yield from _lower_rate(values, usual, first)


def _back(values: Values, usual: Values, first: int | None) -> Iterator[tuple[str, Any]]:
    """The catalogue's learning rate, epochs or samples, if there are fewer now."""
    yield RATE, usual[RATE]
    yield from _more(values, usual, "epochs")
    yield from _more(values, usual, "train_samples")


def _less_by_heart(values: Values, usual: Values, first: int | None) -> Iterator[tuple[str, Any]]:
    """More samples if there were more, else dropout, else only the epochs that helped."""
    yield from _more(values, usual, "train_samples")
    # the rates of Dropout layers, or the setting that adds one
    dropout = [name for name in values if re.fullmatch(r"rate(_\d+)?|dropout_layer", name)]
    yield from ((name, DROPOUT) for name in reversed(dropout) if values[name] < DROPOUT)
    if first is not None:
        yield "epochs", first


def _longer(values: Values, usual: Values, first: int | None) -> Iterator[tuple[str, Any]]:
    yield "epochs", 2 * values["epochs"]


def _more(values: Values, usual: Values, name: str) -> Iterator[tuple[str, Any]]:
    if values.get(name, 0) < usual.get(name, 0):
        yield name, usual[name]


# Diagnosis → its remedies, the best first.
_REMEDIES: dict[str, Callable[[Values, Values, int | None], Iterator[tuple[str, Any]]]] = {
    "rate too high": _lower_rate,
    "same answer": _other_output,
    "not learning": _back,
    "no better": _back,
    "unstable": _lower_rate,
    "overfits": _less_by_heart,
    "still improving": _longer,
}
