"""The catalogue: every recipe by id, and the one that represents each cell of the grid."""

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
    """The recipe with this id.

    Raises:
        RequestError: The id is unknown; the message names similar ones and where to find all.
    """
    try:
        return RECIPES[id]
    except KeyError:
        close = difflib.get_close_matches(id, RECIPES, n=4, cutoff=0.4) or list(RECIPES)[:4]
        raise RequestError(
            "There is no recipe {id!r}; similar ones: {names}. `python -m core recipes` and the "
            "Recipes page list all of them.",
            id=id,
            names=", ".join(close),
        ) from None


def representative(dataset: str, family: str) -> Recipe:
    """The recipe that represents a dataset and a family: a race runs it and a cell shows it.

    Raises:
        RequestError: The dataset or the family is unknown.
    """
    for entry in RECIPES.values():
        if entry.represents and entry.dataset == dataset and entry.family == family:
            return entry
    raise RequestError(
        "There is no recipe for dataset {dataset!r} and family {family!r}; datasets: {datasets}; "
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
