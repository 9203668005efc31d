"""The page Inside's slider through a run's epochs, also of one that still trains."""

from __future__ import annotations

import pytest

from core.recipes import recipe
from core.runs.files.artifacts import EPOCHS
from core.settings import load_settings
from pages.components.inside.epochs import END, KEY
from tests.core.inside.drawn import completed_run, keep_epochs
from tests.pages import filling
from tests.pages.runs import url
from tests.pages.test_inside import doors, rows

CNN = recipe("topics/cnn")


@pytest.fixture
def learnt(store):
    """A completed run of 10 epochs with random weights, other ones after each epoch."""
    run = completed_run(store, load_settings(), CNN, seed=99, epochs=10)
    keep_epochs(load_settings(), run.id, CNN, 0, 1, 2, 3, 5, 8)
    return run


def slider(page):
    return page.select_slider(key=KEY)


def track(page) -> list:
    """What decides the answer shown in each row."""
    return [row["bars"] for row in rows(page)]


def test_answers_follow_the_slider_and_the_address(open_page, learnt):
    page = open_page("inside", run=learnt.id)
    assert slider(page).options == ["0", "1", "2", "3", "5", "8", "end"]
    assert slider(page).value == END and "epoch" not in url(page)
    end = track(page)
    slider(page).set_value(5).run()
    assert url(page)["epoch"] == "5" and track(page) != end
    again = open_page("inside", run=learnt.id, epoch="5")
    assert slider(again).value == 5 and track(again) == track(page)
    slider(page).set_value(END).run()
    assert "epoch" not in url(page) and track(page) == end


def test_an_epoch_between_is_the_one_before_and_a_later_one_the_end(open_page, learnt):
    values = {epoch: open_page("inside", run=learnt.id, epoch=str(epoch)) for epoch in (7, 5, 9999)}
    assert track(values[7]) == track(values[5]) != track(values[9999])
    assert track(values[9999]) == track(open_page("inside", run=learnt.id))


def test_models_without_epochs_stay_at_their_end(open_page, learnt):
    names = {"run": learnt.id, "recipe": "topics/mlp"}
    first, last = (open_page("inside", **names, epoch=epoch) for epoch in ("0", "-1"))
    changed = [one != other for one, other in zip(track(first), track(last), strict=True)]
    assert sorted(changed) == [False, True]
    assert not open_page("inside", recipe="topics/mlp").select_slider


def test_an_epoch_in_the_address_that_is_none_is_a_sentence(open_page, learnt):
    for epoch in ("-5", "x", "1.5", "9" * 400):
        page = open_page("inside", run=learnt.id, epoch=epoch)
        assert len(page.warning) == 1 and slider(page).value == END


def test_a_run_that_trains_is_asked_after_its_newest_epoch(open_page, store):
    run = filling.running(store, "topics/cnn", done=3)
    page = open_page("inside", run=run.id)
    assert not page.exception and not page.select_slider
    folder = load_settings().artifacts / run.id
    folder.mkdir(parents=True)
    keep_epochs(load_settings(), run.id, CNN, 0, 1)
    store.histories.append(run.id, 3, [filling.epoch_row(run, 3)], [0.1], holder=filling.HOLDER)
    page = open_page("inside", run=run.id)
    assert slider(page).options == ["0", "1", "now"] and len(rows(page)) == 1
    keep_epochs(load_settings(), run.id, CNN, 0, 1, 2)
    store.histories.append(run.id, 4, [filling.epoch_row(run, 4)], [0.1], holder=filling.HOLDER)
    before = track(page)
    page.run()
    assert slider(page).options == ["0", "1", "2", "now"] and track(page) != before
    assert doors(open_page("runs", run=run.id)) == [{"run": [run.id]}]


def test_a_damaged_file_of_epochs_leaves_the_end(open_page, learnt):
    path = load_settings().artifacts / learnt.id / EPOCHS
    path.write_bytes(path.read_bytes()[:-100])
    page = open_page("inside", run=learnt.id, epoch="3")
    assert not page.exception and not page.select_slider and len(rows(page)) == 1
