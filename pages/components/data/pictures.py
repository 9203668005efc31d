"""Pictures: one as an image and as its matrix of numbers, and a gallery by class."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.analysis.data_pictures import gallery, levels, pixels
from core.charts.picture import plot_gallery, plot_picture
from core.i18n import gettext, mark
from pages.components.data.charts import show_chart
from pages.components.data.view import View, sample_words
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.frame.tiles import show_pixels
from pages.components.live.loading import Loaded

EACH = 12
PICTURE_HEIGHT, GALLERY_HEIGHT = 330, 620
GALLERY_PAGE = "data gallery"
PAGES = 50


def show_pictures(current: View, loaded: Loaded) -> None:
    """Show the chosen picture as image and numbers, then examples of every class."""
    view, place = loaded.view, current.place
    most = levels(current.dataset)
    name = view.class_name(int(view.splits[place.split].targets[place.sample]))
    text = mark("Picture {number:,} of {count:,}, {split}: {name}")
    st.markdown(f"### {sample_words(text, current, view)}")
    picture = pixels(view, place.split, np.array([place.sample]))[0]
    left, right = st.columns([1, 2.3], gap="medium")
    with left:
        show_chart(
            plot_picture(picture, levels=most, theme=theme(), revision=current.dataset),
            key="picture",
            label=gettext("A handwritten {name}", name=name),
            height=PICTURE_HEIGHT,
        )
    with right:
        show_pixels(picture, levels=most, label=gettext("The picture as numbers"))
    sentence = gettext(
        "Each pixel is a whole number from 0 (paper) to {most} (ink); the model sees it divided by "
        "{most}, from 0 to 1.",
        most=most,
    )
    st.markdown(wording.small(sentence))
    _show_gallery(current, loaded, most)


def _show_gallery(current: View, loaded: Loaded, most: int) -> None:
    view, place = loaded.view, current.place
    page = st.session_state.setdefault(GALLERY_PAGE, 0)
    st.markdown(f"**{gettext('Examples of every class')}**")
    rows = loaded.once(gallery, place.split, EACH, page * EACH)
    show_chart(
        plot_gallery(
            rows,
            [view.class_name(label) for label in range(view.dataset.classes)],
            levels=most,
            axis=gettext("class"),
            theme=theme(),
            revision=current.dataset,
        ),
        key="gallery",
        label=gettext("{count} pictures of every class", count=EACH),
        height=GALLERY_HEIGHT,
    )
    st.button(
        gettext("Show {count} others of every class", count=EACH),
        key="data gallery next",
        icon=":material/refresh:",
        on_click=_turn_page,
    )


def _turn_page() -> None:
    st.session_state[GALLERY_PAGE] = (st.session_state.get(GALLERY_PAGE, 0) + 1) % PAGES
