"""Saved views, on a real store: names, bounds, two people with one name, and older programs."""

import threading

import pytest
from sqlalchemy import insert, inspect

from core.errors import RequestError
from core.runs.run import new_id, now
from core.runs.store import Store, schema, tables
from core.runs.store.views import VIEWS, NameTaken

QUERY = {"datasets": "imdb,reuters", "text": "kernel size 7"}


def names(store, page="runs"):
    return [view.name for view in store.views.list(page)]


def test_a_view_is_saved_renamed_replaced_and_deleted(store):
    before = store.database.version()
    saved = store.views.save("runs", "  Lecture 3 ", QUERY, person="ada")
    (view,) = store.views.list("runs")
    assert (view.id, view.page, view.name) == (saved, "runs", "Lecture 3")
    assert (view.query, view.person) == (QUERY, "ada")
    assert abs((now() - view.created).total_seconds()) < 60
    assert store.database.version() > before
    assert store.views.list("compare") == []
    store.views.rename(saved, "Lecture 4")
    store.views.replace(saved, {"tags": "x"}, person="bob")
    (view,) = store.views.list("runs")
    assert (view.id, view.name, view.query, view.person) == (
        saved,
        "Lecture 4",
        {"tags": "x"},
        "bob",
    )
    store.views.delete(saved)
    store.views.delete(saved)
    assert names(store) == []


def test_they_are_listed_by_name(store):
    for name in ("beta", "Alpha", "gamma"):
        store.views.save("runs", name, {}, person="ada")
    assert names(store) == ["Alpha", "beta", "gamma"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "two\nlines", "a\0b", "\ud800"])
def test_bad_names_are_refused(store, name):
    saved = store.views.save("runs", "x" * 60, QUERY, person="ada")
    for change in (
        lambda: store.views.save("runs", name, QUERY, person="ada"),
        lambda: store.views.rename(saved, name),
    ):
        with pytest.raises(RequestError, match="one line of 1 to 60 characters"):
            change()
    assert names(store) == ["x" * 60]


def test_a_name_is_taken_whatever_its_case_but_on_its_page_only(store):
    saved = store.views.save("runs", "Große", QUERY, person="ada")
    other = store.views.save("runs", "Other", QUERY, person="bob")
    store.views.save("compare", "Große", QUERY, person="bob")
    for change in (
        lambda: store.views.save("runs", "GROSSE", {}, person="bob"),
        lambda: store.views.rename(other, "große"),
    ):
        with pytest.raises(NameTaken, match=r"Große.*ada") as refused:
            change()
        assert refused.value.view_id == saved
    store.views.rename(saved, "GROSSE")  # its own name in other letters
    assert names(store) == ["GROSSE", "Other"]


def test_of_two_who_save_one_name_at_one_moment_one_is_refused(store, settings):
    done, refused, together = [], [], threading.Barrier(2)

    def save(person):
        own = Store(settings.store_url)
        together.wait()
        try:
            done.append(own.views.save("runs", "Lecture", QUERY, person=person))
        except NameTaken as error:
            refused.append(error.view_id)
        own.close()

    threads = [threading.Thread(target=save, args=(person,)) for person in ("ada", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1 and refused == done
    assert names(store) == ["Lecture"]


def test_a_page_has_a_most_of_views(store):
    row = {"page": "runs", "query": {}, "person": "ada", "created": now()}
    rows = [row | {"id": f"{count:011d}", "name": f"view {count}"} for count in range(VIEWS)]
    store.database.write(lambda connection: connection.execute(insert(tables.views), rows))
    with pytest.raises(RequestError, match="at most 100 saved views"):
        store.views.save("runs", "one more", {}, person="ada")
    store.views.save("compare", "one more", {}, person="ada")
    assert len(names(store)) == VIEWS


def test_an_address_has_a_most_of_characters(store):
    store.views.save("runs", "long", {"text": "x" * 5_996}, person="ada")
    with pytest.raises(RequestError, match="too long"):
        store.views.save("runs", "longer", {"text": "x" * 5_997}, person="ada")


def test_a_view_that_is_gone_cannot_be_changed(store):
    for change in (
        lambda: store.views.rename("0" * 11, "name"),
        lambda: store.views.replace("0" * 11, {}, person="ada"),
        lambda: store.views.owner("a\0b"),
    ):
        with pytest.raises(RequestError, match="does not exist"):
            change()


def test_an_unreadable_view_hides_no_other(store):
    saved = store.views.save("runs", "fine", QUERY, person="ada")
    bad = {"id": new_id(), "page": "runs", "name": "bad", "query": {"text": 3}}
    bad |= {"person": "ada", "created": now()}
    store.database.write(lambda connection: connection.execute(insert(tables.views).values(bad)))
    assert [view.id for view in store.views.list("runs")] == [saved]


def test_a_store_of_this_version_gets_the_table_and_an_older_program_ignores_it(
    store, settings, monkeypatch
):
    """Neither the version nor the other tables change."""
    store.database.write(lambda connection: tables.views.drop(connection))
    store.close()
    again = Store(settings.store_url)
    again.views.save("runs", "Lecture", QUERY, person="ada")
    with again.database.reading() as connection:
        assert schema.version(connection) == schema.newest()
        assert "views" in inspect(connection).get_table_names()
    again.close()
    monkeypatch.setattr(schema, "ADDED", ())  # what an older program knows
    older = Store(settings.store_url)
    assert older.runs.list() == []
    older.close()
    monkeypatch.undo()
    newer = Store(settings.store_url)
    assert names(newer) == ["Lecture"]
    newer.close()
