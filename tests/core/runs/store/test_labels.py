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
    store.labels.rename(done.id, "  my best  ")
    store.labels.annotate(done.id, "It turned\nafter two epochs.")
    run = store.runs.get(done.id)
    assert (run.name, run.note) == ("my best", "It turned\nafter two epochs.")
    assert run.changed > done.changed
    store.labels.rename(done.id, "")
    assert store.runs.get(done.id).name == ""


def test_tags_are_added_to_several_and_taken_from_them(store, done):
    other = filling.completed(store, "numeric-binary/mlp", epochs=3)
    store.labels.tag([done.id, other.id], ["lecture", "first try"])
    store.labels.tag([done.id], ["lecture", "kept"])
    assert store.runs.get(done.id).tags == ("first try", "kept", "lecture")
    store.labels.untag([done.id, other.id], ["first try", "never given"])
    assert store.runs.get(done.id).tags == ("kept", "lecture")
    assert store.runs.get(other.id).tags == ("lecture",)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda store, id: store.labels.rename(id, "x" * 121), "at most 120 characters, got 121"),
        (lambda store, id: store.labels.rename(id, "two\nlines"), "one line of text"),
        (lambda store, id: store.labels.annotate(id, "x" * 10_001), "at most 10,000 characters"),
        (lambda store, id: store.labels.annotate(id, "a\0b"), "cannot have the character"),
        (lambda store, id: store.labels.annotate(id, "\ud800"), "cannot have the character"),
        (lambda store, id: store.labels.tag([id], [" "]), "without a comma, got ''"),
        (lambda store, id: store.labels.tag([id], ["a,b"]), "without a comma, got 'a,b'"),
        (lambda store, id: store.labels.tag([id], map(str, range(21))), "at most 20 tags"),
        (lambda store, id: store.labels.tag([id, "nosuch"], ["a"]), "no run 'nosuch'"),
        (lambda store, id: store.bin.add(["nosuch"]), "no run 'nosuch'"),
        (lambda store, id: store.bin.restore([id, "nosuch"]), "no run 'nosuch'"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(store, done, call, words):
    before = store.runs.get(done.id)
    with pytest.raises(RequestError, match=words):
        call(store, done.id)
    assert store.runs.get(done.id) == before


def test_a_run_goes_into_the_bin_and_comes_back_whole(store, done):
    before = store.histories.get(done.id)
    store.bin.add([done.id])
    assert store.runs.list() == [] and store.runs.counts()["completed"] == 0
    assert store.runs.get(done.id).deleted is not None
    store.bin.restore([done.id])
    assert [run.id for run in store.runs.list()] == [done.id]
    assert store.runs.get(done.id).deleted is None
    assert store.histories.get(done.id) == before


def test_a_run_that_goes_on_cannot_be_deleted_nor_those_named_with_it(store, done):
    running = filling.running(store, "numeric-binary/mlp")
    with pytest.raises(RequestError, match="stop it before"):
        store.bin.add([done.id, running.id])
    assert store.runs.get(done.id).deleted is None


def test_emptying_the_bin_takes_only_what_is_in_it(store, done):
    other = filling.completed(store, "numeric-binary/mlp", epochs=3)
    binned = filling.completed(store, "numeric-binary/mlp", epochs=3)
    store.bin.add([done.id, binned.id])
    assert store.bin.empty([done.id, other.id]) == [done.id]
    with pytest.raises(RequestError):
        store.runs.get(done.id)
    assert len(store.histories.get(done.id)) == 0 and len(store.histories.get(binned.id)) == 3
    version = store.database.version()
    assert store.bin.empty() == [binned.id]
    assert store.database.version() > version
    assert [run.id for run in store.runs.list()] == [other.id]
    assert store.bin.empty() == []


def test_very_many_at_once_and_each_in_its_own_state(store):
    first = filling.stopped(store).id
    runs = [first, *(f"{number:011}" for number in range(1_202))]
    with store.database.reading() as connection:
        row = connection.execute(tables.runs.select()).mappings().one()
    copies = [{**row, "id": run_id} for run_id in runs[1:]]
    store.database.write(
        lambda connection: connection.execute(insert(tables.runs), copies) and None
    )
    store.labels.tag(runs[:2], ["first"])
    store.labels.tag(runs, ["all"])
    assert store.runs.get(runs[1]).tags == ("all", "first") and store.runs.get(runs[-1]).tags == (
        "all",
    )
    store.bin.add(runs)
    store.bin.restore(runs[::2])
    assert len(store.runs.list()) == 602
    assert sorted(store.bin.empty(runs)) == sorted(runs[1::2])
    assert len(store.runs.list()) == 602
    store.labels.tag([], ["nobody"])
    store.bin.add([])
