"""What a page shows of errors."""

from __future__ import annotations

import logging

from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from core.errors import RequestError
    from pages.components.frame.errors import show_errors

    with show_errors():
        raise RequestError("There is no run *x*.")
    with show_errors():
        st.markdown("before")
        raise ZeroDivisionError("a secret")
    st.markdown("after")


def test_a_fault_is_a_sentence_and_the_rest_of_the_page_is_drawn(caplog):
    with caplog.at_level(logging.ERROR):
        shown = AppTest.from_function(page, default_timeout=60).run()
    assert not shown.exception
    expected, fault = [element.value for element in shown.error]
    assert expected.replace("\\", "") == "There is no run *x*."
    assert "secret" not in fault and "log" in fault
    assert [element.value for element in shown.markdown] == ["before", "after"]
    (record,) = [record for record in caplog.records if record.exc_info]
    assert "a secret" in record.getMessage() and record.exc_info[0] is ZeroDivisionError
