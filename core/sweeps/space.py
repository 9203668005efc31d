"""What a sweep varies: for each setting, a list of values or a range on the setting's scale."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import RequestError
from core.hyperparameters import Choice, Float, Hyperparameter, Int, Number
from core.recipes import Recipe

# Settings that decide which samples a trial is trained, validated or tested on. Trials that differ
# in them cannot be compared by their validation results.
DATA = (
    *("data_seed", "test_split", "validation_split", "validation_data", "validation_samples"),
    *("train_samples", "split", "delay", "lookback"),
)
SEED = "seed"
"""Under this name a grid may vary the seed: it then tries every combination with every seed."""
_SEED = Int(name=SEED, default=0, low=0, high=10**6)
# Significant digits of the numbers drawn from a range: few enough to read.
DIGITS = 3
MAX_VALUES = 100
MOST_AROUND = 5


@dataclass(frozen=True)
class Values:
    """A list of distinct values of a setting."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Range:
    """All numbers from ``low`` to ``high``, uniform on ``scale``.

    Attributes:
        scale: ``linear`` or ``log``.
        whole: Whether only whole numbers are drawn.
    """

    low: float
    high: float
    scale: str
    whole: bool

    def rounded(self, value: float) -> float | int:
        """Round a number of the range to few digits, within its bounds."""
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
        """The number of combinations; None if a range of fractions makes it infinite."""
        counts = [_count(choices) for choices in self.choices.values()]
        return None if None in counts else math.prod(counts)

    @property
    def listed(self) -> bool:
        """Whether every setting has a list of values, as a grid needs."""
        return all(isinstance(choices, Values) for choices in self.choices.values())

    def grid(self) -> Iterator[dict[str, Any]]:
        """Every combination of values; the last setting changes fastest."""
        lists = [choices.values for choices in self.choices.values()]
        for combination in itertools.product(*lists):
            yield dict(zip(self.choices, combination, strict=True))

    def ends(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Every setting at its lowest (or first), and at its highest (or last)."""
        ends = {name: _ends(choices) for name, choices in self.choices.items()}
        return (
            {name: low for name, (low, _) in ends.items()},
            {name: high for name, (_, high) in ends.items()},
        )

    def as_list(self) -> list[dict[str, Any]]:
        """The space, JSON-ready; ``space_from_list`` reads it."""
        return [{"name": name} | vars(choices) for name, choices in self.choices.items()]


def space_from_list(items: list[Mapping[str, Any]]) -> Space:
    """Rebuild a space from ``as_list``."""
    choices: dict[str, Choices] = {}
    for item in items:
        rest = {name: value for name, value in item.items() if name != "name"}
        if "values" in rest:
            choices[item["name"]] = Values(tuple(rest["values"]))
        else:
            choices[item["name"]] = Range(**rest)
    return Space(choices)


def make_space(
    recipe: Recipe, values: Mapping[str, list[Any]], ranges: Mapping[str, tuple[Any, Any]]
) -> Space:
    """Build and check a space of some settings of a recipe.

    Args:
        recipe: The recipe.
        values: Setting → its values, which may be text.
        ranges: Setting → its lowest and highest number, which may be text.

    Raises:
        RequestError: A setting is unknown, cannot be varied, is named twice or has fewer than two
            values; or a value is out of bounds.
    """
    declared = recipe.hyperparameters()
    choices: dict[str, Choices] = {}
    for name, given in values.items():
        choices[name] = _values(_hyperparameter(recipe, declared, name), given)
    for name, (low, high) in ranges.items():
        hyperparameter = _hyperparameter(recipe, declared, name)
        if name in choices:
            raise RequestError("{name} has both values and a range; give one of them.", name=name)
        choices[name] = _range(hyperparameter, low, high)
    if not choices.keys() - {SEED}:
        raise RequestError(
            "A sweep must vary at least one setting of {recipe}; choose from: {names}.",
            recipe=recipe.id,
            names=", ".join(name for name in declared if name not in DATA),
        )
    return Space(choices)


def read_choices(hyperparameter: Hyperparameter, text: str) -> Choices:
    """Parse a list of values (``32, 64, 128``) or a range (``1e-4 .. 1e-2``).

    Raises:
        RequestError: The text is neither, or a value is out of bounds.
    """
    low, dots, high = text.partition("..")
    if dots:
        return _range(hyperparameter, low.strip(), high.strip())
    return _values(hyperparameter, [part.strip() for part in text.split(",") if part.strip()])


def values_around(hyperparameter: Hyperparameter, value: Any) -> tuple[Any, ...]:
    """Two to five values to try, ``value`` among them: on its scale, smaller and larger ones."""
    if isinstance(hyperparameter, Choice):
        others = [choice for choice in hyperparameter.choices if choice != value]
        return (value, *others[: MOST_AROUND - 1])
    if not isinstance(hyperparameter, Number):
        return (False, True)
    whole, low, high = isinstance(hyperparameter, Int), hyperparameter.low, hyperparameter.high
    if hyperparameter.scale == "log":
        others = [value * times for times in ((0.25, 0.5, 2, 4) if whole else (0.1, 0.3, 3, 10))]
    elif whole:
        step = max(1, round(value / 3))
        others = [value + step * steps for steps in (-2, -1, 1, 2)]
    else:
        step = float(f"{(high - low) / 5:.1g}")
        others = [low + step * steps for steps in range(MOST_AROUND - 1)]
    allowed = [other for other in others if low <= other <= high]
    return tuple(sorted({value, *(round(it) if whole else float(f"{it:.2g}") for it in allowed)}))


def _hyperparameter(
    recipe: Recipe, declared: Mapping[str, Hyperparameter], name: str
) -> Hyperparameter:
    if name in DATA:
        raise RequestError(
            "A sweep compares trials on the same validation samples, so {name} cannot be varied; "
            "set it to one value for all trials.",
            name=name,
        )
    if name == SEED:
        return _SEED
    if name not in declared:
        raise RequestError(
            "The recipe {recipe} has no setting {name!r}; it has: {names}.",
            recipe=recipe.id,
            name=name,
            names=", ".join(declared),
        )
    return declared[name]


def _values(hyperparameter: Hyperparameter, given: list[Any]) -> Values:
    values = tuple(dict.fromkeys(hyperparameter.validate(value) for value in given))
    if len(values) < 2:
        raise RequestError(
            "{name} needs at least two different values, such as a, b, c, or a range such as "
            "low..high; got {count}.",
            name=hyperparameter.name,
            count=len(values),
        )
    if len(values) > MAX_VALUES:
        raise RequestError(
            "{name} takes at most {most} values, got {count}; give a range low..high instead.",
            name=hyperparameter.name,
            most=MAX_VALUES,
            count=len(values),
        )
    return Values(values)


def _range(hyperparameter: Hyperparameter, low: Any, high: Any) -> Range:
    if not isinstance(hyperparameter, Number):
        raise RequestError(
            "{name} is not a number, so it cannot have a range; list the values to try: {rule}.",
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
    # a log scale cannot start at 0, as the range of a dropout rate may
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
