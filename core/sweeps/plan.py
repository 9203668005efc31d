"""What a sweep is to be, before it begins: refused where its figures would mean nothing."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import RequestError
from core.recipes import RECIPES, Recipe
from core.recipes.samples import samples
from core.sweeps.space import Space
from core.sweeps.sweep import GRID, KINDS

MOST_TRIALS = 1_000
MOST_SEEDS = 20
MOST_FINALISTS = 2
USUAL_TRIALS = 20
USUAL_SEEDS = 3
HELD_OUT = 0.2


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A sweep that makes sense; see ``core.sweeps.sweep.Sweep`` for what each part is."""

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
        """How many runs it takes at most."""
        return self.trials + self.confirm * self.finalists


def make_plan(
    recipe: Recipe,
    space: Space,
    *,
    kind: str,
    trials: int = USUAL_TRIALS,
    seed: int = 0,
    prune: bool = True,
    confirm: int = USUAL_SEEDS,
    finalists: int = 1,
) -> Plan:
    """A plan, with as many trials as there are combinations where that is fewer.

    Raises:
        RequestError: A number is out of bounds, a grid has a range or too many combinations, or
            the recipe has no validation data of its own.
    """
    if kind not in KINDS:
        raise RequestError(
            "A sweep is one of {kinds}, got {kind!r}.", kinds=", ".join(KINDS), kind=kind
        )
    _within("trials", trials, 2, MOST_TRIALS)
    _within("confirm", confirm, 1, MOST_SEEDS)
    _within("finalists", finalists, 1, MOST_FINALISTS)
    _within("seed", seed, 0, 2**31 - 1 - 10 * MOST_SEEDS)
    _refuse_without_validation(recipe)
    size = space.size
    if kind == GRID and not space.listed:
        raise RequestError(
            "A grid takes the values of every setting one by one; give values instead of a range, "
            "or choose random or tpe."
        )
    if kind == GRID and size is not None and size > MOST_TRIALS:
        raise RequestError(
            "This grid has {size:,} combinations, more than {most:,}; give fewer values, or choose "
            "random or tpe with as many trials as you have time for.",
            size=size,
            most=MOST_TRIALS,
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
    """The recipe, validated on a part of its training data where it has no validation of its own.

    A published recipe that its flaw's correction gives some takes that; others a fifth.
    """
    changes: dict[str, object] = {}
    if recipe.fit.get("validation_data") == "test":
        changes["validation_data"] = "train"
    if not recipe.fit.get("validation_split") and "validation_split" in recipe.fit:
        known = RECIPES.get(recipe.id)
        corrections = [flaw.correction for flaw in known.flaws] if known else []
        shares = [found["validation_split"] for found in corrections if "validation_split" in found]
        changes["validation_split"] = next(iter(shares), HELD_OUT)
    return recipe.with_settings(changes)


def _refuse_without_validation(recipe: Recipe) -> None:
    if recipe.fit.get("validation_data") == "test":
        raise RequestError(
            "A sweep picks by validation data, and {recipe} is validated on the test set; set "
            "validation_data=train and validation_split=0.2.",
            recipe=recipe.id,
        )
    if not samples(recipe)[1]:
        raise RequestError(
            "A sweep picks by validation data, and {recipe} has none; set validation_split=0.2.",
            recipe=recipe.id,
        )


def _within(name: str, number: int, low: int, high: int) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
        raise RequestError(
            "{name} must be a whole number from {low:,} to {high:,}, got {number!r}.",
            name=name,
            low=low,
            high=high,
            number=number,
        )
