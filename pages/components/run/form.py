"""What is about to be launched: a dataset, its recipe, what is turned of it, and seeds.

It is kept apart from the widgets that show it: Streamlit forgets a widget that is not on the page.
Every widget is given its value from here, and writes it back when somebody turns it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.datasets import DATASETS
from core.hyperparameters import Int
from core.i18n import mark
from core.recipes import RECIPES, Recipe, recipe_from_dict
from core.recipes.draft import Draft, draft_of
from core.runs.run import Run
from pages.components.frame import session
from pages.components.frame.fields import refusal

SEED = Int(
    name="seed",
    default=0,
    low=0,
    high=2**31 - 1,
    label=mark("Seed"),
    help=mark(
        "Decides the initial weights, the order of the samples and dropout: the same seed gives "
        "the same run, to the last bit."
    ),
)
SEEDS = Int(
    name="seeds",
    default=1,
    low=1,
    high=20,
    label=mark("Number of seeds"),
    help=mark(
        "How many seeds to run, one after the other number: 3 from seed 5 on are the seeds 5, 6 "
        "and 7. Several say how much of a result is luck."
    ),
)
LAUNCH = {SEED.name: SEED, SEEDS.name: SEEDS}


@dataclass
class Form:
    """One session's form.

    Attributes:
        dataset: The chosen dataset.
        recipes: Dataset → the recipe chosen of it.
        changes: Recipe → what is turned of it, in the order it was.
        launches: Recipe → seed and number of seeds.
        opened: Groups of settings that have been turned in: they stay open.
    """

    dataset: str
    recipes: dict[str, str]
    changes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    launches: dict[str, dict[str, int]] = field(default_factory=dict)
    opened: set[tuple[str, str]] = field(default_factory=set)

    @property
    def recipe_id(self) -> str:
        return self.recipes[self.dataset]

    @property
    def entry(self) -> Recipe:
        """The chosen recipe as the catalogue has it."""
        return RECIPES[self.recipe_id]

    @property
    def draft(self) -> Draft:
        """The chosen recipe with what is turned of it."""
        return Draft(self.entry, self.changes.get(self.recipe_id, {}))

    def launch(self, name: str) -> int:
        """``seed`` or ``seeds``."""
        return self.launches.get(self.recipe_id, {}).get(name, LAUNCH[name].default)

    @property
    def seeds(self) -> range:
        """The seeds a launch would run."""
        first = self.launch(SEED.name)
        return range(first, min(first + self.launch(SEEDS.name), int(SEED.high) + 1))

    def choose(self, entry: Recipe) -> None:
        self.dataset = entry.dataset
        self.recipes[entry.dataset] = entry.id

    def take(self, draft: Draft) -> None:
        """Choose a draft's recipe, with its changes."""
        self.choose(draft.entry)
        self.changes[draft.entry.id] = draft.changes

    def set_launch(self, **values: int) -> None:
        known = self.launches.setdefault(self.recipe_id, {})
        known.update(values)


def form() -> Form:
    """The session's form."""
    if session.FORM not in st.session_state:
        first = RECIPES[session.FIRST]
        recipes = {name: first_recipe(name).id for name in DATASETS}
        st.session_state[session.FORM] = Form(first.dataset, recipes | {first.dataset: first.id})
    return st.session_state[session.FORM]


def first_recipe(dataset: str) -> Recipe:
    """The first recipe of a dataset that stands for its family."""
    entries = [entry for entry in RECIPES.values() if entry.dataset == dataset]
    return next((entry for entry in entries if entry.represents), entries[0])


def set_field(key: str, value: Any) -> None:
    """Give a widget its value, where it has another; one that is being typed in is left alone."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


# what widgets call


def change_field(recipe_id: str, name: str) -> None:
    """Somebody turned a setting's widget; a value that is refused stands in the widget only."""
    value = st.session_state[session.field_key(recipe_id, name)]
    hyperparameter = LAUNCH.get(name) or form().draft.hyperparameters.get(name)
    if hyperparameter is None or value is None or refusal(hyperparameter, value):
        return
    if name in LAUNCH:
        form().set_launch(**{name: hyperparameter.validate(value)})
    else:
        set_value(recipe_id, name, value)


def set_value(recipe_id: str, name: str, value: Any) -> None:
    now = form()
    draft = Draft(RECIPES[recipe_id], now.changes.get(recipe_id, {}))
    if name not in draft.hyperparameters:  # a late click on a layer that is gone
        return
    now.opened.add((recipe_id, draft.hyperparameters[name].group))
    now.changes[recipe_id] = draft.with_value(name, value).changes
    set_field(session.field_key(recipe_id, name), value)


def set_values(recipe_id: str, values: Mapping[str, Any]) -> None:
    """Turn several settings at once, as a flaw's correction does."""
    for name, value in values.items():
        set_value(recipe_id, name, value)


def reset(recipe_id: str) -> None:
    """Back to the recipe."""
    form().changes[recipe_id] = {}
    for name in RECIPES[recipe_id].hyperparameters():
        st.session_state.pop(session.field_key(recipe_id, name), None)


def open_settings(run: Run) -> bool:
    """Turn the form to what a run was made with; False where the catalogue has no such recipe.

    The settings that are left are those this version of the catalogue still has.
    """
    entry = RECIPES.get(run.recipe_id)
    if entry is None:
        return False
    now = form()
    now.take(draft_of(entry, recipe_from_dict(run.recipe)))
    now.set_launch(seed=run.seed)
    return True
