"""Every bench: its default sheet is whole, and every layer's benches exist."""

from __future__ import annotations

import numpy as np
import pytest

from core.architectures import LAYERS
from core.errors import RequestError
from core.inside.benches import BENCHES, OF_LAYERS, bench
from core.inside.benches.sheet import product, sum_line, written


@pytest.mark.parametrize("name", list(BENCHES))
def test_every_cell_that_a_step_names_exists_and_is_filled_once(name):
    entry = BENCHES[name]
    assert entry.name == name
    sheet = entry.sheet()
    assert sheet.finding and (sheet.steps or sheet.lines)
    filled = {key: np.zeros(panel.cells.shape, int) for key, panel in sheet.panels.items()}
    for step in sheet.steps:
        assert step.line
        for key, (top, left, height, width) in step.frames.items():
            rows, columns = sheet.panels[key].cells.shape
            above, below, before, after = sheet.panels[key].border
            assert top >= 0 and top + height <= rows + above + below, (key, step)
            assert left >= 0 and left + width <= columns + before + after, (key, step)
        for key, row, column in step.fills:
            filled[key][row, column] += 1
    for key, panel in sheet.panels.items():
        assert (filled[key] == panel.fills).all(), key
    fields = {panel.field for panel in sheet.panels.values()} - {""}
    assert fields <= {field.name for field in entry.fields}


def test_layers_and_their_benches_exist():
    assert OF_LAYERS.keys() <= LAYERS.keys()
    assert {name for names in OF_LAYERS.values() for name in names} <= BENCHES.keys()
    with pytest.raises(RequestError, match="convolution, "):
        bench("convolutoin")


def test_numbers_as_they_are_written():
    assert [written(value) for value in (2.0, -0.0, -1, 1 / 3, 123456, 1234.56)] == [
        *("2", "0", "−1", "0.3333", "123456", "1235")
    ]
    assert product(-0.5, 4) == ("−0.5 × 4", -2)
    assert sum_line([1, -2, 0], -1) == "1 − 2 + 0 = −1"
    assert sum_line([-1, 2], 1) == "−1 + 2 = 1"
    assert "13" in sum_line([1] * 13, 13)
