"""A page's view in the URL: what its names mean, when it is new, and how it is written.

A page declares each name that its URL may have as a hyperparameter: kind, default and what is
allowed. Streamlit's own ``bind="query-params"`` does less: it binds widgets only (not an opened
run), writes labels in the reader's language, repeats a name for each entry of a list, and drops
what it refuses without a message.

A reload, a second tab, a link and the Back button all bring a URL. A click brings the URL of the
previous view, which must not undo the click, so each page remembers the URLs it wrote last.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.errors import RecipeLabError
from core.hyperparameters import Hyperparameter
from core.i18n import gettext
from pages.components.frame.wording import unknown_in_link

# A click made before our new URL reached the browser still brings an earlier one.
STALE_SECONDS = 2.0
# Session keys: the page on screen, and whether the last rerun came from another page.
CURRENT_PAGE = "address here"
PAGE_CHANGED = "address came"


@dataclass(frozen=True, kw_only=True)
class Text(Hyperparameter):
    """Any text, or one that ``check`` does not refuse with a ``RecipeLabError``."""

    default: str = ""
    check: Callable[[str], Any] | None = None

    def validate(self, value: str) -> str:
        if self.check and value != self.default:
            self.check(value)
        return value


@dataclass(frozen=True, kw_only=True)
class Several(Hyperparameter):
    """Texts, separated by commas; ``none`` stands for no text where the default has some.

    Attributes:
        allowed: Returns the texts that are allowed; without it, all are.
    """

    default: tuple[str, ...] = ()
    allowed: Callable[[], Collection[str]] | None = None

    def validate(self, value: str | tuple[str, ...]) -> tuple[str, ...]:
        if not isinstance(value, str):
            return tuple(value)
        if value == "none" and self.default:
            return ()
        return tuple(dict.fromkeys(part for part in value.split(",") if part))


def read(
    parameters: Iterable[Hyperparameter], query: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Return what a URL's query says.

    Returns:
        The values of the parameters that the query names and that are allowed; the names and texts
        that are no parameters; and a sentence on each part that is refused. Of a list, the allowed
        entries are used.
    """
    values: dict[str, Any] = {}
    others, problems = dict(query), []
    for parameter in parameters:
        if parameter.name not in others:
            continue
        try:
            value = parameter.validate(others.pop(parameter.name))
        except RecipeLabError as error:
            problems.append(str(error))
            continue
        if isinstance(parameter, Several) and parameter.allowed:
            allowed = parameter.allowed()
            if unknown := [entry for entry in value if entry not in allowed]:
                problems.append(unknown_in_link(parameter.name, sorted(unknown)))
            value = tuple(entry for entry in value if entry in allowed)
        values[parameter.name] = value
    return values, others, problems


def unknown_names(names: Iterable[str], parameters: Iterable[Hyperparameter]) -> list[str]:
    """Return a sentence on each name in a link that the page does not have."""
    known = ", ".join(parameter.name for parameter in parameters)
    return [
        gettext(
            "This link sets {name!r}, which this page does not have; it has: {known}.",
            name=name,
            known=known,
        )
        for name in names
    ]


def query(parameters: Iterable[Hyperparameter], values: Mapping[str, Any]) -> dict[str, str]:
    """Return values as a URL's query, leaving out defaults and None."""
    return {
        parameter.name: _text(values[parameter.name])
        for parameter in parameters
        if values.get(parameter.name) not in (None, parameter.default)
    }


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or "none"
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass
class _History:
    """What a session remembers of a page's URL.

    Attributes:
        current: The query last read or written; None before the first.
        previous: Earlier queries, and until when a click may still bring them.
        bare: Whether Back led to the URL without a query.
        initial: The query of the view that this URL showed.
    """

    current: dict[str, str] | None = None
    previous: list[tuple[dict[str, str] | None, float]] = field(default_factory=list)
    bare: bool = False
    initial: dict[str, str] | None = None


def note_page(path: str) -> None:
    """Record which page is about to run, and whether the previous rerun showed another one."""
    st.session_state[PAGE_CHANGED] = st.session_state.get(CURRENT_PAGE) != path
    st.session_state[CURRENT_PAGE] = path


def page_changed() -> bool:
    """Whether the previous rerun showed another page."""
    return st.session_state.get(PAGE_CHANGED, True)


def arrived(page: str) -> dict[str, str] | None:
    """Return the URL's query if it is new to the page, else None.

    It is new on the first visit, after following a link and after pressing Back. Returning from
    another page through the navigation brings a URL without a query: the page then shows what it
    showed last. Returning to such a URL with Back shows the page's initial view.
    """
    current, history = dict(st.query_params), _history(page)
    returned = history.current is not None and not current
    if current == history.current or (returned and page_changed()):
        return None
    now = time.monotonic()
    if any(current == old and now < until for old, until in history.previous):
        # The browser had nothing newer yet, so further clicks may bring this one again.
        history.previous = [
            (old, now + STALE_SECONDS if old == current else until)
            for old, until in history.previous
        ]
        return None
    # Back led to the URL without a query: writing the initial view into it would trap the user.
    history.current, history.bare, history.initial = current, returned, None
    return current


def write(page: str, query: dict[str, str], bare: Mapping[str, str] | None = None) -> None:
    """Write the page's view into the URL.

    Args:
        bare: The view that the URL without a query shows, where that is always the same one.
    """
    history = _history(page)
    if history.current == {} and query == bare:
        return
    if history.bare:
        if history.initial is None:
            history.initial = query
        if history.initial == query:
            return
        history.bare = False
    if history.current != query:
        now = time.monotonic()
        previous = [(old, until) for old, until in history.previous if now < until]
        history.previous = [*previous, (history.current, now + STALE_SECONDS)]
        history.current = query
    if dict(st.query_params) != query:
        st.query_params.from_dict(query)


def _history(page: str) -> _History:
    return st.session_state.setdefault(f"address {page}", _History())
