"""What a sweep varies: for each setting some values, or a range on the setting's own scale."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import RequestError
from core.hyperparameters import Float, Hyperparameter, Int, Number
from core.recipes import Recipe

# They decide which samples a trial trains on, is validated on, or is asked to predict: trials that
# differ in them cannot be compared by their validation.
DATA = (
    *("data_seed", "test_split", "validation_split", "validation_data", "validation_samples"),
    *("train_samples", "split", "delay", "lookback"),
)
# What a range's numbers are rounded to: enough to tell them apart, few enough to read.
DIGITS = 3
MOST_VALUES = 100


@dataclass(frozen=True)
class Values:
    """Some values of a setting, each once."""

    values: tuple[Any, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"values": list(self.values)}


@dataclass(frozen=True)
class Range:
    """Every number from ``low`` to ``high``, evenly on ``scale``.

    Attributes:
        scale: ``linear`` or ``log``.
        whole: Whole numbers only.
    """

    low: float
    high: float
    scale: str
    whole: bool

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))

    def rounded(self, value: float) -> float | int:
        """A number of the range with few digits."""
        if self.whole:
            return int(value)
        return min(self.high, max(self.low, float(f"{value:.{DIGITS}g}")))


Choices = Values | Range


@dataclass(frozen=True)
class Space:
    """What is varied: setting → its choices, in the order given."""

    choices: Mapping[str, Choices]

    @property
    def size(self) -> int | None:
        """How many combinations there are; None where a range of fractions has any number."""
        counts = [_count(choices) for choices in self.choices.values()]
        return None if None in counts else math.prod(counts)

    @property
    def listed(self) -> bool:
        """Whether every setting has values: what a grid takes."""
        return all(isinstance(choices, Values) for choices in self.choices.values())

    def grid(self) -> Iterator[dict[str, Any]]:
        """Every combination of values, the last setting's changing fastest."""
        lists = [choices.values for choices in self.choices.values()]
        for combination in itertools.product(*lists):
            yield dict(zip(self.choices, combination, strict=True))

    def ends(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Every setting at its lowest (or first), and at its highest (or last)."""
        found = {name: _ends(choices) for name, choices in self.choices.items()}
        return (
            {name: low for name, (low, _) in found.items()},
            {name: high for name, (_, high) in found.items()},
        )

    def as_list(self) -> list[dict[str, Any]]:
        """Ready for JSON; ``space_from_list`` reads it."""
        return [{"name": name} | choices.as_dict() for name, choices in self.choices.items()]


def space_from_list(items: list[Mapping[str, Any]]) -> Space:
    """The space that ``as_list`` described."""
    found: dict[str, Choices] = {}
    for item in items:
        rest = {name: value for name, value in item.items() if name != "name"}
        if "values" in rest:
            found[item["name"]] = Values(tuple(rest["values"]))
        else:
            found[item["name"]] = Range(**rest)
    return Space(found)


def make_space(
    recipe: Recipe, values: Mapping[str, list[Any]], ranges: Mapping[str, tuple[Any, Any]]
) -> Space:
    """The space of some settings of a recipe.

    Args:
        values: Setting → its values, text or not.
        ranges: Setting → its lowest and highest number, text or not.

    Raises:
        RequestError: A setting is unknown, not to be varied, named twice or has nothing to vary;
            a value is out of bounds.
    """
    declared = recipe.hyperparameters()
    found: dict[str, Choices] = {}
    for name, given in values.items():
        found[name] = _values(_hyperparameter(recipe, declared, name), given)
    for name, (low, high) in ranges.items():
        hyperparameter = _hyperparameter(recipe, declared, name)
        if name in found:
            raise RequestError("{name} has values and a range; give one of them.", name=name)
        found[name] = _range(hyperparameter, low, high)
    if not found:
        raise RequestError(
            "A sweep varies at least one setting of {recipe}; it has: {names}.",
            recipe=recipe.id,
            names=", ".join(name for name in declared if name not in DATA),
        )
    return Space(found)


def read_choices(hyperparameter: Hyperparameter, text: str) -> Choices:
    """What somebody wrote: ``32, 64, 128`` or ``1e-4 .. 1e-2``.

    Raises:
        RequestError: It is neither, or out of bounds.
    """
    low, dots, high = text.partition("..")
    if dots:
        return _range(hyperparameter, low.strip(), high.strip())
    return _values(hyperparameter, [part.strip() for part in text.split(",") if part.strip()])


def _hyperparameter(
    recipe: Recipe, declared: Mapping[str, Hyperparameter], name: str
) -> Hyperparameter:
    if name in DATA:
        raise RequestError(
            "A sweep compares trials on the same validation samples, so {name} cannot be varied; "
            "set it to one value for all trials.",
            name=name,
        )
    if name not in declared:
        raise RequestError(
            "The recipe {recipe} has no setting {name!r}; it has: {names}.",
            recipe=recipe.id,
            name=name,
            names=", ".join(declared),
        )
    return declared[name]


def _values(hyperparameter: Hyperparameter, given: list[Any]) -> Values:
    found = tuple(dict.fromkeys(hyperparameter.validate(value) for value in given))
    if len(found) < 2:
        raise RequestError(
            "{name} needs at least two different values to be varied, such as a, b, c, or a range "
            "such as low..high; got {count}.",
            name=hyperparameter.name,
            count=len(found),
        )
    if len(found) > MOST_VALUES:
        raise RequestError(
            "{name} takes at most {most} values, got {count}; give a range low..high instead.",
            name=hyperparameter.name,
            most=MOST_VALUES,
            count=len(found),
        )
    return Values(found)


def _range(hyperparameter: Hyperparameter, low: Any, high: Any) -> Range:
    if not isinstance(hyperparameter, Number):
        raise RequestError(
            "{name} is no number, so it has no range; name the values to try: {rule}.",
            name=hyperparameter.name,
            rule=hyperparameter.rule(),
        )
    first, last = hyperparameter.validate(low), hyperparameter.validate(high)
    if not first < last:
        raise RequestError(
            "The range of {name} must go from a lower to a higher number, got {low} to {high}.",
            name=hyperparameter.name,
            low=first,
            high=last,
        )
    # a share such as a dropout rate may begin at 0, where no logarithm does
    scale = hyperparameter.scale if first > 0 else "linear"
    return Range(
        first,
        last,
        scale,
        isinstance(hyperparameter, Int) and not isinstance(hyperparameter, Float),
    )


def _count(choices: Choices) -> int | None:
    if isinstance(choices, Values):
        return len(choices.values)
    return int(choices.high - choices.low) + 1 if choices.whole else None


def _ends(choices: Choices) -> tuple[Any, Any]:
    if isinstance(choices, Range):
        return choices.low, choices.high
    if all(isinstance(value, int | float) for value in choices.values):
        return min(choices.values), max(choices.values)
    return choices.values[0], choices.values[-1]
