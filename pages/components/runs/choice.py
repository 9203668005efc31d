"""The view of the page Runs, stored apart from its widgets and mirrored in the URL.

Streamlit forgets a widget that is not on the page, so each widget gets its value from here and
writes it back when somebody changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from core.analysis.diagnoses import DIAGNOSES
from core.analysis.run_list import GROUPINGS, SORTS, RunQuery
from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.errors import RequestError
from core.hyperparameters import Boolean, Choice, Int
from core.recipes import RECIPES
from core.runs.index import RunRow
from core.runs.run import ORIGINS, STATUSES
from pages.components.frame import address
from pages.components.frame.address import Several, Text
from pages.components.live.manager import run_index

PAGE = "runs"
STATE = "runs choice"


def _check_run(run_id: str) -> None:
    if all(row.id != run_id for row in run_index().rows()):
        raise RequestError(
            "There is no run {run_id!r}: it never existed here, or has been permanently deleted. "
            "All other runs are listed below.",
            run_id=run_id,
        )


PARAMETERS = (
    Text(name="run", check=_check_run),
    Several(name="datasets", allowed=lambda: DATASETS),
    Several(name="families", allowed=lambda: FAMILIES),
    Several(
        name="recipes",
        allowed=lambda: {*RECIPES, *(row.recipe_id for row in run_index().rows())},
    ),
    Several(name="statuses", allowed=lambda: STATUSES),
    Several(name="tags", allowed=lambda: {tag for row in run_index().rows() for tag in row.tags}),
    Several(name="origins", allowed=lambda: ORIGINS),
    Several(name="diagnoses", allowed=lambda: DIAGNOSES),
    Text(name="text"),
    Boolean(name="mine", default=False),
    Choice(name="sort", default="created", choices=tuple(SORTS)),
    Boolean(name="reverse", default=False),
    Choice(name="group", default="none", choices=tuple(GROUPINGS)),
    Boolean(name="bin", default=False),
    Int(name="page", default=1, low=1, high=10**6),
)


@dataclass(frozen=True)
class Notice:
    """A message on what was just done, or why it was not.

    Attributes:
        text: The message.
        kind: ``done`` or ``problem``.
        binned: Runs that were moved to the bin and can be restored.
    """

    text: str
    kind: str = "done"
    binned: tuple[str, ...] = ()


@dataclass
class RunsView:
    """The view of one session.

    Attributes:
        run: The run whose own page is shown; "" for the list.
        query: Which runs are listed, in which order.
        page: 1-based page of the list.
        selected: Ids of the selected runs, out of those on the page.
        everything: Whether all matching runs are selected, not only ``selected``.
        shown: Ids in the order the table last showed them; "" for the heading of a group.
        notices: Messages shown until the next action.
        confirm: Ids in the bin whose deletion is to be confirmed.
        doomed: Ids to delete permanently now.
        answered: Whether the question was answered, so that the dialog closes.
    """

    run: str = ""
    query: RunQuery = field(default_factory=RunQuery)
    page: int = 1
    selected: tuple[str, ...] = ()
    everything: bool = False
    shown: tuple[str, ...] = ()
    notices: list[Notice] = field(default_factory=list)
    confirm: tuple[str, ...] = ()
    doomed: tuple[str, ...] = ()
    answered: bool = False

    def open(self, run_id: str) -> None:
        """Show a run's own page; the list for ""."""
        self.run, self.notices = run_id, []

    def set_query(self, **changes: Any) -> None:
        """Change which runs are listed, or their order."""
        self.query = replace(self.query, **changes)
        self.show_page(1)

    def show_page(self, page: int) -> None:
        """Show another page of the list."""
        self.page, self.selected, self.everything, self.notices = page, (), False, []

    def notify(self, text: str, *, kind: str = "done", binned: Sequence[str] = ()) -> None:
        """Replace all notices by one."""
        self.notices = [Notice(text, kind, tuple(binned))]

    def url(self) -> dict[str, str]:
        """The view as a URL query, leaving out defaults."""
        if self.run:
            return {"run": self.run}
        query = self.query
        values = {**vars(query), "text": query.text.strip(), "bin": query.binned, "page": self.page}
        return address.query(PARAMETERS, values)


def choice() -> RunsView:
    """This session's view."""
    return st.session_state.setdefault(STATE, RunsView())


def read_url() -> None:
    """Update the view from the URL if that has changed; its invalid parts become notices."""
    current = choice()
    query = address.arrived(PAGE)
    if query is None:
        if current.run and not st.query_params and address.page_changed():
            current.run = ""  # a click on Runs, not on a run
        return
    given, others, problems = address.read(PARAMETERS, query)
    problems += address.unknown_names(others, PARAMETERS)
    current.run, current.page = given.pop("run", ""), given.pop("page", 1)
    current.query = RunQuery(binned=given.pop("bin", False), **given)
    current.notices = [Notice(text, "problem") for text in problems]
    current.selected, current.everything = (), False


def write_url() -> None:
    """Write the view to the URL."""
    address.write(PAGE, choice().url())


def offered(rows: Sequence[RunRow], query: RunQuery) -> dict[str, list[str]]:
    """The options of each filter: values that some run has, and those already chosen."""
    recipes = {row.recipe_id for row in rows}
    options = {
        "datasets": [name for name in DATASETS if name in {row.dataset for row in rows}],
        "families": list(FAMILIES),
        "recipes": [id for id in RECIPES if id in recipes] + sorted(recipes - RECIPES.keys()),
        "statuses": list(STATUSES),
        "tags": sorted({tag for row in rows for tag in row.tags}),
        "origins": list(ORIGINS),
        "diagnoses": list(DIAGNOSES),
    }
    return {
        name: [*(value for value in getattr(query, name) if value not in values), *values]
        for name, values in options.items()
    }
