"""Kept inputs, on a real store: whose they are, how many, how long, and what is no input."""

import pytest
from sqlalchemy import insert

from core.errors import RequestError
from core.people import TRAIN, WATCH, Forbidden, Person
from core.runs.queue.inputs import InputDesk
from core.runs.run import new_id, now
from core.runs.store import Store, schema, tables
from core.runs.store.checks import CONTENT_LENGTH
from core.runs.store.inputs import INPUTS

TEXT = {"text": "not bad at all 🙂 — a\ngood film"}
DRAWING = {"pixels": [[0, 16, 3.5]] * 8, "centred": True}


def test_an_input_is_kept_once_listed_by_kind_and_removed(store):
    before = store.database.version()
    first = store.inputs.keep("text", "  not bad\n at all ", TEXT, person="ada")
    second = store.inputs.keep("image", "x" * 70, DRAWING, person="ada")
    assert store.database.version() > before
    assert store.inputs.keep("text", "again", TEXT, person="ada") == first
    assert [(it.id, it.name, it.content) for it in store.inputs.list("ada")] == [
        (first, "not bad at all", TEXT),
        (second, "x" * 59 + "…", DRAWING),
    ]
    assert [it.id for it in store.inputs.list("ada", "image")] == [second]
    store.inputs.remove(first, person="ada")
    store.inputs.remove(first, person="ada")
    assert [it.id for it in store.inputs.list("ada")] == [second]


def test_everyone_has_their_own(store):
    own = store.inputs.keep("text", "mine", TEXT, person="ada")
    store.inputs.keep("text", "mine", TEXT, person="bob")
    store.inputs.remove(own, person="bob")
    store.inputs.remove("a\0b", person="ada")
    assert len(store.inputs.list("ada")) == len(store.inputs.list("bob")) == 1


def test_a_viewer_keeps_nothing(store):
    with pytest.raises(Forbidden):
        InputDesk(store, Person("ada", WATCH, True)).keep("text", "mine", TEXT)
    desk = InputDesk(store, Person("ada", TRAIN, True))
    desk.remove(desk.keep("text", "mine", TEXT))
    assert not desk.list()


@pytest.mark.parametrize(
    "content",
    [
        {"text": "x" * CONTENT_LENGTH},
        {"text": "\ud800"},
        {"text": "a\0b"},
        {"deep": [[[[[1]]]]]},
        {"other": b"bytes"},
    ],
)
def test_what_is_no_input_is_refused(store, content):
    with pytest.raises(RequestError, match="cannot be kept"):
        store.inputs.keep("text", "name", content, person="ada")
    assert store.inputs.list("ada") == []


def test_a_person_has_a_most_of_inputs(store):
    row = {"person": "ada", "kind": "text", "name": "", "created": now()}
    rows = [row | {"id": f"{n:011d}", "content": {"text": str(n)}} for n in range(INPUTS)]
    rows.append(row | {"id": new_id(), "person": "eve", "content": {"text": "\0"}})  # not ours
    store.database.write(lambda connection: connection.execute(insert(tables.inputs), rows))
    with pytest.raises(RequestError, match="at most 100 inputs"):
        store.inputs.keep("text", "one more", TEXT, person="ada")
    store.inputs.keep("text", "one more", TEXT, person="bob")
    assert len(store.inputs.list("ada")) == INPUTS and store.inputs.list("eve") == []


def test_a_store_of_before_gets_the_table_and_an_older_program_ignores_it(
    store, settings, monkeypatch
):
    store.database.write(lambda connection: tables.inputs.drop(connection))
    store.close()
    again = Store(settings.store_url)
    again.inputs.keep("text", "mine", TEXT, person="ada")
    again.close()
    monkeypatch.setattr(schema, "ADDED", (tables.views,))  # what an older program knows
    older = Store(settings.store_url)
    assert older.runs.list() == []
    older.close()
