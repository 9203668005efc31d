"""The catalogue: every recipe by id, and which one stands for a cell of the grid."""

from __future__ import annotations

import difflib

from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.errors import RequestError
from core.recipes.ours import OURS
from core.recipes.published import PUBLISHED
from core.recipes.recipe import Recipe

RECIPES: dict[str, Recipe] = {entry.id: entry for entry in (*PUBLISHED, *OURS)}


def recipe(id: str) -> Recipe:
    """The recipe of that id.

    Raises:
        RequestError: There is none; the message names close ones and where to find all.
    """
    try:
        return RECIPES[id]
    except KeyError:
        close = difflib.get_close_matches(id, RECIPES, n=4, cutoff=0.4) or list(RECIPES)[:4]
        raise RequestError(
            "There is no recipe {id!r}; close to it: {names}. `python -m core recipes` and the "
            "page Recipes list all of them.",
            id=id,
            names=", ".join(close),
        ) from None


def representative(dataset: str, family: str) -> Recipe:
    """The recipe that stands for a dataset and a family: what a race runs and a cell shows."""
    for entry in RECIPES.values():
        if entry.represents and entry.dataset == dataset and entry.family == family:
            return entry
    raise RequestError(
        "There is no recipe for {dataset!r} and family {family!r}; datasets: {datasets}; "
        "families: {families}.",
        dataset=dataset,
        family=family,
        datasets=", ".join(DATASETS),
        families=", ".join(FAMILIES),
    )


def grid() -> dict[str, dict[str, list[Recipe]]]:
    """All recipes by task, then family."""
    cells: dict[str, dict[str, list[Recipe]]] = {}
    for entry in RECIPES.values():
        families = cells.setdefault(entry.task, {name: [] for name in FAMILIES})
        families[entry.family].append(entry)
    return cells
