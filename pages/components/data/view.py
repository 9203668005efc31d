"""The view of the page Data, stored apart from its widgets and mirrored in the URL.

Streamlit forgets a widget that is not on the page, so each widget gets its value from here and
writes it back when somebody changes it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import streamlit as st

from core.analysis.data_view import SPLITS, DataView
from core.datasets import dataset
from core.errors import RequestError
from core.hyperparameters import Choice, Hyperparameter, Int
from core.i18n import gettext, mark
from core.recipes import RECIPES, Recipe, recipe
from pages.components.frame import address, session, wording
from pages.components.frame.address import Text
from pages.components.live.place import Place, name_in_url, recipes_of, settings_of

PAGE = "data"
STATE = "data view"
FIRST = "breast-cancer"
SPLIT_NAMES = {"train": mark("training"), "validation": mark("validation"), "test": mark("test")}


@dataclass
class View:
    """The view of one session, with a place in each dataset.

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
        return self.place.entry


def read_url() -> View:
    """This session's view, updated from the URL if that has changed."""
    current = st.session_state.setdefault(STATE, View())
    subject = "" if st.query_params else session.subject_for(PAGE)
    query = address.arrived(PAGE)
    if subject:
        current.dataset = RECIPES[subject].dataset
    if query is not None:
        current.notices = _follow(current, query)
        current.noticed_at = current.place.url()
    elif current.noticed_at != current.place.url():
        current.notices = []
    return current


def write_url(current: View) -> None:
    """Write the view to the URL."""
    address.write(PAGE, current.place.url(), bare=View().place.url())


def move(current: View, numbers: np.ndarray, step: int) -> None:
    """Move by ``step`` samples within ``numbers`` (ascending), wrapping around."""
    index = int(np.searchsorted(numbers, current.place.sample))
    if step > 0 and (index == len(numbers) or numbers[index] != current.place.sample):
        step -= 1  # the sample is not in ``numbers``: ``index`` is the next one already
    current.place.sample = int(numbers[(index + step) % len(numbers)])


def move_anywhere(current: View, numbers: np.ndarray) -> None:
    """Move to a random one of ``numbers``."""
    current.place.sample = int(random.choice(numbers))


def _follow(current: View, query: Mapping[str, str]) -> list[str]:
    """Show the view that a URL query describes; return sentences on invalid parts."""
    which = (Text(name="dataset", check=dataset), Text(name="recipe", check=recipe))
    given, rest, problems = address.read(which, query)
    entry = RECIPES.get(given.get("recipe", ""))
    if "dataset" in query and "dataset" not in given:
        return problems
    current.dataset = given.get("dataset") or (entry.dataset if entry else current.dataset)
    if entry and entry.dataset != current.dataset:
        problems.append(
            gettext(
                "The recipe {recipe} is for {right}, not for {dataset}.",
                recipe=entry.id,
                right=entry.dataset,
                dataset=current.dataset,
            )
        )
        entry = None
    place = Place((entry or recipes_of(current.dataset)[0]).id)
    current.places[current.dataset] = place
    parameters = _parameters(place)
    given, others, refused = address.read(parameters, rest)
    place.split, place.sample = given.get("split", "train"), given.get("sample", 1) - 1
    place.label = given.get("class")
    if "features" in given:
        place.features = _features(place.width, given["features"])
    if "also" in given:
        place.also = given["also"] - 1
    for name, setting in settings_of(place.entry).items():
        value = given.get(name_in_url(name), setting.default)
        if value != setting.default:
            place.changes[name] = value
    return problems + refused + address.unknown_names(others, (*which, *parameters))


def _parameters(place: Place) -> list[Hyperparameter]:
    """What the URL may say about a dataset: Data's own names, and the preprocessing settings."""
    classes = place.entry.data.classes or 1
    return [
        Choice(name="split", default="train", choices=SPLITS),
        Int(name="sample", default=1, low=1, high=10**9),
        Int(name="class", default=0, low=0, high=classes - 1),
        Text(name="features", check=partial(_features, place.width)),
        Int(name="also", default=1, low=1, high=place.width),
        *(
            replace(setting, name=name_in_url(name))
            for name, setting in settings_of(place.entry).items()
        ),
    ]


def _features(width: int, text: str) -> tuple[int, ...]:
    """The 0-based numbers of the features that a scatter shows."""
    number = Int(name="features", default=1, low=1, high=width)
    features = tuple(number.validate(part) - 1 for part in text.split(","))
    if len(features) not in (2, 3):
        raise RequestError(
            "features must be two or three numbers separated by commas, got {value!r}.",
            value=text,
        )
    return features


def split_name(split: str) -> str:
    """The name of a split on pages."""
    return gettext(SPLIT_NAMES[split])


def sample_words(text: str, current: View, view: DataView) -> str:
    """A sentence that says which sample is shown, escaped for Markdown.

    Args:
        text: With ``{number}``, ``{count}`` and ``{split}``, and ``{name}`` for its class.
    """
    place, samples = current.place, view.splits[current.place.split]
    name = view.class_name(int(samples.targets[place.sample])) if view.dataset.classes else ""
    words = gettext(
        text,
        number=place.sample + 1,
        count=len(samples),
        split=split_name(place.split),
        name=name,
    )
    return wording.escape_markdown(words)
