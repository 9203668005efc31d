"""Recipes, and the catalogue that lists them."""

from core.recipes.catalogue import RECIPES, grid, recipe, representative
from core.recipes.naming import recipe_title, short_name
from core.recipes.recipe import Recipe, recipe_from_dict

__all__ = [
    "RECIPES",
    "Recipe",
    "grid",
    "recipe",
    "recipe_from_dict",
    "recipe_title",
    "representative",
    "short_name",
]
