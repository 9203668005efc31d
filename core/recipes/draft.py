"""A draft: a recipe of the catalogue while its settings are being turned.

Each value keeps within its bounds, but together they may be impossible for a while (a kernel
longer than its input). A draft then says so, names the setting to blame and the nearest value of
it that would do.
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
    """A recipe and what is changed of it.

    Attributes:
        entry: The recipe as the catalogue has it.
        changes: Setting → value, in the order they were turned; none is the catalogue's own.
    """

    entry: Recipe
    changes: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def hyperparameters(self) -> dict[str, Hyperparameter]:
        """Every setting by name; the default is what the recipe has at this depth."""
        return hyperparameters(self.entry, self.changes.get(DEPTH))

    @cached_property
    def _outcome(self) -> tuple[Recipe | None, RequestError | None]:
        try:
            return self.entry.with_settings(self.changes), None
        except RequestError as error:
            return None, error

    @property
    def recipe(self) -> Recipe | None:
        """The recipe with its changes; None where they are impossible together."""
        return self._outcome[0]

    @property
    def problem(self) -> RequestError | None:
        """Why the changes are impossible together."""
        return self._outcome[1]

    @cached_property
    def culprit(self) -> str:
        """The setting to blame for ``problem``: the last turned that cures it when turned back."""
        if self.problem is None:
            return ""
        names = list(reversed(self.changes))
        cures = (name for name in names if self.without(name).recipe is not None)
        return next(cures, names[0] if names else "")

    def value(self, name: str) -> Any:
        return self.changes.get(name, self.hyperparameters[name].default)

    def without(self, name: str) -> Draft:
        """The draft with one setting as the catalogue has it."""
        return self.with_value(name, self.hyperparameters[name].default)

    def with_value(self, name: str, value: Any) -> Draft:
        """The draft with one more setting turned.

        ``depth`` adds or removes layers, and with them numbered names: what was turned of the
        layers that stay is kept.

        Raises:
            RequestError: There is no such setting, or the value is out of bounds.
        """
        if name not in self.hyperparameters:
            self.entry.with_settings({name: value})  # raises, with the names there are
        value = self.hyperparameters[name].validate(value)
        if name == DEPTH:
            return self._deepened(value)
        changes = {other: kept for other, kept in self.changes.items() if other != name}
        if value != self.hyperparameters[name].default:
            changes[name] = value
        return Draft(self.entry, changes)

    def nearest(self) -> Any:
        """The value of ``culprit`` nearest to the one it has that cures; None where none is known.

        Only whole numbers have near ones, and what cures is taken to lie on one side.
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

    def _deepened(self, depth: int) -> Draft:
        named = {
            name: value
            for name, value in self.changes.items()
            if _of_model(self.hyperparameters[name])
        }
        tuned = self.entry.architecture.with_values(named).with_values({DEPTH: depth})
        usual = hyperparameters(self.entry, depth)
        changes = {name: value for name, value in self.changes.items() if name not in named}
        for name, hyperparameter in tuned.hyperparameters().items():
            if name != DEPTH and hyperparameter.default != usual[name].default:
                changes[name] = hyperparameter.default
        if depth != usual[DEPTH].default:
            changes[DEPTH] = depth
        return Draft(self.entry, changes)


def hyperparameters(entry: Recipe, depth: int | None = None) -> dict[str, Hyperparameter]:
    """The settings a recipe has when its block stands ``depth`` times in a row; whatever their
    shapes, so that an impossible depth can be turned back."""
    found = entry.hyperparameters()
    if depth is None or DEPTH not in found:
        return found
    of_model = entry.architecture.with_values({DEPTH: depth}).hyperparameters()
    of_model[DEPTH] = found[DEPTH]
    before = {
        name: hyperparameter
        for name, hyperparameter in found.items()
        if hyperparameter.group == "preprocessing"
    }
    after = {
        name: hyperparameter
        for name, hyperparameter in found.items()
        if name not in before and not _of_model(hyperparameter)
    }
    return before | of_model | after


def _of_model(hyperparameter: Hyperparameter) -> bool:
    return hyperparameter.group == "architecture"


def draft_of(entry: Recipe, recipe: Recipe) -> Draft:
    """The draft that turns ``entry`` into ``recipe``, a recipe of the same id.

    What an older version of the catalogue had and this one cannot be turned into is left out:
    then the draft's recipe has another key.
    """
    block = recipe.architecture.block
    usual = hyperparameters(entry, block.copies if block else None)
    values = recipe.values()
    changes = {
        name: values[name]
        for name, hyperparameter in usual.items()
        if name in values and values[name] != hyperparameter.default
    }
    return Draft(entry, changes)


def read_draft(entry: Recipe, texts: Mapping[str, str]) -> tuple[Draft, list[RequestError]]:
    """The draft that text values name (a URL), and what is wrong with those that were left out."""
    draft, problems = Draft(entry), []
    for name in sorted(texts, key=lambda name: name != DEPTH):  # it decides which names there are
        try:
            draft = draft.with_value(name, texts[name])
        except RequestError as error:
            problems.append(error)
    return draft, problems


def texts(draft: Draft) -> dict[str, str]:
    """The changes as text, as ``read_draft`` reads them; ``depth`` first."""
    order = sorted(draft.changes, key=lambda name: name != DEPTH)
    return {name: _text(draft.changes[name]) for name in order}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
