"""The plan of a sweep, checked before it starts: plans without meaningful results are refused."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from core.errors import RequestError
from core.recipes import RECIPES, Recipe
from core.recipes.samples import samples
from core.runs.store.validity import SWEEP_KINDS
from core.sweeps.space import SEED, Space
from core.sweeps.sweep import GRID, without_seed

MAX_TRIALS = 1_000
MAX_SEEDS = 20
MAX_FINALISTS = 2
DEFAULT_TRIALS = 20
DEFAULT_SEEDS = 3
HELD_OUT = 0.2


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A valid plan of a sweep; ``core.sweeps.sweep.Sweep`` describes the fields."""

    recipe: Recipe
    space: Space
    kind: str
    trials: int
    seed: int
    prune: bool
    confirm: int
    finalists: int

    @property
    def runs(self) -> int:
        """The largest number of runs it may take."""
        return self.trials + self.confirm * self.finalists

    @property
    def extremes(self) -> list[Recipe]:
        """The base recipe, and those at both ends of what varies as far as they are possible."""
        recipes = [self.recipe]
        for values in self.space.ends():
            with suppress(RequestError):
                recipes.append(self.recipe.with_settings(without_seed(values)))
        return recipes


def make_plan(
    recipe: Recipe,
    space: Space,
    *,
    kind: str,
    trials: int = DEFAULT_TRIALS,
    seed: int = 0,
    prune: bool = True,
    confirm: int = DEFAULT_SEEDS,
    finalists: int = 1,
) -> Plan:
    """Check a plan; its trials are limited to the number of combinations.

    Raises:
        RequestError: A number is out of bounds, a grid has a range or too many combinations, or
            the recipe has no validation data apart from its test set.
    """
    if kind not in SWEEP_KINDS:
        raise RequestError(
            "The kind of a sweep must be one of {kinds}, got {kind!r}.",
            kinds=", ".join(SWEEP_KINDS),
            kind=kind,
        )
    _require_between("trials", trials, 2, MAX_TRIALS)
    _require_between("confirm", confirm, 1, MAX_SEEDS)
    _require_between("finalists", finalists, 1, MAX_FINALISTS)
    _require_between("seed", seed, 0, 2**31 - 1 - 10 * MAX_SEEDS)
    _refuse_without_validation(recipe)
    size = space.size
    if kind == GRID and not space.listed:
        raise RequestError(
            "A grid needs a list of values for every setting; give values instead of a range, or "
            "choose random or tpe."
        )
    if kind == GRID and size is not None and size > MAX_TRIALS:
        raise RequestError(
            "This grid has {size:,} combinations, but at most {most:,} are allowed; give fewer "
            "values, or choose random or tpe with as many trials as you have time for.",
            size=size,
            most=MAX_TRIALS,
        )
    if kind != GRID and SEED in space.choices:
        raise RequestError(
            "Only a grid can vary the seed; choose grid, or give one seed for all trials."
        )
    if size is not None:
        trials = size if kind == GRID else min(trials, size)
    return Plan(
        recipe=recipe,
        space=space,
        kind=kind,
        trials=trials,
        seed=seed,
        prune=prune,
        confirm=confirm,
        finalists=finalists,
    )


def with_validation(recipe: Recipe) -> Recipe:
    """The recipe, with a part of its training data held out if it has no validation data.

    The share is the one in the correction of a published recipe's flaw, otherwise a fifth.
    """
    changes: dict[str, object] = {}
    if recipe.fit.get("validation_data") == "test":
        changes["validation_data"] = "train"
    if not recipe.fit.get("validation_split") and "validation_split" in recipe.fit:
        published = RECIPES.get(recipe.id)
        corrections = [flaw.correction for flaw in published.flaws] if published else []
        shares = [it["validation_split"] for it in corrections if "validation_split" in it]
        changes["validation_split"] = next(iter(shares), HELD_OUT)
    return recipe.with_settings(changes)


def _refuse_without_validation(recipe: Recipe) -> None:
    if recipe.fit.get("validation_data") == "test":
        raise RequestError(
            "A sweep compares trials on validation data, but {recipe} validates on the test set; "
            "set validation_data=train and validation_split=0.2.",
            recipe=recipe.id,
        )
    if not samples(recipe)[1]:
        raise RequestError(
            "A sweep compares trials on validation data, but {recipe} has none; set "
            "validation_split=0.2.",
            recipe=recipe.id,
        )


def _require_between(name: str, number: int, low: int, high: int) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
        raise RequestError(
            "{name} must be a whole number from {low:,} to {high:,}, got {number!r}.",
            name=name,
            low=low,
            high=high,
            number=number,
        )
