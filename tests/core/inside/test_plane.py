"""A model's answers over two features."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import RequestError
from core.inside.answers import ask
from core.inside.features import features, features_input, sample_features
from core.inside.models import open_reference
from core.inside.plane import SIDE, answers_over, reach, require_axes


@pytest.mark.parametrize("name", ["breast-cancer/mlp", "breast-cancer/rcnn"])
def test_each_point_is_the_answer_to_its_features(settings, name):
    model = open_reference(name)
    values, declared = sample_features(model.recipe, 5, settings), features(model.recipe, settings)
    plane = answers_over(model.recipe, model.network, values, (22, 7), settings)
    assert plane.shape == (SIDE, SIDE) and np.ptp(plane) > 0.1
    for column, row in ((0, 0), (SIDE - 1, 0), (4, SIDE - 1)):
        for axis, place in ((22, column), (7, row)):
            span = declared[axis].most - declared[axis].least
            values[axis] = declared[axis].least + place / (SIDE - 1) * span
        given = features_input(model.recipe, values, settings)
        answer = ask(model.recipe, model.network, given)
        np.testing.assert_allclose(plane[row, column], answer.probabilities[1], atol=1e-5)


def test_reach_is_the_largest_change_at_either_end(settings):
    model = open_reference("breast-cancer/cnn")
    values, declared = sample_features(model.recipe, 5, settings), features(model.recipe, settings)
    reached = reach(model.recipe, model.network, values, settings)
    assert reached.shape == (30,) and reached.max() > 0.05

    def ask_at(place, value):
        changed = values.copy()
        changed[place] = value
        given = features_input(model.recipe, changed, settings)
        return ask(model.recipe, model.network, given).probabilities[1]

    for place in (0, 22):
        now, one = ask_at(place, values[place]), declared[place]
        ends = [ask_at(place, end) for end in (one.least, one.most)]
        np.testing.assert_allclose(reached[place], max(abs(end - now) for end in ends), atol=1e-5)


@pytest.mark.parametrize("axes", [(), (1,), (1, 1), (0, 30), (-1, 2), (1, 2, 3)])
def test_axes_are_two_different_features(axes):
    with pytest.raises(RequestError):
        require_axes(axes, 30)
