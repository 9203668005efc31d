"""A place in a dataset: which sample is shown, and as which recipe prepares it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.hyperparameters import Hyperparameter
from core.recipes import RECIPES, Recipe

# The page Data's own URL parameters; a setting of the same name appears as ``…_setting``.
RESERVED = ("split", "sample", "class", "features", "also")


@dataclass
class Place:
    """A place in a dataset.

    Attributes:
        recipe: Id of the recipe whose preparation and validation split are shown.
        changes: Preprocessing settings that differ from the recipe's.
        split: ``train``, ``validation`` or ``test``.
        sample: 0-based number within the split.
        label: The only class to show; None for all.
        features: 0-based numbers of the features a scatter shows; two or three.
        also: 0-based number of a second measurement to show under a series' target; None for none.
    """

    recipe: str
    changes: dict[str, Any] = field(default_factory=dict)
    split: str = "train"
    sample: int = 0
    label: int | None = None
    features: tuple[int, ...] = (0, 1)
    also: int | None = None

    @property
    def entry(self) -> Recipe:
        """The recipe, unchanged, from the catalogue."""
        return RECIPES[self.recipe]

    @property
    def dataset(self) -> str:
        return self.entry.dataset

    @property
    def preprocessing(self) -> dict[str, Any]:
        return {**self.entry.preprocessing, **self.changes}

    @property
    def width(self) -> int:
        """The number of features of a row, or of measurements of a series."""
        return self.entry.data.shape(self.preprocessing)[-1]

    def url(self) -> dict[str, str]:
        """The URL query with which the page Data shows it, leaving out most defaults."""
        recipe = self.recipe if self.recipe != recipes_of(self.dataset)[0].id else None
        features = None
        if self.entry.task == "numeric-binary" and self.features != (0, 1):
            features = ",".join(str(number + 1) for number in self.features)
        values = {
            "dataset": self.dataset,
            "recipe": recipe,
            **{name_in_url(name): value for name, value in self.changes.items()},
            "split": self.split,
            "sample": self.sample + 1,
            "class": self.label,
            "features": features,
            "also": None if self.also is None else self.also + 1,
        }
        return {name: str(value) for name, value in values.items() if value is not None}


def recipes_of(name: str) -> list[Recipe]:
    """A dataset's recipes, those that represent a family first."""
    entries = [entry for entry in RECIPES.values() if entry.dataset == name]
    return sorted(entries, key=lambda entry: not entry.represents)


def settings_of(entry: Recipe) -> dict[str, Hyperparameter]:
    """The recipe's preprocessing settings; each default is the recipe's own value."""
    hyperparameters = entry.hyperparameters()
    return {setting.name: hyperparameters[setting.name] for setting in entry.data.settings}


def name_in_url(setting: str) -> str:
    """The name of a preprocessing setting in the URL of the page Data."""
    return f"{setting}_setting" if setting in RESERVED else setting
