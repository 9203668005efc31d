"""The view of the page Data, stored apart from its widgets and mirrored in the URL.

Streamlit forgets a widget that is not on the page, so each widget gets its value from here and
writes it back when somebody changes it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from core.analysis.data_view import SPLITS
from core.datasets import DATASETS, dataset
from core.errors import RecipeLabError, RequestError
from core.hyperparameters import Hyperparameter
from core.i18n import gettext
from core.recipes import RECIPES, Recipe, recipe
from pages.components.frame import address, session

PAGE = "data"
STATE = "data looking"
FIRST = "breast-cancer"
OWN = ("split", "sample", "class", "features", "also")
"""The page's own URL parameters; a setting of the same name appears as ``…_setting``."""


@dataclass
class Place:
    """A position within a dataset.

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


@dataclass
class Looking:
    """The view of one session, with a position in each dataset.

    Attributes:
        notices: Problems of the last URL, shown until the view changes.
        noticed_at: The view, as a URL query, to which the notices belong.
    """

    dataset: str = FIRST
    places: dict[str, Place] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    noticed_at: dict[str, str] | None = None

    @property
    def place(self) -> Place:
        if self.dataset not in self.places:
            self.places[self.dataset] = Place(recipes_of(self.dataset)[0].id)
        return self.places[self.dataset]

    @property
    def recipe(self) -> Recipe:
        return RECIPES[self.place.recipe]

    @property
    def preprocessing(self) -> dict[str, Any]:
        return {**self.recipe.preprocessing, **self.place.changes}

    def url(self) -> dict[str, str]:
        """The view as a URL query, leaving out defaults."""
        place, usual = self.place, Place(recipes_of(self.dataset)[0].id)
        url = {"dataset": self.dataset}
        if place.recipe != usual.recipe:
            url["recipe"] = place.recipe
        url |= {_in_url(name): f"{value}" for name, value in place.changes.items()}
        url |= {"split": place.split, "sample": str(place.sample + 1)}
        if place.label is not None:
            url["class"] = str(place.label)
        if DATASETS[self.dataset].task == "numeric-binary" and place.features != usual.features:
            url["features"] = ",".join(str(number + 1) for number in place.features)
        if place.also is not None:
            url["also"] = str(place.also + 1)
        return url


def looking() -> Looking:
    """This session's view, updated from the URL if that has changed."""
    current = st.session_state.setdefault(STATE, Looking())
    subject = "" if st.query_params else session.subject_for(PAGE)
    query = address.arrived(PAGE)
    if subject:
        current.dataset = RECIPES[subject].dataset
    if query is not None:
        current.notices.clear()
        _follow(current, query)
        current.noticed_at = current.url()
    elif current.noticed_at != current.url():
        current.notices.clear()
    return current


def write_url(current: Looking) -> None:
    """Write the view to the URL."""
    query = current.url()
    if not st.query_params and query == Looking().url():
        return  # the bare URL means the same view, and Back must be able to leave it
    address.write(PAGE, query)


def recipes_of(name: str) -> list[Recipe]:
    """A dataset's recipes, those that represent a family first."""
    entries = [entry for entry in RECIPES.values() if entry.dataset == name]
    return sorted(entries, key=lambda entry: not entry.represents)


def settings_of(entry: Recipe) -> dict[str, Hyperparameter]:
    """The recipe's preprocessing settings; each default is the recipe's own value."""
    hyperparameters = entry.hyperparameters()
    return {
        hyperparameter.name: hyperparameters[hyperparameter.name]
        for hyperparameter in entry.data.settings
    }


def move(current: Looking, numbers: np.ndarray, step: int) -> None:
    """Move by ``step`` samples within ``numbers`` (ascending), wrapping around."""
    index = int(np.searchsorted(numbers, current.place.sample))
    if step > 0 and (index == len(numbers) or numbers[index] != current.place.sample):
        step -= 1  # the sample is not in ``numbers``: ``index`` is the next one already
    current.place.sample = int(numbers[(index + step) % len(numbers)])


