"""Features in their own units: their training range, a sample's values, and an input of them."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import RequestError
from core.inside.features import features, features_input, sample_features
from core.inside.samples import read_sample
from core.recipes import recipe

CANCER = recipe("breast-cancer/mlp")


def test_features_have_their_training_range(settings):
    splits = CANCER.data.load(CANCER.preprocessing, settings)
    raw = splits.train.inputs * splits.input_std + splits.input_mean
    declared = features(CANCER, settings)
    assert [one.name for one in declared] == list(splits.columns)
    for name, expected in (("least", raw.min(0)), ("most", raw.max(0)), ("mean", raw.mean(0))):
        np.testing.assert_allclose([getattr(one, name) for one in declared], expected, rtol=1e-4)


def test_a_samples_features_are_an_input_again(settings):
    values = sample_features(CANCER, 7, settings)
    sample = read_sample(CANCER, 7, settings)
    given = features_input(CANCER, values, settings, truth=1)
    np.testing.assert_array_equal(given.values, sample.values)
    assert given.parts == sample.parts and given.truth == 1
    values[3] = features(CANCER, settings)[3].mean
    changed = features_input(CANCER, values, settings)
    np.testing.assert_allclose(changed.values[0, 3], changed.changes.inputs[3, 3], atol=1e-6)
    assert changed.truth is None


def test_features_without_names_are_numbered(settings):
    assert [one.name for one in features(recipe("numeric-binary/mlp"), settings)][:2] == ["1", "2"]


@pytest.mark.parametrize("name", ["series/dense", "topics/mlp"])
def test_other_recipes_have_no_features(settings, name):
    with pytest.raises(RequestError):
        features(recipe(name), settings)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_a_value_must_be_finite(settings, value):
    with pytest.raises(RequestError):
        features_input(CANCER, np.full(30, value), settings)
