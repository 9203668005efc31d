"""A draft: a recipe of the catalogue while its settings are being edited.

Each value is within its bounds, but together they may be impossible for a while (a kernel longer
than its input). The draft then knows the problem, the setting to blame and the nearest value of it
that works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.errors import RequestError
from core.hyperparameters import Hyperparameter, Int
from core.recipes.recipe import Recipe

DEPTH = "depth"


@dataclass(frozen=True)
class Draft:
    """A recipe and the changes to its settings.

    Attributes:
        entry: The catalogue's recipe.
        changes: Setting → value, in the order they were changed; without the catalogue's values.

    Example:
        >>> draft = Draft(recipe("imdb/cnn")).with_value("maxlen", 2)
        >>> draft.recipe is None, draft.culprit
        (True, 'maxlen')
    """

    entry: Recipe
    changes: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def hyperparameters(self) -> dict[str, Hyperparameter]:
        """Every setting by name; the default is the recipe's own value at the draft's depth."""
        return hyperparameters(self.entry, self.changes.get(DEPTH))

    @cached_property
    def _outcome(self) -> tuple[Recipe | None, RequestError | None]:
        try:
            return self.entry.with_settings(self.changes), None
        except RequestError as error:
            return None, error

    @property
    def recipe(self) -> Recipe | None:
        """The recipe with the changes; None if they are impossible together."""
        return self._outcome[0]

    @property
    def problem(self) -> RequestError | None:
        """Why the changes are impossible together; None if they are not."""
        return self._outcome[1]

    @cached_property
    def culprit(self) -> str:
        """The setting to blame for ``problem``; "" without a problem.

        It is the last changed one whose reset solves the problem, else the last changed one.
        """
        if self.problem is None:
            return ""
        names = list(reversed(self.changes))
        solutions = (name for name in names if self.without(name).recipe is not None)
        return next(solutions, names[0] if names else "")

    def value(self, name: str) -> Any:
        return self.changes.get(name, self.hyperparameters[name].default)

    def without(self, name: str) -> Draft:
        """The draft with one setting reset to the catalogue's value."""
        return self.with_value(name, self.hyperparameters[name].default)

    def with_value(self, name: str, value: Any) -> Draft:
        """The draft with one more setting changed.

        ``depth`` adds or removes layers, and with them numbered names; changes to the layers that
        remain are kept.

        Raises:
            RequestError: There is no such setting, or the value is out of bounds.
        """
        if name not in self.hyperparameters:
            self.entry.with_settings({name: value})  # raises an error that lists the valid names
        value = self.hyperparameters[name].validate(value)
        if name == DEPTH:
            return self._with_depth(value)
        changes = {key: change for key, change in self.changes.items() if key != name}
        if value != self.hyperparameters[name].default:
            changes[name] = value
        return Draft(self.entry, changes)

    def nearest(self) -> Any:
        """The value of ``culprit``, nearest to its current one, that works; None if unknown.

        Whole numbers only; found by bisection between the current value and the default, assuming
        that all values from the default up to some limit work.
        """
        name = self.culprit
        hyperparameter = self.hyperparameters.get(name)
        if not isinstance(hyperparameter, Int) or self.without(name).recipe is None:
            return None
        good, bad = hyperparameter.default, self.value(name)
        while abs(good - bad) > 1:
            middle = (good + bad) // 2
            if self.with_value(name, middle).recipe is None:
                bad = middle
            else:
                good = middle
        return good

    def _with_depth(self, depth: int) -> Draft:
        model_changes = {
            name: value
            for name, value in self.changes.items()
            if self.hyperparameters[name].group == "architecture"
        }
        model = self.entry.architecture.with_values(model_changes).with_values({DEPTH: depth})
        original = hyperparameters(self.entry, depth)
        changes = {name: value for name, value in self.changes.items() if name not in model_changes}
        for name, hyperparameter in model.hyperparameters().items():
            if name != DEPTH and hyperparameter.default != original[name].default:
                changes[name] = hyperparameter.default
        if depth != original[DEPTH].default:
            changes[DEPTH] = depth
        return Draft(self.entry, changes)


def hyperparameters(entry: Recipe, depth: int | None = None) -> dict[str, Hyperparameter]:
    """The settings of a recipe whose block is repeated ``depth`` times.

    Shapes are not checked, so that an impossible depth can be changed back.
    """
    declared = entry.hyperparameters()
    if depth is None or DEPTH not in declared:
        return declared
    deep = entry.hyperparameters(entry.architecture.with_values({DEPTH: depth}))
    return deep | {DEPTH: declared[DEPTH]}


def draft_of(entry: Recipe, recipe: Recipe) -> Draft:
    """The draft that changes ``entry`` into ``recipe``, a recipe of the same id.

    Differences from an older version of the catalogue that no setting can express are left out;
    the draft's recipe then has another key.
    """
    block = recipe.architecture.block
    original = hyperparameters(entry, block.copies if block else None)
    values = recipe.values()
    changes = {
        name: values[name]
        for name, hyperparameter in original.items()
        if name in values and values[name] != hyperparameter.default
    }
    return Draft(entry, changes)


def read_draft(entry: Recipe, texts: Mapping[str, str]) -> tuple[Draft, list[RequestError]]:
    """The draft that text values (of a URL) describe, and an error for each one left out."""
    draft, problems = Draft(entry), []
    for name in sorted(texts, key=lambda name: name != DEPTH):  # depth decides which names exist
        try:
            draft = draft.with_value(name, texts[name])
        except RequestError as error:
            problems.append(error)
    return draft, problems


def texts(draft: Draft) -> dict[str, str]:
    """The changes as text, for ``read_draft``; ``depth`` comes first."""
    order = sorted(draft.changes, key=lambda name: name != DEPTH)
    return {name: _text(draft.changes[name]) for name in order}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
