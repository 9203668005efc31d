"""A run's outcomes: packed small, unpacked unchanged, and combined into groups."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.errors import RequestError
from core.verdict import outcomes
from core.verdict.scores import STRETCHES, of_errors, of_hits

RANDOM = np.random.default_rng(5)


def test_hits_come_back_to_the_last_sample_in_a_bit_each():
    targets = RANDOM.integers(0, 3, 25_003)
    result = outcomes.of_classes("d", targets, RANDOM.random((25_003, 3)))
    packed = json.dumps(result.pack())
    again = outcomes.unpack(json.loads(packed))
    assert (again.values == result.values).all() and again.values.dtype == bool
    assert (again.digest, again.unit, again.tested) == ("d", "points", 25_003)
    assert len(packed) < 25_003 / 8 * 4 / 3 + 100


def test_a_series_packed_gives_the_same_scores():
    targets = RANDOM.normal(size=8_502).astype(np.float32)
    runs = [
        outcomes.of_series("s", targets, targets + RANDOM.normal(size=8_502).astype("f4"), 8, "°C")
        for _ in range(3)
    ]
    whole = of_errors(np.stack([run.values for run in runs]), "°C", digest="s")
    packed = outcomes.group([outcomes.unpack(run.pack()) for run in runs], "a")
    assert packed.tested == whole.tested == 8_502 and len(packed.per_sample) == STRETCHES
    np.testing.assert_allclose(packed.per_seed, whole.per_seed, rtol=1e-5)
    np.testing.assert_allclose(packed.per_sample, whole.per_sample, rtol=1e-5)
    np.testing.assert_allclose(packed.residual, whole.residual, rtol=1e-4)


def test_seeds_of_classes_make_the_scores_of_their_hits():
    targets = RANDOM.integers(0, 2, 200)
    runs = [outcomes.of_classes("d", targets, RANDOM.random(200)) for _ in range(2)]
    scores = outcomes.group(runs, "a")
    np.testing.assert_array_equal(
        scores.per_sample, of_hits(np.stack([run.values for run in runs])).per_sample
    )


def test_runs_on_other_samples_make_no_group():
    one = outcomes.of_classes("d", np.array([0, 1]), np.array([0.1, 0.9]))
    other = outcomes.of_classes("e", np.array([0, 1]), np.array([0.1, 0.9]))
    for seeds in ([one, other], []):
        with pytest.raises(RequestError, match="not tested on the same samples"):
            outcomes.group(seeds, "a")


def test_a_test_set_is_named_by_what_was_true_not_by_how_it_is_kept():
    targets = np.array([0, 1, 1])
    name = outcomes.test_digest("imdb", targets)
    assert name == outcomes.test_digest("imdb", targets.astype(np.int32))
    assert name != outcomes.test_digest("digits", targets)
    assert name != outcomes.test_digest("imdb", targets[::-1])
    floats = targets.astype(np.float32)
    assert outcomes.test_digest("s", floats, targets) != outcomes.test_digest("s", floats)
