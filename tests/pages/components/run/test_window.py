"""A sample under a kernel: where the frame is, before and after a change."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

FRAMED = re.compile(r'<span class="frame">(.*?)</span>')


def windows() -> None:
    import streamlit as st

    from core.recipes import recipe
    from pages.components.run.window import show_window

    entry = recipe(st.session_state.recipe)
    show_window(entry.with_settings(st.session_state.changes), entry)


def drawn(store, recipe_id: str, **changes) -> str:
    page = AppTest.from_function(windows, default_timeout=60)
    page.session_state.recipe, page.session_state.changes = recipe_id, changes
    page.run()
    assert not page.exception
    return "".join(element.proto.body for element in page.get("html"))


def tokens(html: str) -> list[list[str]]:
    """What each frame has in it."""
    return [re.findall("<b>(.*?)</b>", frame) for frame in FRAMED.findall(html)]


def test_the_frame_has_the_kernels_size_around_what_decides(store):
    (frame,) = tokens(drawn(store, "probe-motif/cnn"))
    assert len(frame) == 5 and "0 1 2" in " ".join(frame)


def test_another_kernel_is_drawn_below_the_recipes_own(store):
    before, after = tokens(drawn(store, "topics/cnn", kernel_size=9))
    assert (len(before), len(after)) == (5, 9)
    assert "".join(before) in "".join(after)


@pytest.mark.parametrize(
    ("recipe_id", "size"),
    [
        ("digits/cnn", "width:37.500%;height:37.500%"),  # 3 of 8 pixels
        ("digits/rcnn", "width:100.000%;height:37.500%"),  # three whole rows
    ],
)
def test_a_picture_has_its_frame_in_pixels(store, recipe_id, size):
    html = drawn(store, recipe_id)
    assert size in html and html.count("<i ") == 64


@pytest.mark.parametrize("recipe_id", ["series/conv1d", "noise/cnn"])
def test_readings_and_numbers_are_framed_too(store, recipe_id):
    (frame,) = tokens(drawn(store, recipe_id))
    assert len(frame) in (3, 5) and all(re.fullmatch(r"−?\d+\.\d", text) for text in frame)


@pytest.mark.parametrize("recipe_id", ["topics/lstm", "topics/mlp", "imdb/cnn"])
def test_without_a_convolution_or_its_data_nothing_is_drawn(store, recipe_id):
    assert drawn(store, recipe_id) == ""
