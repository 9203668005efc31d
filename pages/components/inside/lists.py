"""A file of inputs, answered by every model as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.analysis.export import table_csv
from core.errors import RecipeLabError, RequestError
from core.i18n import gettext
from core.inside.lists import answers_table
from pages.components.frame import wording
from pages.components.inside import words
from pages.components.inside.models import Row
from pages.components.live.manager import run_manager

MOST_MEGABYTES = 5


def show_list(rows: list[Row], *, texts: bool = False) -> None:
    """Draw a fold that takes a file of inputs and gives one of answers.

    Args:
        rows: The models.
        texts: Whether an input is a line of text; otherwise it is a row of a CSV file.
    """
    with st.expander(gettext("Ask a whole file")):
        label = gettext("One text per line") if texts else gettext("One row per input, as CSV")
        file = st.file_uploader(
            label,
            type=["txt", "csv"] if texts else "csv",
            max_upload_size=MOST_MEGABYTES,
            key="inside list",
        )
        if file is None:
            return
        try:
            answers = _answers(rows, file.getvalue())
        except RecipeLabError as error:
            st.error(wording.escape_markdown(str(error)), icon=":material/error:")
            return
        st.download_button(
            gettext("Save {count:,} answers", count=len(answers)),
            table_csv(answers).encode(),
            file_name="answers.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.dataframe(answers.head(10), hide_index=True)


def _answers(rows: list[Row], content: bytes) -> pd.DataFrame:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RequestError("The file must be text in UTF-8.") from None
    models = [
        (f"{words.about(row)}, {model.seed}" if len(row.models) > 1 else words.about(row), model)
        for row in rows
        for model in row.models
    ]
    return pd.DataFrame(answers_table(models, text, run_manager().settings))
