"""The way from an input to all test samples on which the same networks differ."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.i18n import gettext
from pages.components.inside.models import Row


def show_differ(rows: Sequence[Row]) -> None:
    """Link to where Compare shows which of these networks is right on which test samples."""
    if len(rows) < 2 or rows[0].recipe.data.classes is None:
        return
    runs = [model.run_id for row in rows for model in row.models if model.run_id]
    recipes = [row.recipe.id for row in rows if not row.models[0].run_id]
    names = {"runs": runs, "recorded": recipes}
    query = {name: ",".join(values) for name, values in names.items() if values}
    st.page_link(
        "compare.py",
        label=gettext("Where do they differ?"),
        icon=":material/difference:",
        query_params=query | {"tab": "mistakes"},
    )