def move_anywhere(current: Looking, numbers: np.ndarray) -> None:
    """Move to a random one of ``numbers``."""
    current.place.sample = int(random.choice(numbers))


def _follow(current: Looking, query: Mapping[str, str]) -> None:
    """Show the view that a URL query describes; invalid parts are noted and skipped."""
    parameters = dict(query)
    name, wanted = parameters.pop("dataset", None), parameters.pop("recipe", None)
    if wanted is not None and name is None:
        with _collect_errors(current):
            name = recipe(wanted).dataset
    if name is not None:
        with _collect_errors(current):
            current.dataset = dataset(name).name
    if current.dataset != name and name is not None:
        return
    place = current.places[current.dataset] = Place(recipes_of(current.dataset)[0].id)
    if wanted is not None:
        with _collect_errors(current):
            entry = recipe(wanted)
            if entry.dataset != current.dataset:
                raise RequestError(
                    "The recipe {recipe} is for {right}, not for {dataset}.",
                    recipe=wanted,
                    right=entry.dataset,
                    dataset=current.dataset,
                )
            place.recipe = entry.id
    _follow_place(current, place, parameters)


def _follow_place(current: Looking, place: Place, parameters: dict[str, str]) -> None:
    split, sample = parameters.pop("split", place.split), parameters.pop("sample", "1")
    with _collect_errors(current):
        place.split = _one_of("split", split, SPLITS)
    with _collect_errors(current):
        place.sample = _number("sample", sample, 1, 10**9) - 1
    if "class" in parameters:
        classes = DATASETS[current.dataset].classes
        with _collect_errors(current):
            place.label = _number("class", parameters.pop("class"), 0, (classes or 1) - 1)
    if "features" in parameters:
        with _collect_errors(current):
            place.features = _features(parameters.pop("features"), current)
    if "also" in parameters:
        with _collect_errors(current):
            place.also = _number("also", parameters.pop("also"), 1, _width(current)) - 1
    hyperparameters = {
        _in_url(name): hyperparameter
        for name, hyperparameter in settings_of(current.recipe).items()
    }
    for name, text in parameters.items():
        with _collect_errors(current):
            if name not in hyperparameters:
                raise RequestError(
                    "{dataset} has no setting {name!r}; it has: {names}.",
                    dataset=current.dataset,
                    name=name,
                    names=", ".join([*hyperparameters, "recipe", *OWN]),
                )
            value = hyperparameters[name].validate(text)
            if value != hyperparameters[name].default:
                place.changes[hyperparameters[name].name] = value


@contextmanager
def _collect_errors(current: Looking) -> Iterator[None]:
    """Add the message of a ``RecipeLabError`` to the notices and continue."""
    try:
        yield
    except RecipeLabError as error:
        current.notices.append(str(error))


def _one_of(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text in choices:
        return text
    raise RequestError(
        "{name} must be one of {right}, got {value!r}.",
        name=name,
        right=", ".join(choices),
        value=text,
    )


def _number(name: str, text: str, low: int, high: int) -> int:
    if text.isascii() and text.isdigit() and low <= int(text[:12]) <= high:
        return int(text)
    raise RequestError(
        "{name} must be a whole number from {low:,} to {high:,}, got {value!r}.",
        name=name,
        low=low,
        high=high,
        value=text,
    )


def _features(text: str, current: Looking) -> tuple[int, ...]:
    most = _width(current)
    numbers = tuple(_number("features", part, 1, most) - 1 for part in text.split(","))
    if len(numbers) not in (2, 3):
        raise RequestError(
            "features must be two or three numbers separated by commas, got {value!r}.",
            value=text,
        )
    return numbers


def _width(current: Looking) -> int:
    """The number of features of a row, or of measurements of a series."""
    return DATASETS[current.dataset].shape(current.preprocessing)[-1]


def _in_url(name: str) -> str:
    return f"{name}_setting" if name in OWN else name


def split_name(split: str) -> str:
    """The name of a split on pages."""
    return {
        "train": gettext("training"),
        "validation": gettext("validation"),
        "test": gettext("test"),
    }[split]
