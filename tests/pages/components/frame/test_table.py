"""Tables show their columns, but for those that hold nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.components.frame.table import any_value, markdown_table


def a_table() -> None:
    import math

    import streamlit as st

    from pages.components.frame.table import markers, show_table

    show_table(
        {
            "": markers(["recurrent", "convolutional"]),
            "figure": ([0.5, math.nan], st.column_config.NumberColumn(format="%.2f")),
            "note": (["", None], None),
        }
    )


def test_columns_that_hold_nothing_are_left_out():
    page = AppTest.from_function(a_table, default_timeout=60).run()
    assert not page.exception
    (frame,) = page.dataframe
    assert list(frame.value) == ["", "figure"] and len(frame.value) == 2


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([None, math.nan, "", []], False),
        ([None, 0], True),
        ([False], True),
        (np.array([0.5]), True),
        (np.array([math.nan]), False),
        (["", "a"], True),
        ([], False),
    ],
)
def test_zero_and_no_are_values(cells, expected):
    assert any_value(cells) is expected


def test_a_table_in_markdown():
    assert markdown_table(["a", "b"], [["1", "2"]]) == "|a|b|\n|:--|--:|\n|1|2|"
