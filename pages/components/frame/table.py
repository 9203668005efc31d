"""A table whose columns that hold nothing are left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.charts import FAMILY_STYLES

# Behind rows that stand out; on a white and on a dark page.
TINT = "background-color: rgba(128, 128, 128, 0.18)"
# A column's cells, and what ``st.column_config`` says about it; None for the default.
Column = tuple[Iterable[Any], Any]


def show_table(
    columns: Mapping[str, Column],
    *,
    tall: int = 15,
    height: int = 560,
    tinted: Collection[int] = (),
    **options: Any,
) -> None:
    """Show columns side by side.

    Args:
        columns: Title → column. One without any value is left out.
        tall: The most rows that are all shown; more of them scroll.
        height: Of a table that scrolls, in pixels.
        tinted: 0-based numbers of rows that stand out.
        **options: Passed to ``st.dataframe``.
    """
    cells = {title: list(values) for title, (values, _) in columns.items()}
    shown = pd.DataFrame({title: values for title, values in cells.items() if any_value(values)})
    st.dataframe(
        shown.style.apply(_tint, axis=1, rows=set(tinted)) if tinted else shown,
        hide_index=True,
        column_config={title: columns[title][1] for title in shown if columns[title][1]},
        height="content" if len(shown) <= tall else height,
        placeholder="—",
        **options,
    )


def _tint(row: pd.Series, rows: Collection[int]) -> list[str]:
    return [TINT if row.name in rows else ""] * len(row)


def any_value(cells: Iterable[Any]) -> bool:
    """Whether a cell is neither missing nor an empty text or list."""
    return any(len(cell) > 0 if hasattr(cell, "__len__") else not pd.isna(cell) for cell in cells)


def markers(families: Iterable[str]) -> Column:
    """A narrow column with the markers of families, as in charts."""
    return (
        [FAMILY_STYLES[family].character for family in families],
        st.column_config.TextColumn(width=30),
    )


def markdown_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown: the first column is aligned left, the others right."""
    lines = [titles, [":--", *["--:"] * (len(titles) - 1)], *rows]
    return "\n".join(f"|{'|'.join(line)}|" for line in lines)
