"""The planes of two features on the page Inside."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from core.inside.plane import SIDE
from core.recipes import recipe
from core.settings import load_settings
from pages.components.inside.epochs import KEY
from tests.core.inside.drawn import completed_run, keep_epochs
from tests.pages.runs import sent, url

CANCER = {"dataset": "breast-cancer"}


def plane(page) -> dict:
    return next(data for data in sent(page) if "axes" in data)


def features(page) -> list[dict]:
    return next(data["features"] for data in sent(page) if "changed" in data)


def shares(data: dict, row: int = 0) -> np.ndarray:
    return np.frombuffer(base64.b64decode(data["rows"][row]["values"]), np.uint8)


def test_at_first_it_is_of_the_two_features_that_reach_furthest(open_page):
    page = open_page("inside", **CANCER)
    data = plane(page)
    shown = [one for axis in data["axes"] for one in features(page) if one["number"] == axis]
    assert len({*data["axes"]}) == 2 and "axes" not in url(page)
    assert data["here"] == [one["start"] for one in shown]
    assert data["ranges"] == [[one["least"], one["most"]] for one in shown]
    assert max(np.ptp(shares(data, row)) for row in range(4)) > 50
    assert len(data["rows"]) == 4 and not data["problem"]
    assert all(shares(data, row).size == SIDE * SIDE for row in range(4))


def test_the_address_has_the_axes_and_changes_move_the_place(open_page):
    page = open_page("inside", **CANCER, axes="23,8", input="22:100.5")
    data = plane(page)
    assert data["axes"] == [22, 7] and data["here"][0] == 100.5
    assert url(page)["axes"] == "23,8"


@pytest.mark.parametrize("axes", ["23,23", "1,99", "4", "0,2"])
def test_axes_that_are_none_are_a_sentence_and_the_planes_stay(open_page, axes):
    page = open_page("inside", **CANCER, axes=axes)
    data = plane(page)
    assert not page.exception and data["problem"] and len(data["rows"]) == 4


def test_the_boundary_changes_as_it_learnt(open_page, store):
    entry = recipe("breast-cancer/mlp")
    run = completed_run(store, load_settings(), entry, seed=99, epochs=10)
    keep_epochs(load_settings(), run.id, entry, 0, 1, 2, 3, 5, 8)
    page = open_page("inside", run=run.id, axes="1,2")
    end = shares(plane(page))
    page.select_slider(key=KEY).set_value(5).run()
    assert not np.array_equal(shares(plane(page)), end)


def test_other_data_has_no_planes(open_page):
    page = open_page("inside", dataset="topics")
    assert not any("axes" in data for data in sent(page))


@pytest.mark.parametrize("given", [{"sample": "99999"}, {"input": "x"}, {"input": "3:nan"}])
def test_where_nothing_can_be_read_there_is_no_plane_and_no_second_sentence(open_page, given):
    page = open_page("inside", **CANCER, **given)
    assert not page.exception and not any("axes" in data for data in sent(page))
    assert len(page.error) + len(page.warning) == 1
