"""A small curve: its points stay in the box, and equal values have equal heights."""

import numpy as np

from core.charts.sparkline import HEIGHT, MAX_POINTS, WIDTH, polyline


def points(text):
    return np.array([tuple(map(float, point.split(","))) for point in text.split()])


def test_high_is_on_top_and_the_line_goes_from_edge_to_edge():
    assert polyline([0.0, 0.5, 1.0], 0, 1) == f"0,{HEIGHT:.1f} 60,16.0 {WIDTH},0.0"


def test_one_scale_for_several_lines():
    first, second = points(polyline([0.2, 0.6], 0, 1)), points(polyline([0.6, 0.2, 0.6], 0, 1))
    assert first[1][1] == second[0][1]


def test_long_curves_are_thinned_and_stay_in_the_box():
    drawn = points(polyline(np.random.default_rng(0).normal(size=5_000), -1, 1))
    assert len(drawn) <= MAX_POINTS
    assert (drawn >= 0).all() and (drawn[:, 0] <= WIDTH).all() and (drawn[:, 1] <= HEIGHT).all()


def test_what_is_no_number_is_left_out():
    assert len(points(polyline([0.1, float("nan"), 0.3], 0, 1))) == 2
    assert polyline([float("nan")], 0, 1) == ""
    assert polyline([], 0, 1) == ""
    assert polyline([0.5], 0.5, 0.5) == f"60,{HEIGHT / 2:.1f}"
