"""The remark on the curve that learns by heart."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.lines import Line
from core.charts.axes import Axes
from core.charts.gap import APART, HEIGHT, WIDTH, gap_note

EPOCHS = np.arange(1.0, 7.0)
AXES = Axes(across="epoch", up="", reach=6, whole=True, low=0.4, high=1.015, percent=True)


def line(key: str, values, *, training: bool = False, x=EPOCHS) -> Line:
    values = np.asarray(values, float)
    return Line(
        key=key,
        label=key.upper(),
        family="mlp",
        shade=0,
        training=training,
        recorded=False,
        x=np.asarray(x, float),
        values=values,
    )


MLP = [
    line("mlp", [0.5, 0.75, 0.85, 0.95, 0.99, 1.0], training=True),
    line("mlp", [0.52, 0.52, 0.51, 0.53, 0.54, 0.53]),
]
OTHERS = [
    line("cnn", [0.99] * 6, training=True),
    line("cnn", [0.995] * 6),
    line("lstm", [0.5, 0.52, 0.53, 0.54, 0.53, 0.55], training=True),
    line("lstm", [0.49, 0.52, 0.52, 0.54, 0.52, 0.53]),
]


def test_the_largest_gap_is_named_where_no_curve_passes():
    (remark,) = gap_note([*MLP, *OTHERS], AXES, "light")
    assert "MLP" in remark["text"]
    under = remark["x"] + np.linspace(0, WIDTH, 50) * AXES.reach
    assert AXES.low < remark["y"] < 1 and under[-1] <= AXES.reach
    for one in [*MLP, *OTHERS]:
        distance = np.abs(np.interp(under, one.x, one.values) - remark["y"]).min()
        assert distance > (HEIGHT / 2 + APART) * (AXES.high - AXES.low)


@pytest.mark.parametrize(
    "lines",
    [
        OTHERS,
        MLP[:1],  # nothing is held out
        [line("mlp", [0.5, 0.9], training=True, x=[1, 2]), line("mlp", [0.5, 0.5], x=[1, 2])],
        [
            *MLP,
            *(line(f"cnn {at}", [0.55 + at / 20] * 6) for at in range(9)),  # no room
        ],
    ],
    ids=["no gap", "no validation", "not at the end", "no room"],
)
def test_nothing_is_said_without_a_gap_an_end_or_room(lines):
    assert gap_note(lines, AXES, "light") == []
