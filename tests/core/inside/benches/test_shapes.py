"""200 → 198 → 49: what the LSTM of imdb/rcnn is fed, against imdb/lstm's 200."""

from __future__ import annotations

import pytest

from core.errors import RequestError
from core.inside.benches import bench


def test_the_sources_arithmetic():
    sheet = bench("shapes-200-49").sheet()
    assert sheet.panels["plain"].cells[-1].tolist() == [200, 128]
    assert sheet.panels["convolved"].cells[-1].tolist() == [49, 256]
    steps = sheet.panels["convolved"].cells[:, 0].tolist()
    assert steps[0] == 200 and steps[-3:] == [198, 49, 49]
    lines = [step.line for step in sheet.steps]
    assert "200 − 3 + 1 = 198" in lines and any("198 ÷ 4 = 49.5" in line for line in lines)


def test_other_numbers_and_those_that_cannot_be():
    sheet = bench("shapes-200-49").sheet(maxlen=100, kernel_size=5, pool_size=2)
    assert sheet.panels["convolved"].cells[-1].tolist() == [48, 256]
    with pytest.raises(RequestError):
        bench("shapes-200-49").sheet(maxlen=10, kernel_size=11)
