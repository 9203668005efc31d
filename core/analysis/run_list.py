"""The list of runs: filtered, sorted, and divided into pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.analysis.diagnoses import Diagnosis
from core.analysis.groups import Spread, by_recipe, completed, spread
from core.analysis.selection import RunFilter
from core.architectures import FAMILIES
from core.runs.index import RunRow
from core.runs.run import STATUSES

PAGE_SIZE = 200


@dataclass(frozen=True, kw_only=True)
class RunQuery(RunFilter):
    """Which runs to list, and in which order.

    Attributes:
        text: Words that must all occur in a run's name, id, recipe, change, person or tags; case
            is ignored.
        statuses: From STATUSES; empty for any.
        origins: From ORIGINS; empty for any.
        diagnoses: From DIAGNOSES; empty for any run, diagnosed or not.
        mine: Whether to list only the runs of the person who asks.
        binned: Whether to list the runs in the bin instead of those outside it.
        sort: One of SORTS.
        reverse: Whether to reverse the order that SORTS gives.
        group: One of GROUPINGS.
    """

    text: str = ""
    statuses: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    mine: bool = False
    binned: bool = False
    sort: str = "created"
    reverse: bool = False
    group: str = "none"

    @property
    def filtered(self) -> bool:
        own = (self.text.strip(), self.statuses, self.origins, self.diagnoses, self.mine)
        return any(own) or super().filtered


@dataclass(frozen=True)
class RunPage:
    """A page of the list.

    Attributes:
        rows: At most PAGE_SIZE runs.
        page: 1-based number; that of the last page if the requested one does not exist.
        pages: Number of pages, at least 1.
        total: Number of matching runs on all pages.
    """

    rows: tuple[RunRow, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class RunGroup:
    """Runs of one recipe, or of one change of it.

    Attributes:
        rows: The runs, sorted as in the list.
        changes: How many different changes of the recipe they have, its own settings included.
        spread: The test figures of the completed ones, one per change and seed; None if there are
            none.
        metric: What these are: ``accuracy`` or ``mae``.
    """

    rows: tuple[RunRow, ...]
    changes: int
    spread: Spread | None
    metric: str


def matching(
    rows: Iterable[RunRow],
    query: RunQuery,
    person: str = "",
    diagnose: Callable[[Sequence[RunRow]], Mapping[str, Sequence[Diagnosis]]] = lambda rows: {},
) -> list[RunRow]:
    """Return the runs that match a query, sorted; runs without a value to sort by come last.

    Args:
        rows: All runs, newest first.
        person: Who asks, for ``query.mine``.
        diagnose: Returns the diagnoses of runs by id, for ``query.diagnoses``; not called without.
    """
    if query.mine:
        rows = [row for row in rows if row.person and row.person == person]
    words = query.text.casefold().split()
    sort_value, largest_first = SORTS[query.sort]
    matches = [row for row in rows if _matches(row, query, words)]
    if query.diagnoses:
        known, wanted = diagnose(matches), set(query.diagnoses)
        names = {id: {one.name for one in each} for id, each in known.items()}
        matches = [row for row in matches if not wanted.isdisjoint(names.get(row.id, ()))]
    pairs = [(sort_value(row), row) for row in matches]
    with_value = [pair for pair in pairs if pair[0] is not None]
    with_value.sort(key=lambda pair: pair[0], reverse=largest_first is not query.reverse)
    return [row for _, row in with_value] + [row for value, row in pairs if value is None]


def grouped(rows: Iterable[RunRow], by: str) -> list[RunGroup]:
    """Return runs in groups, in the order of each group's first run.

    Args:
        rows: What ``matching`` returned.
        by: One of GROUPINGS; with ``none``, every run would be a group, and there are no groups.
    """
    key = GROUPINGS[by]
    if key is None:
        return []
    members: dict[str, list[RunRow]] = {}
    for row in rows:
        members.setdefault(key(row), []).append(row)
    return [_group(tuple(group)) for group in members.values()]


def _group(rows: tuple[RunRow, ...]) -> RunGroup:
    metric = "mae" if any("mae" in row.test for row in rows) else "accuracy"
    tested = [row for same in by_recipe(rows).values() for row in completed(same)]
    figures = [row.test[metric] for row in tested if metric in row.test]
    return RunGroup(rows, len({row.recipe_key for row in rows}), spread(figures), metric)


def page_of(rows: Sequence[RunRow], page: int, size: int = PAGE_SIZE) -> RunPage:
    """Return a page of matching runs.

    Args:
        rows: What ``matching`` returned.
        page: 1-based number of the page.
        size: Runs per page.
    """
    pages = max(1, -(-len(rows) // size))
    page = min(max(1, page), pages)
    return RunPage(tuple(rows[(page - 1) * size : page * size]), page, pages, len(rows))


def took(row: RunRow) -> float | None:
    """Seconds from a run's start to its end; None before it has ended."""
    if row.started is None or row.finished is None:
        return None
    return max(0.0, (row.finished - row.started).total_seconds())  # the clock may be set back


def _matches(row: RunRow, query: RunQuery, words: Sequence[str]) -> bool:
    searched = (row.name, row.id, row.title, row.person, *row.tags) if words else ()
    text = "\n".join(searched).casefold()
    return (
        (row.deleted is not None) is query.binned
        and query.matches(row)
        and (not query.statuses or row.status in query.statuses)
        and (not query.origins or row.origin in query.origins)
        and all(word in text for word in words)
    )


def _goodness(row: RunRow) -> tuple[int, float] | None:
    """A sort key, larger for better runs; accuracies sort apart from errors."""
    if "accuracy" in row.test:
        return _number(1, row.test["accuracy"])
    return _number(0, -row.test["mae"]) if "mae" in row.test else None


def _number(kind: int, value: float | None) -> tuple[int, float] | None:
    return None if value is None or value != value else (kind, value)


_FAMILY_ORDER = {name: index for index, name in enumerate(FAMILIES)}
_STATUS_ORDER = {name: index for index, name in enumerate(STATUSES)}

# Name → the value to sort by, and whether the largest comes first. Ties go to the newest run.
SORTS: dict[str, tuple[Callable[[RunRow], Any], bool]] = {
    "created": (lambda row: row.created, True),
    "name": (lambda row: row.name.casefold() or None, False),
    "recipe": (lambda row: row.title, False),
    "dataset": (lambda row: row.dataset, False),
    "family": (lambda row: _FAMILY_ORDER.get(row.family), False),
    "person": (lambda row: row.person.casefold() or None, False),
    "status": (lambda row: _STATUS_ORDER[row.status], False),
    "test": (_goodness, True),
    "epochs": (lambda row: row.epochs_done, True),
    "parameters": (lambda row: row.parameters, True),
    "seconds": (took, True),
    "deleted": (lambda row: row.deleted, True),
}

# Name → what the runs of a group share.
GROUPINGS: dict[str, Callable[[RunRow], str] | None] = {
    "none": None,
    "recipe": lambda row: row.recipe_id,
    "change": lambda row: row.recipe_key,
}
