"""A recurrent layer unrolled: three shapes, every state and answer as the sum that gives it."""

from __future__ import annotations

import math

import pytest

from core.errors import RequestError
from core.inside.benches import bench

SHAPES = {"many-to-one": (4, 1), "one-to-many": (1, 4), "many-to-many": (4, 4)}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_each_shape_reads_and_answers_where_its_name_says(shape):
    read, answers = SHAPES[shape]
    sheet = bench("recurrent").sheet(shape=shape)
    panels = sheet.panels
    assert len(panels["inputs"].cells) - len(panels["inputs"].unused) == read
    assert len(panels["answers"].cells) == answers
    for step in sheet.steps:
        ((key, row, column),) = step.fills
        total = sum(value for _, value in step.terms)
        if key == "states":
            total = math.tanh(total)
        assert total == pytest.approx(panels[key].cells[row, column], abs=1e-6)


def test_the_second_state_by_hand():
    states = bench("recurrent").sheet().panels["states"].cells
    first = math.tanh(0.8), math.tanh(-0.5)
    assert states[0] == pytest.approx(first)
    assert states[1, 0] == pytest.approx(math.tanh(0.8 * 0.5 + 0.5 * first[0] + 0.4 * first[1]))


def test_one_to_many_reads_only_the_first_input():
    one, other = (
        bench("recurrent").sheet(shape="one-to-many", inputs=text).panels["answers"].cells.tolist()
        for text in ("1;0;0", "1;7;7")
    )
    assert one == other


@pytest.mark.parametrize("values", [{"inputs": "1,2"}, {"carry": "1"}, {"out": "1"}])
def test_weights_that_do_not_fit_are_refused(values):
    with pytest.raises(RequestError, match="2 units need 1 columns"):
        bench("recurrent").sheet(**values)
