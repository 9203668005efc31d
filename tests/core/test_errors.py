from __future__ import annotations

import pickle

import pytest

from core.errors import (
    DatasetError,
    RecipeLabError,
    RequestError,
    StoreError,
    TrainingError,
    first_line,
    in_english,
)
from core.i18n import gettext, in_language, mark


@pytest.mark.parametrize(
    ("kind", "code"),
    [(RequestError, 2), (DatasetError, 1), (StoreError, 1), (TrainingError, 1)],
)
def test_an_error_has_a_sentence_and_an_exit_code(kind, code):
    error = kind("There is no {name!r}; there are: {names}.", name="x", names="a, b")
    assert str(error) == "There is no 'x'; there are: a, b."
    assert error.exit_code == code and isinstance(error, RecipeLabError)
    assert error.message == "There is no {name!r}; there are: {names}."


def test_an_error_can_be_pickled():
    error = pickle.loads(pickle.dumps(TrainingError("It is {size:,} bytes.", size=12_345)))
    assert type(error) is TrainingError and str(error) == "It is 12,345 bytes."


def test_a_sentence_without_values_may_have_braces():
    assert gettext("A set is written {1, 2}.") == "A set is written {1, 2}."
    assert mark("{units} units") == "{units} units"
    assert gettext("{units} units", units=3) == "3 units"


def test_the_first_line_of_an_error():
    assert first_line(ValueError("one\ntwo")) == "one"
    assert first_line(KeyError()) == "KeyError" and len(first_line(OSError("x" * 999))) == 300


def test_logs_are_in_english():
    error = RequestError("There is no run {name}.", name="x")
    with in_language("xx"):
        assert in_english(error) == "There is no run x." != str(error)
