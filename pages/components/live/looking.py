"""What the page Data looks at: kept apart from the widgets that show it, and in the URL.

Streamlit forgets a widget that is not on the page; so each is given its value from here, and
writes it back when somebody turns it.
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
"""The page's own names in a URL; a setting of the same name is called ``…_setting`` there."""


@dataclass
class Place:
    """Where one looks in a dataset.

    Attributes:
        recipe: Id of the recipe whose preparation and validation split are shown.
        changes: What of the recipe's preprocessing is turned.
        split: ``train``, ``validation`` or ``test``.
        sample: 0-based number within the split.
        label: The class to which one keeps; None for all.
        features: 0-based numbers of the features a scatter shows; two or three.
        also: 0-based number of a measurement that a series shows beside its target; None for none.
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
    """What one session looks at, in every dataset.

    Attributes:
        notices: What was wrong with the URL that came: shown until one looks at something else.
        noticed_at: The view it led to.
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
        """The view as a URL's query; what is as usual is left out."""
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
    """What this session looks at; the URL is followed where it changed under us."""
    here = st.session_state.setdefault(STATE, Looking())
    fresh = "" if st.query_params else session.subject_for(PAGE)
    query = address.arrived(PAGE)
    if fresh:
        here.dataset = RECIPES[fresh].dataset
    if query is not None:
        here.notices.clear()
        _follow(here, query)
        here.noticed_at = here.url()
    elif here.noticed_at != here.url():
        here.notices.clear()
    return here


def write_url(here: Looking) -> None:
    """Name what is shown in the URL."""
    wanted = here.url()
    if not st.query_params and wanted == Looking().url():
        return  # the bare address says the same; Back must be able to leave it
    address.write(PAGE, wanted)


def recipes_of(name: str) -> list[Recipe]:
    """A dataset's recipes, those that stand for a family first."""
    entries = [entry for entry in RECIPES.values() if entry.dataset == name]
    return sorted(entries, key=lambda entry: not entry.represents)


def settings_of(entry: Recipe) -> dict[str, Hyperparameter]:
    """How a recipe's data can be prepared; each default is the recipe's own value."""
    hyperparameters = entry.hyperparameters()
    return {
        hyperparameter.name: hyperparameters[hyperparameter.name]
        for hyperparameter in entry.data.settings
    }


def move(here: Looking, numbers: np.ndarray, step: int) -> None:
    """Go ``step`` samples on among ``numbers`` (ascending), round and round."""
    at = int(np.searchsorted(numbers, here.place.sample))
    if step > 0 and (at == len(numbers) or numbers[at] != here.place.sample):
        step -= 1  # the sample is not among them: the next one is where it would stand
    here.place.sample = int(numbers[(at + step) % len(numbers)])


def move_anywhere(here: Looking, numbers: np.ndarray) -> None:
    """Go to any of ``numbers``."""
    here.place.sample = int(random.choice(numbers))


def _follow(here: Looking, query: Mapping[str, str]) -> None:
    """Look at what a URL names; what cannot be is noted, and the rest is looked at."""
    rest = dict(query)
    name, wanted = rest.pop("dataset", None), rest.pop("recipe", None)
    if wanted is not None and name is None:
        with _noting(here):
            name = recipe(wanted).dataset
    if name is not None:
        with _noting(here):
            here.dataset = dataset(name).name
    if here.dataset != name and name is not None:
        return
    place = here.places[here.dataset] = Place(recipes_of(here.dataset)[0].id)
    if wanted is not None:
        with _noting(here):
            entry = recipe(wanted)
            if entry.dataset != here.dataset:
                raise RequestError(
                    "The recipe {recipe} is for {right}, not for {dataset}.",
                    recipe=wanted,
                    right=entry.dataset,
                    dataset=here.dataset,
                )
            place.recipe = entry.id
    _follow_place(here, place, rest)


def _follow_place(here: Looking, place: Place, rest: dict[str, str]) -> None:
    split, sample = rest.pop("split", place.split), rest.pop("sample", "1")
    with _noting(here):
        place.split = _one_of("split", split, SPLITS)
    with _noting(here):
        place.sample = _number("sample", sample, 1, 10**9) - 1
    if "class" in rest:
        classes = DATASETS[here.dataset].classes
        with _noting(here):
            place.label = _number("class", rest.pop("class"), 0, (classes or 1) - 1)
    if "features" in rest:
        with _noting(here):
            place.features = _features(rest.pop("features"), here)
    if "also" in rest:
        with _noting(here):
            place.also = _number("also", rest.pop("also"), 1, _width(here)) - 1
    hyperparameters = {
        _in_url(name): hyperparameter for name, hyperparameter in settings_of(here.recipe).items()
    }
    for name, text in rest.items():
        with _noting(here):
            if name not in hyperparameters:
                raise RequestError(
                    "{dataset} has nothing called {name!r}; it has: {names}.",
                    dataset=here.dataset,
                    name=name,
                    names=", ".join([*hyperparameters, "recipe", *OWN]),
                )
            value = hyperparameters[name].parse(text)
            if value != hyperparameters[name].default:
                place.changes[hyperparameters[name].name] = value


@contextmanager
def _noting(here: Looking) -> Iterator[None]:
    """Note an error of ours as its sentence, and go on."""
    try:
        yield
    except RecipeLabError as error:
        here.notices.append(str(error))


def _one_of(name: str, text: str, right: tuple[str, ...]) -> str:
    if text in right:
        return text
    raise RequestError(
        "{name} must be one of {right}, got {value!r}.",
        name=name,
        right=", ".join(right),
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


def _features(text: str, here: Looking) -> tuple[int, ...]:
    most = _width(here)
    numbers = tuple(_number("features", part, 1, most) - 1 for part in text.split(","))
    if len(numbers) not in (2, 3):
        raise RequestError(
            "features must be two or three numbers with commas between, got {value!r}.",
            value=text,
        )
    return numbers


def _width(here: Looking) -> int:
    """Numbers of a row, or measurements of a series."""
    return DATASETS[here.dataset].shape(here.preprocessing)[-1]


def _in_url(name: str) -> str:
    return f"{name}_setting" if name in OWN else name


def split_name(split: str) -> str:
    """A split in words."""
    return {
        "train": gettext("training"),
        "validation": gettext("validation"),
        "test": gettext("test"),
    }[split]
