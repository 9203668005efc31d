"""Benches on the page Recipes: the address has the numbers, and refuses others in a sentence."""

from __future__ import annotations

import re

import pytest

from core.inside.benches import BENCHES, OF_LAYERS
from core.recipes import recipe
from tests.pages.runs import sent, url


def shown(page) -> dict:
    (data,) = (data for data in sent(page) if "bench" in data)
    return data


def test_the_address_has_numbers_and_step(open_page):
    page = open_page("recipes", bench="convolution", image="3,0;0,2", step="1", recipe="digits/cnn")
    assert not page.warning and shown(page)["steps"][0]["line"] == "3 + 0 + 0 + 2 = 5"
    expected = {"recipe": "digits/cnn", "bench": "convolution", "image": "3,0;0,2"}
    assert url(page) == expected
    page.button(key="close bench").click().run()
    assert url(page) == {"recipe": "digits/cnn"}
    assert not [data for data in sent(page) if "bench" in data]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"bench": "convolutoin"}, "convolution, "),
        ({"bench": "convolution", "image": "1,x"}, "image must be a matrix"),
        ({"bench": "convolution", "mask": "1,2,3,4,5"}, "must not be larger"),
        ({"bench": "pooling", "mask": "1"}, "'mask'"),
    ],
)
def test_what_the_address_has_wrong_is_named_and_the_source_is_shown(open_page, query, words):
    page = open_page("recipes", **query)
    assert words in page.warning[0].value.replace("\\", "")
    if query["bench"] in BENCHES:
        assert shown(page)["typed"] == shown(page)["defaults"]


def test_layers_open_their_benches_and_benches_each_other(open_page):
    page = open_page("recipes", recipe="digits/cnn")
    html = "".join(element.proto.body for element in page.main if element.type == "html")
    linked = re.findall(r"bench=([\w-]+)", html)
    types = [item.type for item in recipe("digits/cnn").layers]
    assert linked == [name for type in types for name in OF_LAYERS.get(type, ())]
    page = open_page("recipes", recipe="digits/cnn", bench="convolution", image="1,1;1,1")
    (pills,) = page.get("button_group") or page.get("pills")
    pills.set_value("pooling").run()
    assert shown(page)["bench"] == "pooling" and url(page)["bench"] == "pooling"
    assert "image" not in url(page)
