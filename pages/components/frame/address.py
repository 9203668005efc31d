"""A page's view in the URL: read when the browser changed the URL, written when the view changed.

A reload, a second tab, a link and the Back button all bring a URL. A click brings the URL of the
previous view, which must not undo the click, so each page remembers the URL it wrote last.
"""

from __future__ import annotations

import time

import streamlit as st

# A click made before our new URL reached the browser still brings the previous one.
STALE_SECONDS = 2.0
# Session keys: the page on screen, and whether the last rerun came from another page.
CURRENT_PAGE = "address here"
PAGE_CHANGED = "address came"


def note_page(path: str) -> None:
    """Record which page is about to run, and whether the previous rerun showed another one."""
    st.session_state[PAGE_CHANGED] = st.session_state.get(CURRENT_PAGE) != path
    st.session_state[CURRENT_PAGE] = path


def arrived(page: str) -> dict[str, str] | None:
    """Return the URL's query if it is new to the page, else None.

    It is new on the first visit, after following a link and after pressing Back. Returning from
    another page through the navigation brings a URL without a query: the page then shows what it
    showed last. Returning to such a URL with Back shows the page's initial view.
    """
    query = dict(st.query_params)
    written = st.session_state.get(_written_key(page))
    if query == written:
        return None
    if not query and written is not None and st.session_state.get(PAGE_CHANGED, True):
        return None
    previous, replaced_at = st.session_state.get(_previous_key(page), (None, 0.0))
    if query == previous and time.monotonic() - replaced_at < STALE_SECONDS:
        return None
    # Back led to the URL without a query: writing the initial view into it would trap the user.
    st.session_state[_bare_key(page)] = not query and written is not None
    st.session_state.pop(_initial_key(page), None)
    st.session_state[_written_key(page)] = query
    return query


def write(page: str, query: dict[str, str]) -> None:
    """Write the page's view into the URL."""
    if st.session_state.get(_bare_key(page)):
        if st.session_state.setdefault(_initial_key(page), query) == query:
            return
        st.session_state[_bare_key(page)] = False
    written = st.session_state.get(_written_key(page))
    if written != query:
        st.session_state[_previous_key(page)] = (written, time.monotonic())
        st.session_state[_written_key(page)] = query
    if dict(st.query_params) != query:
        st.query_params.from_dict(query)


def _written_key(page: str) -> str:
    return f"address {page}"


def _previous_key(page: str) -> str:
    return f"address {page} left"


def _bare_key(page: str) -> str:
    return f"address {page} bare"


def _initial_key(page: str) -> str:
    return f"address {page} began"
