"""The list of all runs: what of it is asked for, sorted, and a page of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.architectures import FAMILIES
from core.runs.index import RunRow
from core.runs.run import STATUSES

PAGE_SIZE = 200


@dataclass(frozen=True, kw_only=True)
class RunQuery:
    """Which runs, and in which order.

    Kinds narrow each other, entries of a kind add up: datasets imdb or reuters, and family mlp.

    Attributes:
        text: Words; each must occur in a run's name, id, recipe, change or tags, in any case.
        datasets: Names; empty for any, as with the rest of the filters.
        families: Names.
        recipes: Recipe ids.
        statuses: Of STATUSES.
        tags: Words.
        origins: Of ORIGINS.
        binned: The runs in the bin, instead of those that are not.
        sort: One of SORTS.
        reverse: The other way round than SORTS says.
    """

    text: str = ""
    datasets: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    binned: bool = False
    sort: str = "created"
    reverse: bool = False

    @property
    def filtered(self) -> bool:
        kinds = (self.datasets, self.families, self.recipes, self.statuses, self.tags)
        return bool(self.text.strip()) or any(kinds) or bool(self.origins)


@dataclass(frozen=True)
class RunPage:
    """A page of the list.

    Attributes:
        rows: At most PAGE_SIZE runs.
        page: 1-based; the last one where there are not as many as asked for.
        pages: How many there are, at least 1.
        found: All runs that fit.
    """

    rows: tuple[RunRow, ...]
    page: int
    pages: int
    found: int


def fitting(rows: Iterable[RunRow], query: RunQuery) -> list[RunRow]:
    """The runs that are asked for, in the order asked for; what has no value comes last.

    Args:
        rows: All runs, newest first.
    """
    words = query.text.casefold().split()
    kept = [row for row in rows if _fits(row, query, words)]
    value, largest_first = SORTS[query.sort]
    known = [(value(row), row) for row in kept]
    having = [pair for pair in known if pair[0] is not None]
    having.sort(key=lambda pair: pair[0], reverse=largest_first is not query.reverse)
    return [row for _, row in having] + [row for found, row in known if found is None]


def page_of(rows: Sequence[RunRow], page: int, size: int = PAGE_SIZE) -> RunPage:
    """A page of what fits.

    Args:
        rows: What ``fitting`` gave.
        page: 1-based.
        size: Runs a page.
    """
    pages = max(1, -(-len(rows) // size))
    page = min(max(1, page), pages)
    return RunPage(tuple(rows[(page - 1) * size : page * size]), page, pages, len(rows))


def took(row: RunRow) -> float | None:
    """Seconds from its start to its end; None before it ended."""
    if row.started is None or row.finished is None:
        return None
    return max(0.0, (row.finished - row.started).total_seconds())  # clocks are set back


def _fits(row: RunRow, query: RunQuery, words: Sequence[str]) -> bool:
    if (row.deleted is not None) is not query.binned:
        return False
    return (
        (not query.datasets or row.dataset in query.datasets)
        and (not query.families or row.family in query.families)
        and (not query.recipes or row.recipe_id in query.recipes)
        and (not query.statuses or row.status in query.statuses)
        and (not query.tags or not set(query.tags).isdisjoint(row.tags))
        and (not query.origins or row.origin in query.origins)
        and (not words or _holds(row, words))
    )


def _holds(row: RunRow, words: Sequence[str]) -> bool:
    text = "\n".join((row.name, row.id, row.title, *row.tags)).casefold()
    return all(word in text for word in words)


def _goodness(row: RunRow) -> tuple[int, float] | None:
    """Larger is better; accuracies and errors do not compare, so they stay apart."""
    if "accuracy" in row.test:
        return _number(1, row.test["accuracy"])
    return _number(0, -row.test["mae"]) if "mae" in row.test else None


def _number(kind: int, value: float | None) -> tuple[int, float] | None:
    return None if value is None or value != value else (kind, value)


_FAMILY_ORDER = {name: at for at, name in enumerate(FAMILIES)}
_STATUS_ORDER = {name: at for at, name in enumerate(STATUSES)}

# Name → what it goes by, and whether the largest comes first. Equal ones: the newest first.
SORTS: dict[str, tuple[Callable[[RunRow], Any], bool]] = {
    "created": (lambda row: row.created, True),
    "name": (lambda row: row.name.casefold() or None, False),
    "recipe": (lambda row: row.title, False),
    "dataset": (lambda row: row.dataset, False),
    "family": (lambda row: _FAMILY_ORDER.get(row.family), False),
    "status": (lambda row: _STATUS_ORDER[row.status], False),
    "test": (_goodness, True),
    "epochs": (lambda row: row.epochs_done, True),
    "parameters": (lambda row: row.parameters, True),
    "seconds": (took, True),
    "deleted": (lambda row: row.deleted, True),
}
