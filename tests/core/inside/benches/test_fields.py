"""Small matrices as text: what is read, and what is refused."""

from __future__ import annotations

import pytest

from core.errors import RequestError
from core.inside.benches.fields import Matrix, Words, matrix, matrix_text

MATRIX = Matrix(name="image", default="1,0;0,1")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1", [[1]]),
        (" 1 , -2.5;−3,1e-2", [[1, -2.5], [-3, 0.01]]),
        (";".join([",".join("7" * 12)] * 12), [[7] * 12] * 12),
    ],
)
def test_any_small_matrix_is_read(text, rows):
    valid = MATRIX.validate(text)
    assert matrix(valid).tolist() == rows
    assert MATRIX.validate(valid) == valid and matrix(matrix_text(matrix(valid))).tolist() == rows


@pytest.mark.parametrize(
    "text",
    [
        *("", ";", "1,2;3", "1,x", "1,,2", "nan", "inf", "1e400", "1000001", "0x10", "1_0", "١"),
        *(",".join("1" * 13), ";".join("1" * 13)),
    ],
)
def test_everything_else_is_refused(text):
    with pytest.raises(RequestError, match="image must be a matrix of at most 12 × 12 numbers"):
        MATRIX.validate(text)


def test_words_are_bounded():
    words = Words(name="words", default="the cat", most=10)
    assert words.validate("고양이") == "고양이"
    for text in ("", " \n", "x" * 11):
        with pytest.raises(RequestError, match="at most 10 characters"):
            words.validate(text)
