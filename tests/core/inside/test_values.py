"""Values of a CSV file, in their own units, become what a model reads."""

from __future__ import annotations

import numpy as np
import pytest

from core.datasets.breast_cancer import COLUMNS
from core.errors import RequestError
from core.inside.samples import read_sample
from core.inside.values import read_values
from core.recipes import recipe

CANCER, NOISE = recipe("breast-cancer/mlp"), recipe("numeric-binary/mlp")
SERIES = recipe("series/lstm").with_settings({"lookback": 0.25})


def line(values):
    return ",".join(f"{value!r}" for value in np.asarray(values, float).tolist())


def test_a_row_is_scaled_as_the_training_data(settings):
    sample = read_sample(CANCER, 4, settings)
    splits = CANCER.data.load(CANCER.preprocessing, settings)
    raw = sample.values[0] * splits.input_std + splits.input_mean
    given = read_values(CANCER, line(raw), settings)
    np.testing.assert_allclose(given.values, sample.values, atol=1e-5)
    assert given.parts == COLUMNS and sample.truth == splits.test.targets[4]
    order = np.random.default_rng(0).permutation(30)
    named = "\ufeff" + ",".join(COLUMNS[n] for n in order) + "\n" + line(raw[order]) + "\n\n"
    np.testing.assert_allclose(
        read_values(CANCER, named, settings).values, sample.values, atol=1e-5
    )


def test_an_unknown_feature_has_its_mean(settings):
    given = read_values(NOISE, line(range(12)), settings)
    np.testing.assert_array_equal(given.values, [range(12)])
    mean = NOISE.data.load(NOISE.preprocessing, settings).train.inputs.mean(axis=0)
    np.testing.assert_allclose(np.diag(given.changes.inputs), mean)
    np.testing.assert_array_equal(given.changes.inputs[3, 4:], range(4, 12))


def test_a_series_has_a_row_per_reading(settings):
    sample = read_sample(SERIES, 7, settings)
    splits = SERIES.data.load(SERIES.preprocessing, settings)
    raw = sample.values[0] * splits.input_std + splits.input_mean
    given = read_values(SERIES, "\n".join(map(line, raw)), settings)
    np.testing.assert_allclose(given.values, sample.values, atol=1e-5)
    np.testing.assert_array_equal(sample.changes.values[1:], sample.values[0, :-1])
    np.testing.assert_array_equal(sample.changes.values[0], sample.values[0, 0])
    assert given.unit == "°C"
    np.testing.assert_allclose(sample.truth, splits.test.targets[7] * splits.scale + splits.centre)


@pytest.mark.parametrize(
    ("entry", "text", "key"),
    [
        (NOISE, "", None),
        (NOISE, "a,b,c\n", None),
        (NOISE, line(range(11)), "received_columns"),
        (NOISE, f"{line(range(12))}\n{line(range(12))}", "received_rows"),
        (NOISE, line(range(12)).replace("5.0", "nan"), "cell"),
        (NOISE, line(range(12)).replace("5.0", "inf"), "cell"),
        (NOISE, line(range(12)).replace("5.0", "five"), "cell"),
        (NOISE, line(range(12)).replace("5.0", "1e300"), None),
        (NOISE, f"{line(range(12))}\n1", "row"),
        (CANCER, f"{','.join(COLUMNS[:29])},other\n{line(range(30))}", "names"),
        (SERIES, line(range(3)), "rows"),
        (recipe("digits/mlp"), "1", "wrong"),
    ],
)
def test_other_values_are_one_sentence(settings, entry, text, key):
    with pytest.raises(RequestError) as refused:
        read_values(entry, text, settings)
    assert key is None or key in refused.value.values


def test_a_sample_that_is_not_there_is_refused(settings):
    with pytest.raises(RequestError) as refused:
        read_sample(NOISE, 100, settings)
    assert refused.value.values["last"] == 99
