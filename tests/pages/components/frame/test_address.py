"""A page's view in the URL: a new URL is shown, one that a late click brings back is not."""

import pytest
import streamlit as st

from pages.components.frame import address


class Clock:
    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def browser(monkeypatch):
    """A session's state, its address and a clock, in place of a browser's."""

    class Query(dict):
        def from_dict(self, values):
            self.clear()
            self.update(values)

    clock, query = Clock(), Query()
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", query)
    monkeypatch.setattr(address, "time", clock)
    address.note_page("compare")
    return query, clock


def test_a_link_is_new_once(browser):
    query, _ = browser
    query.from_dict({"runs": "a"})
    assert address.arrived("compare") == {"runs": "a"}
    assert address.arrived("compare") is None


def test_what_the_page_wrote_is_not_new(browser):
    query, _ = browser
    address.arrived("compare")
    address.write("compare", {"runs": "a"})
    assert query == {"runs": "a"} and address.arrived("compare") is None


def test_a_click_that_brings_the_address_just_left_does_not_undo_the_view(browser):
    query, clock = browser
    query.from_dict({"runs": "a"})
    address.arrived("compare")
    address.write("compare", {"runs": "b"})
    query.from_dict({"runs": "a"})
    assert address.arrived("compare") is None
    clock.now += 2 * address.STALE_SECONDS
    assert address.arrived("compare") == {"runs": "a"}  # Back


def test_back_to_the_bare_address_shows_how_it_began_and_is_no_trap(browser):
    query, clock = browser
    address.arrived("compare")
    address.write("compare", {"runs": "a"})
    address.note_page("compare")
    clock.now += 2 * address.STALE_SECONDS
    query.clear()
    assert address.arrived("compare") == {}
    address.write("compare", {"datasets": "imdb"})  # what it begins with
    assert query == {} and address.arrived("compare") is None
    address.write("compare", {"datasets": "imdb", "mean": "0"})  # and a click after that
    assert query == {"datasets": "imdb", "mean": "0"}


def test_the_navigation_brings_back_what_was_left(browser):
    query, _ = browser
    address.arrived("compare")
    address.write("compare", {"runs": "a"})
    address.note_page("train")
    query.clear()
    address.note_page("compare")
    assert address.arrived("compare") is None
    address.write("compare", {"runs": "a"})
    assert query == {"runs": "a"}
