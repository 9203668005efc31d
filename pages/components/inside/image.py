"""A digit as the input: drawn, a test digit or a PNG image, and what every model answers to it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext
from core.inside.drawing import Drawing
from core.inside.images import read_pixels
from pages.components.frame import wording
from pages.components.frame.errors import report_errors
from pages.components.inside import choice
from pages.components.inside.digits import describe
from pages.components.inside.models import Row
from pages.components.inside.picture import Picture, picture_of
from pages.components.inside.sequence import follow
from pages.components.live.component import component

KEY, FILE, PROBLEM = "inside image", "inside png", "inside image problem"
MOST_MEGABYTES = 5
SCANS = {8: 32}
"""Pixels on a side that are read of a file for images of 8×8, so that it can be centred."""
_HTML = '<div class="image"></div>'
_SHARED = tuple(
    Path(__file__).with_name(name) for name in ("give.js", "canvas.js", "heat.js", "heat.css")
)


def show(rows: list[Row]) -> None:
    """Show the square to draw in, what the models get, and what every row answers.

    Args:
        rows: The models, at least one row; all read the same dataset.
    """
    row = rows[0]
    picture, problem = _current(row)
    problem = st.session_state.pop(PROBLEM, problem)
    if problem:
        st.warning(wording.escape_markdown(problem), icon=":material/error:")
    component(__file__, _HTML, shares=_SHARED)(
        key=KEY, data=describe(rows, picture), on_given_change=partial(follow, KEY)
    )
    with st.expander(gettext("Read a PNG image")):
        st.file_uploader(
            gettext("One digit, dark on light or light on dark"),
            type="png",
            max_upload_size=MOST_MEGABYTES,
            key=FILE,
            on_change=lambda: _read_file(row),
        )


def _current(row: Row) -> tuple[Picture, str]:
    """What is given; and why it cannot be shown, in a sentence."""
    try:
        return picture_of(choice.given(), row.recipe), ""
    except RecipeLabError as error:
        return Picture(Drawing()), str(error)


def _read_file(row: Row) -> None:
    """Show what was uploaded; a file that is refused changes nothing."""
    file, side = st.session_state[FILE], row.recipe.input_shape[0]
    if file is not None:
        with report_errors(_note):
            pixels, _ = read_pixels(file.getvalue(), (SCANS.get(side, side),) * 2)
            picture, _ = _current(row)
            choice.give(text=replace(picture, drawing=Drawing(image=pixels), meant=None).text)


def _note(sentence: str) -> None:
    st.session_state[PROBLEM] = sentence
