"""What may help against a diagnosis: settings that one click changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from core.errors import RequestError
from core.hyperparameters import Hyperparameter
from core.recipes import RECIPES, Recipe

RATE, BATCH = "learning_rate", "batch_size"
WIDTHS = r"(filters|units)(_\d+)?"
DROPOUT = 0.5
Values = Mapping[str, Any]


def suggest(
    recipe: Recipe, settings: Mapping[str, Hyperparameter], name: str, first: int | None
) -> dict[str, Any]:
    """Return the settings to change, valid for the recipe; empty if there is no clear remedy.

    Args:
        recipe: The recipe of the run.
        settings: ``recipe.hyperparameters()``.
        name: One of ``core.analysis.diagnoses.DIAGNOSES``.
        first: 1-based epoch in which the evidence begins; None if no curve shows it.
    """
    if recipe.dataset == "noise":
        return {}
    values = {key: setting.default for key, setting in settings.items()}
    for key, value in _REMEDIES[name](values, _usual(recipe.id) or values, first):
        if key in values and value != values[key] and _is_valid(settings[key], value):
            return {key: value}
    return {}


@lru_cache(maxsize=256)
def _usual(recipe_id: str) -> Values:
    """The values of the catalogue's recipe; empty if it is not in the catalogue."""
    return RECIPES[recipe_id].values() if recipe_id in RECIPES else {}


def _is_valid(setting: Hyperparameter, value: Any) -> bool:
    """Whether a value is within its bounds; no remedy changes a shape."""
    try:
        setting.validate(value)
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


def _wider(values: Values, usual: Values, first: int | None) -> Iterator[tuple[str, Any]]:
    """In the narrowest layer the catalogue's filters or units, else four times as many."""
    for name in sorted((name for name in values if re.fullmatch(WIDTHS, name)), key=values.get):
        yield name, max(usual.get(name, 0), 4 * values[name])


def _smaller_batches(values: Values, usual: Values, first: int | None) -> Iterator[tuple[str, Any]]:
    """The catalogue's batch size, or an eighth, for as many more steps."""
    size = values[BATCH]
    yield BATCH, usual[BATCH] if usual[BATCH] < size else max(1, size // 8)
    yield from _longer(values, usual, first)


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
    "too small": _wider,
    "few steps": _smaller_batches,
    "unstable": _lower_rate,
    "overfits": _less_by_heart,
    "still improving": _longer,
}
