"""A page's view in the URL: read when the URL changed under us, written when the view did.

A reload, a second tab, a link and Back all come with a URL; a click comes with the URL of the view
before it, which must not undo the click. So each page remembers what it wrote last.
"""

from __future__ import annotations

import time

import streamlit as st

# A click made before the browser has heard of our new URL still brings the one we left.
STALE_SECONDS = 2.0


def arrived(page: str) -> dict[str, str] | None:
    """The URL's query where it is news to the page: at first, by a link, by Back; else None.

    Coming back to a page by the navigation brings a bare address: then the page shows what it
    showed when it was left.
    """
    query = dict(st.query_params)
    wrote = st.session_state.get(_wrote(page))
    if query == wrote:
        return None
    if not query and wrote is not None:
        return None
    left, when = st.session_state.get(_left(page), (None, 0.0))
    if query == left and time.monotonic() - when < STALE_SECONDS:
        return None
    st.session_state[_wrote(page)] = query
    return query


def write(page: str, wanted: dict[str, str]) -> None:
    """Put the page's view into the URL."""
    wrote = st.session_state.get(_wrote(page))
    if wrote != wanted:
        st.session_state[_left(page)] = (wrote, time.monotonic())
        st.session_state[_wrote(page)] = wanted
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def _wrote(page: str) -> str:
    return f"address {page}"


def _left(page: str) -> str:
    return f"address {page} left"
