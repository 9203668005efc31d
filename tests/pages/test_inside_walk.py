"""The layer walk on the page Inside: what the address names, what is typed, what cannot be."""

from __future__ import annotations

import pytest

from tests.pages.runs import sent, url
from tests.pages.test_inside import BROKEN, MOTIF

CNN = "probe-motif/cnn"


def walks(page) -> list[dict]:
    return [data for data in sent(page) if "cards" in data]


def walk(page) -> dict:
    return walks(page)[0]


def test_the_walk_begins_with_the_answer_of_the_first_model(open_page):
    page = open_page("inside", dataset="topics")
    data = walk(page)
    assert not page.exception and "walk" not in url(page)
    assert data["walk"] == "topics/mlp" and len(data["models"]) == 4
    assert data["layer"] == data["count"] == len(data["cards"])
    assert data["sum"]["value"] == data["cards"][-1]["marked"]


def test_the_address_names_model_layer_and_unit(open_page):
    names = {"recipe": f"{CNN},probe-motif/lstm", "sample": "3"}
    place = {"walk": CNN, "layer": "2", "unit": "4,16"}
    page = open_page("inside", **names, **place)
    data = walk(page)
    assert url(page) == names | place
    assert (data["layer"], data["cards"][1]["place"]) == (2, [3, 15])
    assert data["point"] == {"walk": CNN, "layer": 2, "unit": [3, 15], "step": None}
    assert data["compare"] is False and len(walks(page)) == 1
    step = {"walk": "probe-motif/lstm", "layer": "2", "unit": "6", "step": "100"}
    page = open_page("inside", **names, **step)
    assert walk(page)["cards"][1]["place"] == [99, 5] and url(page) == names | step


def test_what_is_given_changes_the_walk(open_page):
    values = []
    for tokens in (BROKEN, MOTIF):
        page = open_page("inside", recipe=CNN, input=" ".join(tokens))
        values.append(float(walk(page)["sum"]["value"]))
    assert values[0] < 0.5 < values[1]


def test_a_unit_that_is_not_there_is_a_sentence(open_page):
    page = open_page("inside", recipe=CNN, layer="9", unit="x")
    assert not page.exception and len(page.warning) == 1 and "x" in page.warning[0].value
    page = open_page("inside", recipe=CNN, layer="2", unit="500,1")
    assert walk(page)["problem"] and walk(page)["cards"]


@pytest.mark.parametrize("text", ["1 2", "one two"])
def test_an_input_that_nobody_can_read_has_no_walk(open_page, text):
    page = open_page("inside", recipe=CNN, input=text)
    assert not page.exception and not page.error
    assert walk(page)["cards"] == []


def test_two_walks_are_compared(open_page):
    names = {"recipe": f"{CNN},probe-motif/rcnn"}
    places = {"walk": CNN, "layer": "2", "unit": "4,16", "walk2": "probe-motif/rcnn", "layer2": "4"}
    page = open_page("inside", **names, **places)
    first, second = walks(page)
    assert url(page) == names | places
    assert (first["layer"], second["layer"]) == (2, 4)
    assert first["compare"] is True and second["compare"] is None
    assert second["cards"][3]["title"] == "LSTM" and second["sum"]["kind"] == "step"
