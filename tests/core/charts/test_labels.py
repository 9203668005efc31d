"""Names at the ends of curves: none on top of another, all inside the plot."""

import numpy as np
import pytest

from core.analysis.lines import Line
from core.charts.axes import Axes
from core.charts.families import FAMILY_STYLES
from core.charts.labels import AROUND, LEAST_HEIGHT, NAME_SIZE, name_labels, spread

HEIGHT = 430
PLANNED = Axes(across="epoch", up="", reach=3, whole=True, low=0.4, high=1.015, percent=True)
FAMILIES = tuple(FAMILY_STYLES)


def line(number, last, training=False):
    values = np.array([0.5, 0.6, last])
    family = FAMILIES[number % len(FAMILIES)]
    common = {"family": family, "shade": 0, "training": training, "recorded": False}
    return Line(
        key=f"key {number}", label=f"name {number}", x=np.arange(3) + 1.0, values=values, **common
    )


def labelled(lines, axes=PLANNED, height=HEIGHT):
    return name_labels(lines, lines, axes, height, "light")


def pixels(labels, low, high, height=HEIGHT):
    heights = np.array([label["y"] for label in labels])
    assert not any(label.get("yshift") for label in labels)
    return np.sort((heights - low) / (high - low) * (height - AROUND))


@pytest.mark.parametrize("middle", [0.4, 0.5, 0.7, 0.995, 1.0])
@pytest.mark.parametrize("height", [HEIGHT, 900])
def test_twelve_lines_that_end_within_one_point_are_named_apart_and_inside(middle, height):
    ends = np.clip(middle + np.linspace(-0.005, 0.005, 12), 0, 1)
    labels = labelled([line(number, end) for number, end in enumerate(ends)])
    assert len(labels) == 12
    places = pixels(labels, PLANNED.low, PLANNED.high, height)
    assert np.diff(places).min() >= 1.2 * NAME_SIZE - 1e-6
    half = LEAST_HEIGHT / 2 - 1e-6
    assert half <= places[0] and places[-1] <= height - AROUND - half
    order = [label["name"] for label in sorted(labels, key=lambda label: label["y"])]
    assert order == [f"key {number}" for number in range(12)]


def test_no_name_is_in_the_room_kept_at_the_foot():
    below = [line(number, 0.1 * number) for number in range(3)]
    labels = name_labels(below, below, PLANNED, HEIGHT, "light", foot=60)
    assert pixels(labels, PLANNED.low, PLANNED.high)[0] >= 60 + 0.7 * NAME_SIZE - 0.01
    assert not name_labels(below, below, PLANNED, HEIGHT, "light", foot=HEIGHT - AROUND)


def test_names_with_room_stand_where_their_curves_end():
    labels = labelled([line(0, 0.6), line(1, 0.9)])
    assert [label["y"] for label in labels] == pytest.approx([0.6, 0.9])


def test_an_axis_that_is_not_planned_keeps_names_apart_too():
    axes = Axes(across="epoch", up="loss", reach=3, whole=True)
    labels = labelled([line(number, 0.5 + 0.001 * number) for number in range(6)], axes)
    assert np.diff(pixels(labels, 0.5, 0.6)).min() >= LEAST_HEIGHT


def test_names_that_do_not_fit_are_left_out():
    lines = [line(number, 0.9) for number in range(12)]
    assert labelled(lines, height=220) == [] and len(labelled(lines[:4], height=220)) == 4


def test_a_name_is_ink_and_its_mark_has_the_familys_colour():
    (label,) = labelled([line(1, 0.7), line(1, 0.8, training=True)])
    style = FAMILY_STYLES[FAMILIES[1]]
    assert label["text"] == f'<span style="color:{style.light}">{style.character}</span> name 1'
    assert "color" not in label["font"] and label["y"] == pytest.approx(0.7)


def test_spread_moves_both_ways_by_least_squares():
    places = spread(np.array([5.0, 5.0, 9.0]), 2.0, 0.0, 10.0)
    assert places == pytest.approx([4.0, 6.0, 9.0])
    assert spread(np.array([9.9, 9.8]), 2.0, 0.0, 10.0) == pytest.approx([9.0, 7.0])
