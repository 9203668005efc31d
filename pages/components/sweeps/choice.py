"""The view of the page Sweeps, stored apart from its widgets and mirrored in the URL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.errors import RecipeLabError
from core.recipes import RECIPES, recipe
from core.recipes.draft import Draft, read_draft, texts
from pages.components.frame import address
from pages.components.frame.address import Text

PAGE = "sweeps"
STATE = "sweeps choice"
FIRST = "digits/mlp"
PARAMETERS = (Text(name="sweep"), Text(name="recipe", default=FIRST, check=recipe))


@dataclass
class SweepsView:
    """The view of one session.

    Attributes:
        sweep: The sweep that is shown; "" for the list and the form.
        recipe: The recipe in the form.
        fixed: Its settings that are changed for every trial, as text.
        notice: Why something was not done, or "".
    """

    sweep: str = ""
    recipe: str = FIRST
    fixed: dict[str, str] = field(default_factory=dict)
    notice: str = ""

    def open(self, sweep_id: str) -> None:
        """Show a sweep; the list and the form for ""."""
        self.sweep, self.notice = sweep_id, ""

    def url(self) -> dict[str, str]:
        if self.sweep:
            return {"sweep": self.sweep}
        if self.fixed:
            return {"recipe": self.recipe, **self.fixed}
        return address.query(PARAMETERS, {"recipe": self.recipe})

    def choose(self, recipe: str) -> None:
        """Choose another recipe, unchanged."""
        self.recipe, self.fixed = recipe, {}

    @property
    def draft(self) -> Draft:
        """The recipe with the fixed settings."""
        return read_draft(RECIPES[self.recipe], self.fixed)[0]


def choice() -> SweepsView:
    """This session's view."""
    return st.session_state.setdefault(STATE, SweepsView())


def read_url() -> None:
    """Update the view from the URL if that has changed."""
    query = address.arrived(PAGE)
    if query is None:
        return
    current = choice()
    given, settings, problems = address.read(PARAMETERS, query)
    current.open(given.get("sweep", ""))
    if not current.sweep and not problems:
        current.choose(given.get("recipe", current.recipe))
        draft, refused = read_draft(RECIPES[current.recipe], settings)
        current.fixed = texts(draft)
        problems = [str(error) for error in refused]
    current.notice = "  ".join(problems)


def write_url() -> None:
    """Write the view to the URL."""
    address.write(PAGE, choice().url())


def do(work: Callable[[], Any]) -> Any:
    """Call ``work``; show a ``RecipeLabError`` as a notice on the page."""
    choice().notice = ""
    try:
        return work()
    except RecipeLabError as error:
        choice().notice = str(error)
        return None
