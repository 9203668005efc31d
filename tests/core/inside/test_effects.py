"""Leave-one-out: the winner's probability with a part minus with it unknown, one part at a time."""

from __future__ import annotations

import numpy as np
import pytest

from core.inside.answers import ask, class_probabilities
from core.inside.effects import effects
from core.inside.images import image_input
from core.inside.inputs import Input, Steps
from core.inside.samples import read_sample
from core.recipes import recipe
from tests.core.inside.drawn import drawn_network


def asked(id, settings, number=0, **changes):
    entry = recipe(id).with_settings(changes)
    network = drawn_network(entry.layers, entry.input_shape)
    return entry, network, read_sample(entry, number, settings)


def probability(entry, network, values):
    answer = ask(entry, network, Input(values=values, changes=Steps(np.zeros(0), np.zeros(0))))
    return answer.probabilities


@pytest.mark.parametrize("id", ["topics/rcnn", "topics/mlp"])
def test_a_token_is_replaced_by_padding(id, settings):
    entry, network, given = asked(id, settings)
    changes = effects(entry, network, given)
    assert changes.shape == (len(given.parts),)
    whole = probability(entry, network, given.values)
    for part in (0, len(given.parts) - 1):
        other = given.values.copy()
        other[0, 60 - len(given.parts) + part] = 0
        expected = whole.max() - probability(entry, network, other)[whole.argmax()]
        np.testing.assert_allclose(changes[part], expected, atol=1e-5)


def test_a_token_of_a_probe_may_be_any(settings):
    entry, network, given = asked("probe-motif/cnn", settings)
    changes = effects(entry, network, given)
    whole = probability(entry, network, given.values)
    winner = int(whole.argmax())
    others = np.repeat(given.values, 30, axis=0)
    others[:, 50] = range(30)
    mean = class_probabilities(network.predict(others))[:, winner].mean()
    assert changes.shape == (120,)
    np.testing.assert_allclose(changes[50], whole[winner] - mean, atol=1e-5)


def test_a_patch_is_blank_and_a_feature_at_its_mean(settings):
    for id in ("digits/cnn", "breast-cancer/lstm"):
        entry, network, given = asked(id, settings)
        changes = effects(entry, network, given)
        whole = probability(entry, network, given.values)
        unknown = probability(entry, network, given.changes.inputs[1:2])
        assert len(changes) == len(given.changes.inputs)
        np.testing.assert_allclose(changes[1], whole.max() - unknown[whole.argmax()], atol=1e-5)


def test_what_changes_nothing_has_no_effect():
    entry = recipe("digits/mlp")
    network = drawn_network(entry.layers, entry.input_shape)
    corner = np.zeros((8, 8), np.float32)
    corner[:4, :4] = 1
    changes = effects(entry, network, image_input(corner))
    assert abs(changes[0]) > 1e-4 and np.abs(changes[1:]).max() < 1e-6


def test_a_prediction_changes_in_its_unit(settings):
    entry, network, given = asked("series/conv1d-lstm", settings, lookback=2)
    changes = effects(entry, network, given)
    answer = ask(entry, network, given)
    assert answer.unit == "°C" and answer.probabilities is None
    assert changes.shape == (48,) and abs(changes[0]) < 1e-4  # nothing is before the first
    other = given.values.copy()
    other[0, 40] = other[0, 39]
    expected = (network.predict(given.values) - network.predict(other)) * given.scale
    np.testing.assert_allclose(changes[40], expected[0, 0], atol=1e-4)


def test_one_output_is_the_probability_of_the_second_class():
    outputs = np.array([[0.25], [1.5], [-0.5]], np.float32)
    np.testing.assert_allclose(class_probabilities(outputs), [[0.75, 0.25], [0, 1], [1, 0]])
