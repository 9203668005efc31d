"""The view of the page Runs, stored apart from its widgets and mirrored in the URL.

Streamlit forgets a widget that is not on the page, so each widget gets its value from here and
writes it back when somebody changes it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from core.analysis.run_list import SORTS, RunQuery
from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.i18n import gettext
from core.recipes import RECIPES
from core.runs.index import RunRow
from core.runs.run import ORIGINS, STATUSES
from pages.components.frame import address, wording

PAGE = "runs"
STATE = "runs choice"
LISTS = ("datasets", "families", "recipes", "statuses", "tags", "origins")
# A click made before the browser has received a run's URL still comes with the list's URL.
STALE_SECONDS = 2.0


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
class Choice:
    """The view of one session.

    Attributes:
        run: The run whose own page is shown; "" for the list.
        opened: When it was opened from the list, by ``time.monotonic``.
        query: Which runs are listed, in which order.
        page: 1-based page of the list.
        selected: Ids of the selected runs, out of those on the page.
        everything: Whether all matching runs are selected, not only ``selected``.
        shown: Ids in the order the table last showed them.
        notices: Messages shown until the next action.
        confirm: Ids in the bin whose deletion is to be confirmed.
        doomed: Ids to delete permanently now.
        answered: Whether the question was answered, so that the dialog closes.
        compare: Ids with which to open Compare.
        data_page: The URL query with which to open Data.
    """

    run: str = ""
    opened: float = 0.0
    query: RunQuery = field(default_factory=RunQuery)
    page: int = 1
    selected: tuple[str, ...] = ()
    everything: bool = False
    shown: tuple[str, ...] = ()
    notices: list[Notice] = field(default_factory=list)
    confirm: tuple[str, ...] = ()
    doomed: tuple[str, ...] = ()
    answered: bool = False
    compare: tuple[str, ...] = ()
    data_page: dict[str, str] = field(default_factory=dict)

    def open(self, run_id: str) -> None:
        """Show a run's own page."""
        self.run, self.opened, self.notices = run_id, time.monotonic(), []

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
        url, usual = {}, RunQuery()
        for name in LISTS:
            if getattr(self.query, name):
                url[name] = ",".join(getattr(self.query, name))
        if self.query.text.strip():
            url["text"] = self.query.text.strip()
        if self.query.sort != usual.sort:
            url["sort"] = self.query.sort
        if self.query.reverse:
            url["reverse"] = "1"
        if self.query.binned:
            url["bin"] = "1"
        if self.page > 1:
            url["page"] = str(self.page)
        return url


def choice() -> Choice:
    """This session's view."""
    return st.session_state.setdefault(STATE, Choice())


def read_url(rows: Sequence[RunRow]) -> None:
    """Update the view from the URL if that has changed; its invalid parts become notices."""
    current = choice()
    query = address.arrived(PAGE)
    if query is None:
        if (
            current.run
            and not st.query_params
            and time.monotonic() > current.opened + STALE_SECONDS
        ):
            current.run = ""  # the bare URL is the list's: a click on Runs, or Back
        return
    current.notices, current.selected, current.everything = [], (), False
    problems = _follow(current, query, rows)
    current.notices = [Notice(text, "problem") for text in problems]


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
    }
    return {
        name: [*(value for value in getattr(query, name) if value not in values), *values]
        for name, values in options.items()
    }


def _follow(current: Choice, url: Mapping[str, str], rows: Sequence[RunRow]) -> list[str]:
    parameters, problems = dict(url), []
    current.run = _run(parameters.pop("run", ""), rows, problems)
    values: dict[str, Any] = {}
    known = offered(rows, RunQuery()) | {"datasets": list(DATASETS)}
    known["recipes"] = [*RECIPES, *known["recipes"]]
    for name in LISTS:
        parts = tuple(dict.fromkeys(part for part in parameters.pop(name, "").split(",") if part))
        allowed = set(known[name])
        values[name] = tuple(part for part in parts if part in allowed)
        if len(values[name]) < len(parts):
            problems.append(wording.unknown_in_link(name, sorted(set(parts) - allowed)))
    values["text"] = parameters.pop("text", "")
    values["sort"] = _one_of("sort", parameters.pop("sort", "created"), SORTS, problems)
    values["reverse"] = parameters.pop("reverse", "0") == "1"
    values["binned"] = parameters.pop("bin", "0") == "1"
    page = parameters.pop("page", "1")
    current.page = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    current.query = RunQuery(**values)
    for name in parameters:
        problems.append(
            gettext("This link sets {name!r}, which this page does not have.", name=name)
        )
    return problems


def _run(run_id: str, rows: Sequence[RunRow], problems: list[str]) -> str:
    if not run_id or any(row.id == run_id for row in rows):
        return run_id
    problems.append(
        gettext(
            "There is no run {run_id!r}: it never existed here, or has been permanently deleted. "
            "All other runs are listed below.",
            run_id=run_id,
        )
    )
    return ""


def _one_of(name: str, text: str, choices: Mapping[str, Any], problems: list[str]) -> str:
    if text in choices:
        return text
    problems.append(
        gettext(
            "{name} must be one of {right}, got {value!r}.",
            name=name,
            right=", ".join(choices),
            value=text,
        )
    )
    return next(iter(choices))
