"""Sweeps: try many settings of a recipe, and confirm the best by validation on fresh seeds."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from pages.components.frame import wording
from pages.components.frame.errors import show_errors
from pages.components.sweeps.choice import choice, read_url, write_url
from pages.components.sweeps.form import show_form
from pages.components.sweeps.list import show_list
from pages.components.sweeps.one import show_one


def main() -> None:
    with show_errors():
        read_url()
        view = choice()
        if view.sweep:
            show_one(view.sweep)
        else:
            _show_all()
        write_url()


def _show_all() -> None:
    st.markdown(f"## {gettext('Sweeps')}")
    if choice().notice:
        st.warning(wording.escape_markdown(choice().notice), icon=":material/error:")
    left, right = st.columns([2, 3], gap="large")
    with left:
        show_form()
    with right:
        show_list()


main()
