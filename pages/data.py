"""Data: look at a dataset before you train."""

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
from pages.components.data.view import View, read_url, write_url
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.live.get_data import show_get_data
from pages.components.live.loading import load

SHOW = {
    "numeric-binary": show_numbers,
    "text-binary": show_texts,
    "text-multiclass": show_texts,
    "image-multiclass": show_pictures,
    "series-regression": show_series,
}


def main() -> None:
    with show_errors():
        view = read_url()
        left, right = st.columns([1, 2.6], gap="large")
        with left, show_errors():
            choose_dataset(view)
        with right, show_errors():
            for notice in view.notices:
                st.warning(wording.escape_markdown(notice))
            data = view.recipe.data
            task = gettext(wording.TASKS[data.task])
            st.markdown(f"## {wording.escape_markdown(gettext(data.title))} :small[· {task}]")
            if show_get_data(view.dataset):
                show_dataset(view)
            show_source(view.dataset)
        write_url(view)
        session.remember_subject("data", view.place.recipe)


def show_dataset(view: View) -> None:
    """Show an overview, single samples and the class balance of an available dataset."""
    with show_errors():
        loaded = load(view.place)
        show_overview(view, loaded)
        choose_sample(view, loaded)
        SHOW[view.recipe.task](view, loaded)
        if loaded.view.dataset.classes:
            show_balance(view, loaded)


main()
