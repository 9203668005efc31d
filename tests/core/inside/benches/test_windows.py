"""Convolution and max pooling: the sources' own numbers, step by step, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import RequestError
from core.inside.benches import bench


def rows(panel) -> list[list[float]]:
    return panel.cells.tolist()


def test_the_sources_convolution_step_by_step():
    sheet = bench("convolution").sheet()
    assert rows(sheet.panels["image"]) == [[1, 0, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 1, 0]]
    assert rows(sheet.panels["mask"]) == [[1, 0], [0, 1]]
    assert rows(sheet.panels["result"]) == [[2, 1, 1], [0, 2, 2], [0, 1, 1]]
    first = sheet.steps[0]
    assert first.terms == (("1 × 1", 1), ("0 × 0", 0), ("0 × 0", 0), ("1 × 1", 1))
    assert first.line == "1 + 0 + 0 + 1 = 2" and first.across == 2
    assert [step.frames["image"][:2] for step in sheet.steps] == list(np.ndindex(3, 3))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_every_step_adds_up_to_the_number_it_fills(padding, stride):
    image = ";".join(",".join(str((3 * r + 5 * c) % 7 - 3) for c in range(5)) for r in range(6))
    sheet = bench("convolution").sheet(
        image=image, mask="1,-2,0.5;0,3,1", padding=padding, stride=stride
    )
    result = sheet.panels["result"].cells
    length = [(6, 5), (5, 3)][padding == "valid"]
    assert result.shape == tuple(-(-side // stride) for side in length)
    assert len(sheet.steps) == result.size
    for step in sheet.steps:
        ((_, row, column),) = step.fills
        assert sum(value for _, value in step.terms) == pytest.approx(result[row, column])


def test_padding_has_its_zeros_on_the_sheet():
    sheet = bench("convolution").sheet(padding="same")
    assert sheet.panels["image"].border == (0, 1, 0, 1)  # Keras puts the odd row behind
    assert sheet.panels["result"].cells.shape == (4, 4)


def test_over_words_the_mask_slides_in_one_direction():
    sheet = bench("convolution-words").sheet()
    # 0·0 + 1·1 of "the", 1·1 + 0·0 of "cat", 1·1 + 1·1 of "sat"
    assert sheet.steps[0].line == "0 + 1 + 1 + 0 + 1 + 1 = 4"
    assert rows(sheet.panels["result"]) == [[4], [1], [2], [1]]
    assert sheet.panels["image"].rows == ("the", "cat", "sat", "on", "the", "mat")
    causal = bench("convolution-words").sheet(padding="causal")
    assert causal.panels["image"].border[0] == 2 and causal.panels["result"].cells.shape == (6, 1)
    assert rows(causal.panels["result"])[2:] == rows(sheet.panels["result"])


def test_the_sources_pooling_with_the_global_one_alongside():
    sheet = bench("pooling").sheet()
    assert rows(sheet.panels["result"]) == [[4, 2], [1, 6]]
    assert rows(sheet.panels["all"]) == [[6]]
    winners = [step.marks[0][1:] for step in sheet.steps]
    assert winners == [(1, 1), (1, 2), (2, 1), (2, 2), (2, 2)]
    uneven = bench("pooling").sheet(image="1,2,9;3,4,9;9,9,9")
    assert rows(uneven.panels["result"]) == [[4]]  # what does not fill a window is dropped
    assert rows(uneven.panels["all"]) == [[9]]


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("convolution", {"mask": "1,2,3,4,5"}, "1 × 5"),
        ("convolution", {"stride": 0}, "stride"),
        ("convolution", {"padding": "causal"}, "causal"),
        ("convolution-words", {"mask": "1;0"}, "must be 2 wide"),
        ("pooling", {"pool": 5}, "4 × 4"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(name, values, words):
    with pytest.raises(RequestError, match=words):
        bench(name).sheet(**values)
