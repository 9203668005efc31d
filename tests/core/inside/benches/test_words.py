"""A tokenizer's index, counts and matrix as the source printed them; padding; a row of GloVe."""

from __future__ import annotations

import pytest

from core.errors import RequestError
from core.inside.benches import bench

INDEX = {
    **{"the": 1, "cat": 2, "sat": 3, "on": 4, "mat": 5},
    **{"dog": 6, "ate": 7, "my": 8, "homework": 9},
}
# embedding_matrix[1] as the source printed it: its first, sixth and last two lines.
FIRST = "-0.038194 -0.24487001 0.72812003 -0.39961001 0.083172 0.043953"
LATER = "-0.24978 0.92136002 0.034514 0.46744999 1.10790002 -0.19358"
LAST = "0.016215 -0.017099 -0.38984001 0.87423998 -0.72569001 -0.51058 -0.52028 -0.1459 0.82779998"


def test_the_sources_two_sentences():
    sheet = bench("tokenizer").sheet()
    words = sheet.panels["words"]
    index = {word: int(row[0]) for word, row in zip(words.rows, words.cells, strict=True)}
    assert index == INDEX
    assert [int(count) for _, count in words.cells] == [3, 1, 1, 1, 1, 1, 1, 1, 1]
    assert sheet.panels["sequences"].cells.tolist() == [
        ["1", "2", "3", "4", "1", "5"],
        ["1", "6", "7", "8", "9", ""],
    ]
    assert sheet.panels["matrix"].cells.tolist() == [
        [0, 1, 1, 1, 1, 1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0, 1, 1, 1, 1],
    ]
    assert len(sheet.steps) == 11 and sheet.steps[4].marks[1] == ("matrix", 0, 1)


def test_own_sentences_in_any_language():
    sheet = bench("tokenizer").sheet(texts="고양이가 매트 위에 앉았다.\n\n고양이가 잔다!")
    assert sheet.panels["words"].rows == ("고양이가", "매트", "위에", "앉았다", "잔다")
    assert sheet.panels["words"].cells[0].tolist() == ["1", "2"]


@pytest.mark.parametrize("texts", ["...\n!", "\n".join("abcdefg"), " ".join(map(str, range(25)))])
def test_too_many_words_or_none_are_refused(texts):
    with pytest.raises(RequestError, match="at most 24 different words"):
        bench("tokenizer").sheet(texts=texts)


@pytest.mark.parametrize(
    ("length", "front", "behind"),
    [
        (8, [0, 0, 1, 2, 3, 4, 1, 5], [1, 2, 3, 4, 1, 5, 0, 0]),
        (4, [3, 4, 1, 5], [1, 2, 3, 4]),
    ],
)
def test_padding_and_cutting_in_front_and_behind(length, front, behind):
    panels = bench("padding").sheet(maxlen=length).panels
    assert panels["front"].cells[0].tolist() == front
    assert panels["behind"].cells[0].tolist() == behind


def test_the_row_of_the_as_printed():
    sheet = bench("glove").sheet()
    numbers = [text.replace("−", "-") for text in sheet.panels["stored"].cells.ravel()]
    assert len(numbers) == 100
    assert numbers[:6] == FIRST.split()
    assert numbers[60:66] == LATER.split() and numbers[90:99] == LAST.split()
    assert sheet.panels["vector"].cells[5, 5] == -3.0243
