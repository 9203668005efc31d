"""What the page gives for a replay and the stage, and its part of their address."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from core.analysis.lines import group_labels
from core.analysis.selection import Selection
from core.analysis.standing import Standing
from core.charts.arrays import decode
from pages.components.compare.answer import raced_and_leading
from pages.components.compare.comparison import View, curves_along
from pages.components.compare.replay import replay_words
from tests.core.analysis.making import entrant
from tests.pages import filling

FOUR = ("imdb/mlp", "imdb/lstm", "imdb/cnn", "imdb/rcnn")


@pytest.fixture
def open_compare(open_page):
    return lambda **query: open_page("compare", **query)


def given(page, key: str) -> dict:
    """What the component whose data has ``key`` was given."""
    for element in page.main:
        if element.type == "bidi_component":
            data = json.loads(element.proto.json)
            if key in data:
                return data
    raise AssertionError(f"no component was given {key}")


def buttons(page) -> dict[str, dict]:
    return {button["opens"]: button for button in given(page, "buttons")["buttons"]}


def finished(store):
    return [filling.completed(store, name) for name in FOUR]


def test_a_replay_is_offered_from_the_first_epoch_on_and_the_stage_always(open_compare, store):
    run = filling.running(store, "imdb/cnn", done=0)
    page = open_compare(runs=run.id)
    assert buttons(page)["replay"]["disabled"] and not buttons(page)["stage"]["disabled"]
    assert given(page, "replay")["replay"] is None
    store.histories.append(run.id, 0, [filling.epoch_row(run, 0)], [42.0], holder=filling.HOLDER)
    page.run()
    assert not buttons(page)["replay"]["disabled"]
    assert given(page, "replay")["replay"]["end"] == 42.0


@pytest.mark.parametrize("query", [{}, {"mean": "0", "smoothing": "0.6"}, {"axis": "samples"}])
def test_every_point_of_the_curves_has_its_time(open_compare, store, query):
    runs = [*finished(store), filling.completed(store, FOUR[0], seed=1)]
    page = open_compare(runs=",".join(run.id for run in runs), **query)
    data = given(page, "replay")
    times = {uid: decode(ends) for uid, ends in data["replay"]["times"].items()}
    curves = [
        trace
        for trace in data["figure"]["data"]
        if trace["uid"].endswith(("training", "validation"))
    ]
    assert len(curves) == 2 * (5 if query.get("mean") else 4)
    for trace in curves:
        assert len(times[trace["uid"]]) == len(decode(trace["x"])), trace["uid"]
        assert (np.diff(times[trace["uid"]]) > 0).all()
    tests = {trace["uid"] for trace in data["figure"]["data"] if trace["uid"].endswith(" test")}
    assert tests <= times.keys()


def test_chips_hear_when_each_epoch_ended_and_what_it_showed(open_compare, store):
    run = filling.completed(store, "imdb/cnn", epochs=3)
    data = given(open_compare(runs=run.id), "replay")
    racer = data["replay"]["racers"][run.recipe_key]
    assert [point[:2] for point in racer["points"]] == [[42, 1], [84, 2], [126, 3]]
    assert racer["points"][0][2] == "72.0" and racer["unit"] == "%"
    assert racer["epochs"] == 3 and racer["tested"] == 126
    assert data["replay"]["rate"] == pytest.approx(126 / 20)
    assert decode(data["replay"]["events"]) == pytest.approx([42, 84, 126])
    assert all(0 < moment["time"] <= 126 and moment["text"] for moment in data["replay"]["moments"])


def test_reference_runs_have_short_names_and_an_answer(open_compare, store):
    data = given(open_compare(guess="mlp,convolutional"), "replay")
    assert sorted(name for name, _ in data["names"].values()) == ["CNN", "CNN-LSTM", "LSTM", "MLP"]
    assert data["answer"]["state"] == "clear" and not data["answer"]["limit"]
    assert [word for word, _ in data["answer"]["reasons"][0]["families"]] == ["green", "violet"]
    assert len(data["answer"]["guess"]) == 2 and "*" not in "".join(data["answer"]["guess"])


def test_who_is_not_judged_yet_has_no_reason(open_compare, store):
    one, two, three = (entrant(name) for name in FOUR[:3])
    where = Standing((three.group, one.group), three.group, (), (), (one.group,))
    raced, leading = raced_and_leading([one, two, three], where)
    assert set(raced) == {"mlp", "convolutional"} and leading == {"convolutional"}
    assert set(raced_and_leading([one, two, three], None)[0]) == {
        "mlp",
        "recurrent",
        "convolutional",
    }


def test_the_browsers_part_of_the_address_stays_as_it_is(open_compare, store):
    names = {"recorded": "probe-motif/mlp,probe-motif/cnn"}
    screen = {"replay": "12.5", "stage": "1", "reveal": "1"}
    page = open_compare(**names, **screen)
    assert page.query_params == names | screen
    assert not [warning for warning in page.warning if "link" in warning.icon]


def test_what_is_wrong_in_it_is_reported_and_dropped(open_compare, store):
    page = open_compare(recorded="probe-motif/mlp", replay="soon", stage="maybe")
    assert "replay" in page.warning[0].value and "stage" in page.warning[0].value
    assert page.query_params == {"recorded": "probe-motif/mlp"}


def test_keys_can_be_switched_off(open_compare, store):
    page = open_compare()
    assert given(page, "replay")["keys"] and buttons(page)["stage"]["key"] == "S"
    page.toggle(key="compare keys").set_value(False).run()
    assert not given(page, "replay")["keys"] and buttons(page)["stage"]["key"] == ""
    assert page.query_params["keys"] == "0"


@pytest.mark.parametrize("axis", ["epoch", "seconds"])
@pytest.mark.parametrize("mean", [True, False])
def test_points_within_epochs_have_their_times_too(axis, mean):
    within = {"train_samples": None, "positions": np.array([0.25, 0.5, 0.75, 1.25])}
    within |= {"points": {"accuracy": np.array([0.5, 0.55, 0.6, 0.65])}}
    runs = [
        entrant("imdb/cnn", val=(0.6, 0.7), test=0.7, **within),
        entrant("imdb/lstm", val=(), status="running", **within),  # in its first epoch
    ]
    view = View(selection=Selection(), mean=mean, axis=axis)
    comparison = SimpleNamespace(entrants=runs, metric="accuracy", facts=("points", axis, mean))
    times = replay_words(view, comparison, group_labels(runs))["times"]
    for line in curves_along(axis, view, runs, "accuracy"):
        uid = f"{line.key} {'training' if line.training else 'validation'}"
        assert len(decode(times[uid])) == len(line.values), uid
