"""A page's view in the URL: read when the URL changed under us, written when the view did.

A reload, a second tab, a link and Back all come with a URL; a click comes with the URL of the view
before it, which must not undo the click. So each page remembers what it wrote last.
"""

from __future__ import annotations

import time

import streamlit as st

# A click made before the browser has heard of our new URL still brings the one we left.
STALE_SECONDS = 2.0


HERE = "address here"
CAME = "address came"


def note_page(path: str) -> None:
    """Say which page is shown, before it is: whether it was another one before matters to it."""
    st.session_state[CAME] = st.session_state.get(HERE) != path
    st.session_state[HERE] = path


def arrived(page: str) -> dict[str, str] | None:
    """The URL's query where it is news to the page: at first, by a link, by Back; else None.

    Coming back from another page by the navigation brings a bare address: then the page shows
    what it showed when it was left. Coming back to a bare address by Back shows how it began.
    """
    query = dict(st.query_params)
    wrote = st.session_state.get(_wrote(page))
    if query == wrote:
        return None
    if not query and wrote is not None and st.session_state.get(CAME, True):
        return None
    left, when = st.session_state.get(_left(page), (None, 0.0))
    if query == left and time.monotonic() - when < STALE_SECONDS:
        return None
    # Back came to the bare address: writing the view it begins with would be a trap.
    st.session_state[_bare(page)] = not query and wrote is not None
    st.session_state.pop(_began(page), None)
    st.session_state[_wrote(page)] = query
    return query


def write(page: str, wanted: dict[str, str]) -> None:
    """Put the page's view into the URL."""
    if st.session_state.get(_bare(page)):
        if st.session_state.setdefault(_began(page), wanted) == wanted:
            return
        st.session_state[_bare(page)] = False
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


def _bare(page: str) -> str:
    return f"address {page} bare"


def _began(page: str) -> str:
    return f"address {page} began"
