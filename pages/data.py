"""Data: look before you train."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from pages.components.data.choice import choose_dataset, choose_sample
from pages.components.data.numbers import show_numbers
from pages.components.data.overview import show_balance, show_overview
from pages.components.data.pictures import show_pictures
from pages.components.data.series import show_series
from pages.components.data.source import show_source
from pages.components.data.texts import show_texts
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.live.get_data import show_get_data
from pages.components.live.loading import load
from pages.components.live.looking import Looking, looking, write_url
from pages.components.live.serving import page_is_out

SHOW = {
    "numeric-binary": show_numbers,
    "text-binary": show_texts,
    "text-multiclass": show_texts,
    "image-multiclass": show_pictures,
    "series-regression": show_series,
}


def main() -> None:
    with show_errors():
        here = looking()
        left, right = st.columns([1, 2.6], gap="large")
        with left, show_errors():
            choose_dataset(here)
        with right, show_errors():
            for notice in here.notices:
                st.warning(wording.escape_markdown(notice))
            data = here.recipe.data
            task = gettext(wording.TASKS[data.task])
            st.markdown(f"## {wording.escape_markdown(gettext(data.title))} :small[· {task}]")
            if show_get_data(here.dataset):
                show_dataset(here)
            show_source(here.dataset)
        write_url(here)
        session.remember_subject("data", here.place.recipe)
    page_is_out()


def show_dataset(here: Looking) -> None:
    """What there is to see of a dataset that is here."""
    with show_errors():
        loaded = load(here)
        show_overview(here, loaded)
        choose_sample(here, loaded)
        SHOW[here.recipe.task](here, loaded)
        if loaded.view.dataset.classes:
            show_balance(here, loaded)


main()
