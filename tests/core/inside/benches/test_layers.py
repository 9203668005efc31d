"""One-hot with the source's slip, Flatten, and Dropout in training and in use."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import RequestError
from core.inside.benches import bench


def row(panel) -> list[float]:
    return panel.cells[0].tolist()


def test_class_five_of_ten_and_what_the_source_printed():
    sheet = bench("one-hot").sheet()
    assert row(sheet.panels["row"]) == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    assert row(sheet.panels["printed"]) == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    sheet = bench("one-hot").sheet(**{"class": 3})
    assert row(sheet.panels["printed"]) == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert row(bench("one-hot").sheet(**{"class": 0}).panels["printed"]) == [0] * 10
    with pytest.raises(RequestError, match="the last is 3"):
        bench("one-hot").sheet(classes=4)


def test_flatten_reads_row_by_row():
    sheet = bench("flatten").sheet(image="1,2,3;4,5,6")
    assert row(sheet.panels["row"]) == [1, 2, 3, 4, 5, 6]
    assert sheet.steps[3].frames["image"][:2] == (1, 0) and sheet.steps[3].fills == (("row", 0, 3),)


@pytest.mark.parametrize("draw", [1, 2, 3])
def test_dropout_scales_what_stays_on_and_does_nothing_in_use(draw):
    sheet = bench("dropout").sheet(draw=draw)
    numbers, draws = row(sheet.panels["numbers"]), row(sheet.panels["draws"])
    expected = [0 if r < 0.25 else x / 0.75 for x, r in zip(numbers, draws, strict=True)]
    assert row(sheet.panels["training"]) == pytest.approx(expected)
    assert row(sheet.panels["used"]) == numbers
    assert row(bench("dropout").sheet(draw=draw, rate=0).panels["training"]) == numbers


def test_on_average_dropout_changes_nothing():
    draws = [bench("dropout").sheet(draw=draw).panels["training"].cells for draw in range(1, 301)]
    np.testing.assert_allclose(np.mean(draws), 3, atol=0.25)
