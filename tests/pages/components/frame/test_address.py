"""A page's view in the URL: what its names mean; a new URL is shown, and one that a late click
brings back is not."""

import pytest
import streamlit as st

from core.errors import RequestError
from core.hyperparameters import Boolean, Choice, Float, Int
from pages.components.frame import address
from pages.components.frame.address import Several, Text


def known(text: str) -> None:
    if text != "imdb":
        raise RequestError("There is no {text}; try imdb.", text=text)


PARAMETERS = (
    Text(name="dataset", check=known),
    Text(name="text"),
    Several(name="tags", allowed=lambda: ("a", "b")),
    Several(name="curves", default=("x", "y")),
    Choice(name="sort", default="new", choices=("new", "old")),
    Boolean(name="mean", default=True),
    Int(name="page", default=1, low=1, high=9),
    Float(name="smoothing", default=0.0, low=0.0, high=0.95),
)
VALUES = {
    "dataset": "imdb",
    "text": "a, b",
    "tags": ("b", "a"),
    "curves": (),
    "sort": "old",
    "mean": False,
    "page": 3,
    "smoothing": 0.5,
}
QUERY = {
    "dataset": "imdb",
    "text": "a, b",
    "tags": "b,a",
    "curves": "none",
    "sort": "old",
    "mean": "0",
    "page": "3",
    "smoothing": "0.5",
}


def test_what_is_written_is_read_back():
    assert address.query(PARAMETERS, VALUES) == QUERY
    assert address.read(PARAMETERS, QUERY) == (VALUES, {}, [])


def test_defaults_and_missing_values_are_left_out():
    values = {parameter.name: parameter.default for parameter in PARAMETERS}
    assert address.query(PARAMETERS, values | {"page": None}) == {}
    assert address.query(PARAMETERS, {}) == {} and address.read(PARAMETERS, {}) == ({}, {}, [])


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("dataset", "imbd", "imbd; try imdb"),
        ("sort", "best", "one of new, old"),
        ("mean", "perhaps", "true or false"),
        ("page", "0", "from 1 to 9"),
        ("page", "٣", "from 1 to 9"),
        ("smoothing", "nan", "from 0 to 0.95"),
    ],
)
def test_what_is_not_allowed_is_one_sentence_and_not_a_value(name, text, words):
    values, others, (problem,) = address.read(PARAMETERS, {name: text, "text": "kept"})
    assert (values, others) == ({"text": "kept"}, {})
    assert words in problem


def test_of_a_list_the_known_entries_are_used_once():
    values, _, (problem,) = address.read(PARAMETERS, {"tags": "b,c,,b,a"})
    assert values == {"tags": ("b", "a")} and "tags: c" in problem


def test_other_names_are_left_to_the_page():
    assert address.read(PARAMETERS, {"units": "64"}) == ({}, {"units": "64"}, [])
    (problem,) = address.unknown_names(["units"], PARAMETERS)
    assert "'units'" in problem and "smoothing" in problem


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


def test_a_bare_address_that_means_one_view_stays_bare_until_the_view_changes(browser):
    query, _ = browser
    address.arrived("train")
    address.write("train", {"recipe": "a"}, {"recipe": "a"})
    assert query == {}
    address.write("train", {"recipe": "b"}, {"recipe": "a"})
    assert query == {"recipe": "b"}
    address.write("train", {"recipe": "a"}, {"recipe": "a"})
    assert query == {"recipe": "a"}


def test_several_late_clicks_undo_no_view(browser):
    query, clock = browser
    query.from_dict({"units": "8"})
    address.arrived("train")
    for units in ("16", "32", "64"):
        address.write("train", {"units": units})
        query.from_dict({"units": "8"})
        clock.now += 0.75 * address.STALE_SECONDS  # on a slow server
        assert address.arrived("train") is None
