"""What will be trained next: a dataset, a recipe, changes to its settings, and seeds.

It is kept apart from the widgets that show it, because Streamlit forgets a widget that is not on
the page. Every widget reads its value from here and writes it back when it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from pages.components.frame.fields import set_field
from pages.components.live.place import recipes_of

SEED = Int(
    name="seed",
    default=0,
    low=0,
    high=2**31 - 1,
    label=mark("Seed"),
    help=mark(
        "Sets the initial weights, the order of the samples and dropout. On the same engine, the "
        "same seed gives the same run, to the last bit."
    ),
)
SEEDS = Int(
    name="seeds",
    default=1,
    low=1,
    high=20,
    label=mark("Number of seeds"),
    help=mark(
        "How many consecutive seeds to train: 3 seeds from 5 are 5, 6 and 7. Several seeds show "
        "how much of a result is luck."
    ),
)
# What is changed most, in order: stems of names, such as units of units_1, or several of which the
# first one counts. Where all are there, depth gives way.
FRONT = (
    ("kernel_size",),
    ("filters",),
    ("units",),
    ("depth",),
    ("learning_rate",),
    ("dropout_layer", "rate", "dropout"),
    ("epochs",),
    ("batch_size",),
)
MOST_IN_FRONT = 7
LAUNCH = {SEED.name: SEED, SEEDS.name: SEEDS}


@dataclass
class Form:
    """One session's form.

    Attributes:
        dataset: The selected dataset.
        recipes: Dataset → id of its selected recipe.
        drafts: Recipe id → the recipe with its changed settings: what counts. The widgets show it,
            and the URL is written from it.
        launches: Recipe id → seed and number of seeds.
        opened: Ids of the recipes of which a folded setting was changed; they stay open.
    """

    dataset: str
    recipes: dict[str, str]
    drafts: dict[str, Draft] = field(default_factory=dict)
    launches: dict[str, dict[str, int]] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    @property
    def recipe_id(self) -> str:
        return self.recipes[self.dataset]

    @property
    def draft(self) -> Draft:
        """The selected recipe with its changed settings."""
        return self.draft_of(self.recipe_id)

    def draft_of(self, recipe_id: str) -> Draft:
        """A recipe with its changed settings."""
        return self.drafts.get(recipe_id) or Draft(RECIPES[recipe_id])

    def launch(self, name: str) -> int:
        """Return the value of ``seed`` or ``seeds``."""
        return self.launches.get(self.recipe_id, {}).get(name, LAUNCH[name].default)

    @property
    def seeds(self) -> range:
        """The seeds that would be trained."""
        first = self.launch(SEED.name)
        return range(first, min(first + self.launch(SEEDS.name), int(SEED.high) + 1))

    def choose(self, entry: Recipe) -> None:
        """Select a recipe and its dataset."""
        self.dataset = entry.dataset
        self.recipes[entry.dataset] = entry.id

    def load(self, draft: Draft) -> None:
        """Select a draft's recipe and take over its changes."""
        self.choose(draft.entry)
        self.drafts[draft.entry.id] = draft


def front_names(names: Iterable[str]) -> list[str]:
    """Of a recipe's settings, those to show first, in order.

    Of a setting that several layers have, it is the first layer's.
    """
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(stem(name), name)
    front = [next((first[name] for name in stems if name in first), None) for stems in FRONT]
    front = [name for name in front if name is not None]
    if len(front) > MOST_IN_FRONT:
        front.remove("depth")
    return front


def stem(name: str) -> str:
    """A setting's name without the number of its layer: ``units`` of ``units_1``."""
    return name.rpartition("_")[0] if name[-1].isdigit() else name


def form() -> Form:
    """The session's form."""
    if session.FORM not in st.session_state:
        first = RECIPES[session.FIRST]
        recipes = {name: recipes_of(name)[0].id for name in DATASETS}
        st.session_state[session.FORM] = Form(first.dataset, recipes | {first.dataset: first.id})
    return st.session_state[session.FORM]


# Callbacks of the widgets.


def set_launch(recipe_id: str, name: str, value: int) -> None:
    """Set the ``seed`` or ``seeds`` of a recipe."""
    form().launches.setdefault(recipe_id, {})[name] = value


def set_value(recipe_id: str, name: str, value: Any) -> None:
    """Change one setting of a recipe."""
    current = form()
    draft = current.draft_of(recipe_id)
    if name not in draft.hyperparameters:  # a late click on a layer that no longer exists
        return
    if name not in front_names(draft.hyperparameters):
        current.opened.add(recipe_id)
    current.drafts[recipe_id] = draft.with_value(name, value)
    set_field(session.field_key(recipe_id, name), value)  # in place of a rejected one


def set_values(recipe_id: str, values: Mapping[str, Any]) -> None:
    """Change several settings at once, as the correction of a flaw does."""
    for name, value in values.items():
        set_value(recipe_id, name, value)


def reset(recipe_id: str) -> None:
    """Undo all changes to a recipe's settings."""
    form().drafts.pop(recipe_id, None)
    for name in RECIPES[recipe_id].hyperparameters():
        st.session_state.pop(session.field_key(recipe_id, name), None)


def open_settings(run: Run) -> None:
    """Load a run's recipe, settings and seed into the form, if the catalogue has the recipe.

    Settings that this version of the catalogue no longer has are dropped.
    """
    entry = RECIPES.get(run.recipe_id)
    if entry:
        form().load(draft_of(entry, recipe_from_dict(run.recipe)))
        set_launch(entry.id, SEED.name, run.seed)
