"""The light list of runs: always what the store has, and read again only where it changed."""

import pytest
from sqlalchemy import event

from core.runs.index import RunIndex
from tests.pages import filling


@pytest.fixture
def index(store):
    return RunIndex(store)


def test_it_is_what_the_store_has_newest_first(store, index):
    assert index.rows() == ()
    done = filling.completed(store, "numeric-binary/perceptron", epochs=3)
    running = filling.running(store, "imdb/cnn", done=1)
    rows = index.rows()
    assert [row.id for row in rows] == [running.id, done.id]
    assert rows[1].test == done.test and rows[1].status == "completed"
    store.labels.tag([done.id], ["b", "a"])
    assert index.rows()[1].tags == ("a", "b")
    store.bin.add([done.id])
    assert index.rows()[1].deleted is not None
    store.bin.empty()
    assert [row.id for row in index.rows()] == [running.id]


def test_nothing_new_gives_the_same_rows_again(store, index):
    filling.completed(store, "numeric-binary/perceptron", epochs=3)
    assert index.rows() is index.rows()


def test_a_refresh_reads_only_what_changed(store, index):
    for _ in range(20):
        last = filling.queued(store)
    index.rows()
    read = []

    def count(connection, cursor, statement, *_):
        if "FROM runs" in statement and "count" not in statement:
            read.append(statement)

    store.labels.rename(last.id, "new")
    event.listen(store.database._engine, "after_cursor_execute", count)
    rows = index.rows()
    event.remove(store.database._engine, "after_cursor_execute", count)
    assert len(read) == 1 and "changed >" in read[0]
    assert rows[0].name == "new" and len(rows) == 20
    assert rows[1] is index.rows()[1]


def test_two_indexes_of_one_store_agree(store, index):
    run = filling.running(store, "imdb/cnn", done=1)
    other = RunIndex(store)
    assert index.rows() == other.rows()
    store.actions.stop(run.id)
    store.leases.finish(run.id, filling.HOLDER, "stopped")
    assert index.rows() == other.rows()
    assert index.rows()[0].status == "stopped"


def test_a_row_has_the_changed_settings_as_values(store, index):
    filling.queued(store, "imdb/cnn", kernel_size=7, epochs=5)
    filling.queued(store, "imdb/cnn")
    plain, changed = index.rows()
    assert (plain.change, plain.changes) == ("", {})
    assert changed.changes == {"kernel_size": 7, "epochs": 5}
    assert set(changed.change.split(", ")) == {"kernel size 7", "epochs 5"}
