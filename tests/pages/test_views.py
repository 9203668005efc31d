"""Saved views on Runs and Compare: saved, opened, renamed, deleted, and whose they are."""

from __future__ import annotations

import pytest

from core.people import TRAIN, WATCH, Person
from pages.components.live import views
from tests.pages import filling
from tests.pages.runs import listed, texts, url

NAUGHTY = "**bold** [a](javascript:x) :red[y]"


@pytest.fixture
def open_menu(open_page):
    """Opens a page with its menu open."""

    def open_at(path: str, **query):
        page = open_page(path, **query)
        page.session_state[views.menu_key(path)] = True
        return page.run()

    return open_at


def save(page, path, name):
    page.text_input(key=f"{path} view name").set_value(name)
    next(button for button in page.button if button.label == "Save").click()
    return page.run()


def press(page, key):
    page.button(key=key).click().run()
    assert not page.exception
    return page


def test_the_menu_asks_the_store_only_when_it_is_open(open_page, store):
    store.views.save("runs", "Lecture", {}, person="Ada")
    assert "Lecture" not in [button.label for button in open_page("runs").button]


def test_a_list_is_saved_and_opened_again(open_menu, store):
    cnn = filling.completed(store, "topics/cnn")
    filling.completed(store, "imdb/lstm")
    page = open_menu("runs", datasets="topics", group="change")
    save(page, "runs", "  Lecture 3 ")
    (view,) = store.views.list("runs")
    assert (view.name, view.person) == ("Lecture 3", "Ada")
    assert view.query == {"datasets": "topics", "group": "change"}
    assert "Saved as “Lecture 3”" in texts(page)
    assert page.text_input(key="runs view name").value == ""
    other = open_menu("runs")
    assert len(listed(other)) == 2
    press(other, f"runs open view {view.id}")
    assert listed(other) == ["", cnn.id] and url(other) == view.query
    assert not other.session_state[views.menu_key("runs")]


def test_a_comparison_is_saved_and_opened_again(open_menu, store):
    page = open_menu("compare", recorded="probe-motif/mlp", smoothing="0.5")
    save(page, "compare", "One")
    (view,) = store.views.list("compare")
    assert view.query == {"recorded": "probe-motif/mlp", "smoothing": "0.5"}
    other = open_menu("compare", recorded="imdb/mlp")
    press(other, f"compare open view {view.id}")
    assert url(other) == view.query
    assert list(other.multiselect(key="compare recorded").value) == ["probe-motif/mlp"]
    assert store.views.list("runs") == []


def test_a_name_that_exists_is_replaced_only_on_request(open_menu, store):
    saved = store.views.save("runs", "Lecture", {"tags": "x"}, person="Grace")
    page = save(open_menu("runs", statuses="failed"), "runs", "lecture")
    assert "“Lecture” exists already; Grace saved it." in texts(page)
    (view,) = store.views.list("runs")
    assert view.query == {"tags": "x"}
    press(page, "runs replace view")
    (view,) = store.views.list("runs")
    assert (view.id, view.query, view.person) == (saved, {"statuses": "failed"}, "Ada")
    assert not [button for button in page.button if button.key == "runs replace view"]


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_bad_name_is_one_sentence(open_menu, store, name):
    page = save(open_menu("runs"), "runs", name)
    (warning,) = page.warning
    assert "one line of 1 to 60 characters" in warning.value
    assert store.views.list("runs") == []


def test_a_view_is_renamed_and_deleted_and_has_a_link(open_menu, store):
    saved = store.views.save("runs", "Lecture", {"text": "a b"}, person="Ada")
    page = press(open_menu("runs"), f"runs details of view {saved}")
    assert page.code[0].value == "/runs?text=a+b"
    page.text_input(key=f"runs name of view {saved}").set_value("Exam").run()
    assert [view.name for view in store.views.list("runs")] == ["Exam"]
    page = press(page, f"runs details of view {saved}")
    press(page, "runs delete view")
    assert store.views.list("runs") == [] and "Deleted “Exam”" in texts(page)


@pytest.mark.parametrize(("role", "saves"), [(WATCH, False), (TRAIN, True)])
def test_others_open_a_view_but_do_not_change_it(open_menu, store, monkeypatch, role, saves):
    saved = store.views.save("runs", "Lecture", {"tags": "x"}, person="ada@example.org")
    monkeypatch.setattr(views, "person", lambda: Person("bob@example.org", role, True))
    page = press(open_menu("runs"), f"runs details of view {saved}")
    assert page.code and "runs delete view" not in [button.key for button in page.button]
    assert bool([button for button in page.button if button.label == "Save"]) == saves
    if saves:
        page = save(page, "runs", "Lecture")
        assert "exists already" in texts(page)
        assert "runs replace view" not in [button.key for button in page.button]
    press(page, f"runs open view {saved}")
    assert store.views.list("runs")[0].query == {"tags": "x"}


def test_a_name_is_shown_as_it_is(open_menu, store):
    saved = store.views.save("runs", NAUGHTY, {}, person=NAUGHTY[:40])
    page = open_menu("runs")
    label = page.button(key=f"runs open view {saved}").label
    assert NAUGHTY not in label and label.replace("\\", "").replace(":color[]", "") == NAUGHTY
    assert NAUGHTY[:40] not in "\n".join(one.value for one in page.markdown)
