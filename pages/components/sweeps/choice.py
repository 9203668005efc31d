"""What the page Sweeps shows: kept apart from its widgets, and in the URL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext
from core.recipes import RECIPES
from core.sweeps.curves import CurveReader
from core.sweeps.desk import SweepDesk
from core.sweeps.report import Report, report
from core.sweeps.store import SweepStore
from pages.components import address
from pages.components.manager import run_manager
from pages.components.person import person

PAGE = "sweeps"
STATE = "sweeps choice"
FIRST = "digits/mlp"


@dataclass
class Choice:
    """What one session looks at.

    Attributes:
        sweep: The sweep that is shown; "" for the list and the form.
        recipe: What the form is about.
        notice: Why something was not done, or "".
        run: A run that is to be opened on the page Runs.
        shown: Run ids as the table of trials last showed them.
        confirming: Run ids as the table of fresh seeds did.
    """

    sweep: str = ""
    recipe: str = FIRST
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
        return {"recipe": self.recipe} if self.recipe != FIRST else {}


def choice() -> Choice:
    """What this session looks at."""
    if STATE not in st.session_state:
        st.session_state[STATE] = Choice()
    return st.session_state[STATE]


def read_url() -> None:
    """Take a view from the URL where it is news."""
    query = address.arrived(PAGE)
    if query is None:
        return
    here = choice()
    here.open(query.get("sweep", ""))
    wanted = query.get("recipe", here.recipe)
    if wanted in RECIPES:
        here.recipe = wanted
    else:
        here.notice = gettext("There is no recipe {recipe!r}.", recipe=wanted)


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
