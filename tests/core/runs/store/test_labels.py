"""Names, tags, notes and the bin, on a real store."""

import pytest
from sqlalchemy import insert

from core.errors import RequestError
from core.runs.store import tables
from tests.pages import filling


@pytest.fixture
def done(store):
    return filling.completed(store, "numeric-binary/perceptron", epochs=3)


def test_a_run_is_named_and_annotated_and_both_can_be_taken_back(store, done):
    store.rename(done.id, "  my best  ")
    store.annotate(done.id, "It turned\nafter two epochs.")
    run = store.get(done.id)
    assert (run.name, run.note) == ("my best", "It turned\nafter two epochs.")
    assert run.changed > done.changed
    store.rename(done.id, "")
    assert store.get(done.id).name == ""


def test_tags_are_added_to_several_and_taken_from_them(store, done):
    other = filling.completed(store, "numeric-binary/mlp", epochs=3)
    store.tag([done.id, other.id], ["lecture", "first try"])
    store.tag([done.id], ["lecture", "kept"])
    assert store.get(done.id).tags == ("first try", "kept", "lecture")
    store.untag([done.id, other.id], ["first try", "never given"])
    assert store.get(done.id).tags == ("kept", "lecture")
    assert store.get(other.id).tags == ("lecture",)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda store, id: store.rename(id, "x" * 121), "at most 120 characters, got 121"),
        (lambda store, id: store.rename(id, "two\nlines"), "one line of text"),
        (lambda store, id: store.annotate(id, "x" * 10_001), "at most 10,000 characters"),
        (lambda store, id: store.annotate(id, "a\0b"), "cannot have the character"),
        (lambda store, id: store.annotate(id, "\ud800"), "cannot have the character"),
        (lambda store, id: store.tag([id], [" "]), "without a comma, got ''"),
        (lambda store, id: store.tag([id], ["a,b"]), "without a comma, got 'a,b'"),
        (lambda store, id: store.tag([id], map(str, range(21))), "at most 20 tags"),
        (lambda store, id: store.tag([id, "nosuch"], ["a"]), "no run 'nosuch'"),
        (lambda store, id: store.delete(["nosuch"]), "no run 'nosuch'"),
        (lambda store, id: store.restore([id, "nosuch"]), "no run 'nosuch'"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(store, done, call, words):
    before = store.get(done.id)
    with pytest.raises(RequestError, match=words):
        call(store, done.id)
    assert store.get(done.id) == before


def test_a_run_goes_into_the_bin_and_comes_back_whole(store, done):
    before = store.history(done.id)
    store.delete([done.id])
    assert store.list() == [] and store.counts()["completed"] == 0
    assert store.get(done.id).deleted is not None
    store.restore([done.id])
    assert [run.id for run in store.list()] == [done.id]
    assert store.get(done.id).deleted is None
    assert store.history(done.id) == before


def test_a_run_that_goes_on_cannot_be_deleted_nor_those_named_with_it(store, done):
    running = filling.running(store, "numeric-binary/mlp")
    with pytest.raises(RequestError, match="stop it before"):
        store.delete([done.id, running.id])
    assert store.get(done.id).deleted is None


def test_emptying_the_bin_takes_only_what_is_in_it(store, done):
    other = filling.completed(store, "numeric-binary/mlp", epochs=3)
    binned = filling.completed(store, "numeric-binary/mlp", epochs=3)
    store.delete([done.id, binned.id])
    assert store.empty_bin([done.id, other.id]) == [done.id]
    with pytest.raises(RequestError):
        store.get(done.id)
    assert len(store.history(done.id)) == 0 and len(store.history(binned.id)) == 3
    version = store.version()
    assert store.empty_bin() == [binned.id]
    assert store.version() > version
    assert [run.id for run in store.list()] == [other.id]
    assert store.empty_bin() == []


def test_very_many_at_once_and_each_in_its_own_state(store):
    first = filling.stopped(store).id
    runs = [first, *(f"{number:011}" for number in range(1_202))]
    with store.reading() as connection:
        row = connection.execute(tables.runs.select()).mappings().one()
    copies = [{**row, "id": run_id} for run_id in runs[1:]]
    store.write(lambda connection: connection.execute(insert(tables.runs), copies) and None)
    store.tag(runs[:2], ["first"])
    store.tag(runs, ["all"])
    assert store.get(runs[1]).tags == ("all", "first") and store.get(runs[-1]).tags == ("all",)
    store.delete(runs)
    store.restore(runs[::2])
    assert len(store.list()) == 602
    assert sorted(store.empty_bin(runs)) == sorted(runs[1::2])
    assert len(store.list()) == 602
    store.tag([], ["nobody"])
    store.delete([])
