"""What the page Runs shows: kept apart from its widgets, and in the URL.

Streamlit forgets a widget that is not on the page; so each is given its value from here, and
writes it back when somebody turns it.
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
# A click made before the browser has heard of a run's address still brings the list's.
STALE_SECONDS = 2.0


@dataclass(frozen=True)
class Notice:
    """A sentence on what was just done, or why it was not.

    Attributes:
        text: The sentence.
        kind: ``done`` or ``problem``.
        binned: Runs it put into the bin, which can be taken out again.
    """

    text: str
    kind: str = "done"
    binned: tuple[str, ...] = ()


@dataclass
class Choice:
    """What one session looks at.

    Attributes:
        run: The run whose own page is shown; "" for the list.
        opened: When it was opened from the list, as ``time.monotonic`` counts.
        query: Which runs are listed, in which order.
        page: 1-based page of the list.
        selected: Ids that are ticked, of those on the page.
        everything: All that fit are meant, not only those ticked.
        shown: Ids as the table last showed them.
        notices: Shown until something else is done.
        confirm: Ids in the bin that are asked about before they go for ever.
        doomed: Ids that go for ever now.
        answered: What was asked has been answered, so that the dialog closes.
        compare: Ids that Compare is to be opened with.
        look: What Data is to be opened with.
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
    look: dict[str, str] = field(default_factory=dict)

    def open(self, run_id: str) -> None:
        """Show a run's own page."""
        self.run, self.opened, self.notices = run_id, time.monotonic(), []

    def turn(self, **changes: Any) -> None:
        """Ask for other runs, or another order of them."""
        self.query = replace(self.query, **changes)
        self.go(1)

    def go(self, page: int) -> None:
        """Show another page of the list."""
        self.page, self.selected, self.everything, self.notices = page, (), False, []

    def notify(self, text: str, *, kind: str = "done", binned: Sequence[str] = ()) -> None:
        """Tell one thing, in place of what was told before."""
        self.notices = [Notice(text, kind, tuple(binned))]

    def url(self) -> dict[str, str]:
        """The view as a URL's query; what is as usual is left out."""
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
    """What this session looks at."""
    return st.session_state.setdefault(STATE, Choice())


def read_url(rows: Sequence[RunRow]) -> None:
    """Follow the URL where it changed under us; what in it cannot be is said."""
    here = choice()
    query = address.arrived(PAGE)
    if query is None:
        if here.run and not st.query_params and time.monotonic() > here.opened + STALE_SECONDS:
            here.run = ""  # the bare address is the list's: a click on Runs, or Back
        return
    here.notices, here.selected, here.everything = [], (), False
    problems = _follow(here, query, rows)
    here.notices = [Notice(text, "problem") for text in problems]


def write_url() -> None:
    """Name what is shown in the URL."""
    address.write(PAGE, choice().url())


def offered(rows: Sequence[RunRow], query: RunQuery) -> dict[str, list[str]]:
    """What each filter can be set to: what some run has, and what is chosen already."""
    recipes = {row.recipe_id for row in rows}
    found = {
        "datasets": [name for name in DATASETS if name in {row.dataset for row in rows}],
        "families": list(FAMILIES),
        "recipes": [id for id in RECIPES if id in recipes] + sorted(recipes - RECIPES.keys()),
        "statuses": list(STATUSES),
        "tags": sorted({tag for row in rows for tag in row.tags}),
        "origins": list(ORIGINS),
    }
    return {
        name: [*(value for value in getattr(query, name) if value not in values), *values]
        for name, values in found.items()
    }


def _follow(here: Choice, url: Mapping[str, str], rows: Sequence[RunRow]) -> list[str]:
    rest, problems = dict(url), []
    here.run = _run(rest.pop("run", ""), rows, problems)
    values: dict[str, Any] = {}
    known = offered(rows, RunQuery()) | {"datasets": list(DATASETS)}
    known["recipes"] = [*RECIPES, *known["recipes"]]
    for name in LISTS:
        parts = tuple(dict.fromkeys(part for part in rest.pop(name, "").split(",") if part))
        there = set(known[name])
        values[name] = tuple(part for part in parts if part in there)
        if len(values[name]) < len(parts):
            problems.append(wording.unknown_in_link(name, sorted(set(parts) - there)))
    values["text"] = rest.pop("text", "")
    values["sort"] = _one_of("sort", rest.pop("sort", "created"), SORTS, problems)
    values["reverse"] = rest.pop("reverse", "0") == "1"
    values["binned"] = rest.pop("bin", "0") == "1"
    page = rest.pop("page", "1")
    here.page = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    here.query = RunQuery(**values)
    for name in rest:
        problems.append(
            gettext("This link names {name!r}, which this page does not have.", name=name)
        )
    return problems


def _run(run_id: str, rows: Sequence[RunRow], problems: list[str]) -> str:
    if not run_id or any(row.id == run_id for row in rows):
        return run_id
    problems.append(
        gettext(
            "There is no run {run_id!r} (any more): it was never here, or the bin it was in has "
            "been emptied. All the others are listed below.",
            run_id=run_id,
        )
    )
    return ""


def _one_of(name: str, text: str, right: Mapping[str, Any], problems: list[str]) -> str:
    if text in right:
        return text
    problems.append(
        gettext(
            "{name} must be one of {right}, got {value!r}.",
            name=name,
            right=", ".join(right),
            value=text,
        )
    )
    return next(iter(right))
