"""The page Runs for a team: whose runs they are, groups, and the list as a file."""

from __future__ import annotations

import pytest

from core.analysis.run_list import RunQuery, grouped, matching
from core.recipes import recipe
from core.runs.index import RunIndex
from pages.components.runs import table
from pages.components.runs.choice import STATE
from tests.pages import filling
from tests.pages.runs import listed, url


@pytest.fixture
def open_runs(open_page):
    return lambda **query: open_page("runs", **query)


@pytest.fixture
def changed(store):
    """Ids: two seeds of a changed recipe, and before them a run of it as it is."""
    accuracies = {"plain": 0.7, "first": 0.8, "second": 0.9}
    return {
        name: filling.completed(
            store,
            "imdb/cnn",
            {"loss": 0.3, "accuracy": accuracy},
            seed=int(name == "second"),
            **({} if name == "plain" else {"kernel_size": 7}),
        ).id
        for name, accuracy in accuracies.items()
    }


def test_only_my_runs_are_listed_and_the_address_says_so(open_runs, store):
    mine, theirs = (
        store.runs.create(recipe("imdb/cnn"), 0, origin="dashboard", person=person).id
        for person in ("Ada", "Grace")
    )
    page = open_runs()
    assert list(page.dataframe[0].value["person"]) == ["Grace", "Ada"]
    page.toggle(key="runs mine").set_value(True).run()
    assert listed(page) == [mine] and url(page) == {"mine": "1"}
    page = open_runs(mine="1")
    assert listed(page) == [mine] and page.toggle(key="runs mine").value
    page.button(key="runs clear").click().run()
    assert listed(page) == [theirs, mine] and url(page) == {}


def test_runs_stand_in_groups_under_their_mean(open_runs, changed):
    page = open_runs()
    page.segmented_control(key="runs group").set_value("change").run()
    assert url(page) == {"group": "change"}
    rows = page.dataframe[0].value
    assert list(rows["id"]) == ["", changed["second"], changed["first"], "", changed["plain"]]
    heading = rows.iloc[0]
    assert (heading["recipe"], heading["change"]) == ("imdb/cnn", "kernel size 7")
    assert (heading["seed"], heading["mean ± half range"]) == ("2 seeds", "85.0 ± 5.0 %")
    assert heading["test accuracy (%)"] == pytest.approx(85)
    assert (rows["mean ± half range"][1], rows["mean ± half range"][3]) == ("", "70.0\u00a0%")


def test_a_group_of_a_recipe_counts_its_variants(open_runs, changed):
    rows = open_runs(group="recipe").dataframe[0].value
    assert len(rows) == 4 and rows["id"][0] == ""
    assert (rows["change"][0], rows["seed"][0]) == ("2 variants", "3 results")


@pytest.fixture
def ticks(monkeypatch):
    """Applies a click on lines of the table to the selected ids; AppTest has no tables to click."""
    from types import SimpleNamespace

    def apply(shown, selected, rows):
        current = SimpleNamespace(shown=shown, selected=selected, everything=True)
        monkeypatch.setattr(table, "choice", lambda: current)
        state = {table.TABLE: {"selection": {"rows": rows, "columns": [], "cells": []}}}
        monkeypatch.setattr(table.st, "session_state", state)
        table._note_ticks()
        table._tick(current.selected, shown)
        return current.selected, state[table.TABLE]["selection"]["rows"]

    return apply


SHOWN = ("", "a", "b", "", "c")


@pytest.mark.parametrize(
    ("selected", "clicked", "expected", "ticked"),
    [
        ((), [0], ("a", "b"), [0, 1, 2]),  # the heading selects its group
        (("a", "b"), [1, 2], (), []),  # and unselects it
        (("a",), [0, 1], ("a", "b"), [0, 1, 2]),
        (("a",), [1, 2], ("a", "b"), [0, 1, 2]),  # the last of a group ticks its heading
        (("a", "b"), [0, 1], ("a",), [1]),  # and without one it is not whole
        (("a", "b"), [0, 1, 2, 3], ("a", "b", "c"), [0, 1, 2, 3, 4]),
    ],
)
def test_a_tick_at_a_heading_is_one_at_each_of_its_runs(ticks, selected, clicked, expected, ticked):
    assert ticks(SHOWN, selected, clicked) == (expected, ticked)


def test_selected_runs_stay_selected_when_they_are_grouped(open_runs, changed):
    page = open_runs()
    page.session_state[STATE].selected = (changed["plain"],)
    page.run()
    page.session_state[STATE].query = page.session_state[STATE].query.__class__(group="change")
    page.run()
    assert page.session_state[table.TABLE]["selection"]["rows"] == [3, 4]
    assert page.session_state[STATE].selected == (changed["plain"],)


def test_the_button_of_a_heading_compares_its_group(store, changed, monkeypatch):
    rows = matching(RunIndex(store).rows(), RunQuery())
    lines = table._lines(rows, grouped(rows, "recipe"))
    opened = []
    monkeypatch.setattr(table.session, "open_page", lambda *page: opened.append(page))
    monkeypatch.setattr(table.st, "session_state", {table.OPEN: {"row": 0}})
    table._open(lines)
    keys = ",".join(dict.fromkeys(row.recipe_key for row in rows))
    assert opened == [("compare", {"groups": keys})] and keys.count(",") == 1


def test_a_page_of_the_list_repeats_the_heading_of_a_group(store, changed):
    rows = matching(RunIndex(store).rows(), RunQuery())
    groups = grouped(rows, "change")
    assert table._lines(rows[1:2], groups) == [groups[0], rows[1]]
    assert table._lines(rows, []) == rows
