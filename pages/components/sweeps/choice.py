"""What the page Sweeps shows: kept apart from its widgets, and in the URL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext
from core.recipes import RECIPES
from core.recipes.draft import Draft, read_draft, texts
from core.sweeps.curves import CurveReader
from core.sweeps.desk import SweepDesk
from core.sweeps.report import Report, report
from core.sweeps.store import SweepStore
from pages.components.frame import address
from pages.components.live.manager import run_manager
from pages.components.live.person import person

PAGE = "sweeps"
STATE = "sweeps choice"
FIRST = "digits/mlp"


@dataclass
class Choice:
    """What one session looks at.

    Attributes:
        sweep: The sweep that is shown; "" for the list and the form.
        recipe: What the form is about.
        held: Settings of it that are turned for every trial, as text.
        notice: Why something was not done, or "".
        run: A run that is to be opened on the page Runs.
        shown: Run ids as the table of trials last showed them.
        confirming: Run ids as the table of fresh seeds did.
    """

    sweep: str = ""
    recipe: str = FIRST
    held: dict[str, str] = field(default_factory=dict)
    notice: str = ""
    run: str = ""
    shown: tuple[str, ...] = ()
    confirming: tuple[str, ...] = ()

    def open(self, sweep_id: str) -> None:
        """Show a sweep; none with ""."""
        self.sweep, self.notice = sweep_id, ""

    def url(self) -> dict[str, str]:
        if self.sweep:
            return {"sweep": self.sweep}
        if self.held:
            return {"recipe": self.recipe, **self.held}
        return {"recipe": self.recipe} if self.recipe != FIRST else {}

    def choose(self, recipe: str) -> None:
        """Ask for another recipe, as the catalogue has it."""
        self.recipe, self.held = recipe, {}

    @property
    def draft(self) -> Draft:
        """The recipe with what is held."""
        return read_draft(RECIPES[self.recipe], self.held)[0]


def choice() -> Choice:
    """What this session looks at."""
    if STATE not in st.session_state:
        st.session_state[STATE] = Choice()
    return st.session_state[STATE]


def read_url() -> None:
    """Take a view from the URL where it is news."""
    found = address.arrived(PAGE)
    if found is None:
        return
    query = dict(found)
    here = choice()
    here.open(query.get("sweep", ""))
    wanted = query.pop("recipe", here.recipe)
    if wanted not in RECIPES:
        here.notice = gettext("There is no recipe {recipe!r}.", recipe=wanted)
    elif not here.sweep:
        here.choose(wanted)
        draft, problems = read_draft(RECIPES[wanted], query)
        here.held = texts(draft)
        here.notice = "  ".join(str(problem) for problem in problems)


def write_url() -> None:
    """Put the view into the URL."""
    address.write(PAGE, choice().url())


@st.cache_resource(show_spinner=False)
def _reader() -> tuple[SweepStore, CurveReader]:
    """One reader for all sessions: of a curve only new epochs are read."""
    rows = SweepStore(run_manager().store)
    return rows, CurveReader(rows)


def sweeps() -> SweepStore:
    """The sweeps of the store."""
    return _reader()[0]


def read(sweep_id: str) -> Report:
    """A sweep as it is now.

    Raises:
        RequestError: There is no such sweep.
    """
    return report(*_reader(), sweep_id)


def desk() -> SweepDesk:
    """What this session may do with sweeps."""
    return SweepDesk(sweeps(), person())


def do(work: Callable[[], Any]) -> Any:
    """Do something that somebody asked for; why it was not done stands on the page."""
    choice().notice = ""
    try:
        return work()
    except RecipeLabError as error:
        choice().notice = str(error)
        return None
