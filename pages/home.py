"""Home: tasks down, families across."""

from __future__ import annotations

import streamlit as st

from core.architectures import FAMILIES
from core.datasets import DATASETS, TASKS
from core.i18n import gettext
from core.recipes.catalogue import representative
from pages.components import wording
from pages.components.errors import told
from pages.components.picker import published
from pages.components.serving import page_is_out

# What Train's addresses were while it was the only page.
TRAINS_OWN = {"run", "recipe"}


def main() -> None:
    if TRAINS_OWN & set(st.query_params):
        st.switch_page("train.py", query_params=dict(st.query_params))
    with told():
        st.markdown("## Recipe Lab")
        for task in TASKS:
            st.markdown(f"#### {gettext(wording.TASKS[task])}")
            for name, data in DATASETS.items():
                if data.task == task:
                    _show_row(name)
    page_is_out()


def _show_row(dataset: str) -> None:
    st.markdown(f"**{gettext(DATASETS[dataset].title)}**")
    for place, family in zip(st.columns(len(FAMILIES)), FAMILIES, strict=True):
        entry = representative(dataset, family)
        with place:
            label = f"{wording.family_mark(family)} {entry.id} · {published(entry)}"
            st.page_link("train.py", label=label, query_params={"recipe": entry.id})


main()
