"""The guess "as now" on windows and on plain samples."""

import numpy as np
import pytest

from core.datasets import Samples, Splits, dataset
from core.datasets.persistence import baselines, persistence
from core.settings import Settings

SERIES = np.array([[0.0, 9.0], [1.0, 9.0], [3.0, 9.0], [6.0, 9.0], [10.0, 9.0]], np.float32)


def test_windows_use_their_last_row():
    windows = Samples(SERIES, np.array([6.0, 10.0], np.float32), np.array([0, 1]), np.array([0, 1]))
    # last read 1 and 3, target 6 and 10
    assert persistence(windows, 0) == pytest.approx((5 + 7) / 2)


def test_plain_samples_use_their_last_step():
    plain = Samples(np.stack([SERIES[:2], SERIES[1:3]]), np.array([6.0, 10.0], np.float32))
    assert persistence(plain, 0) == pytest.approx((5 + 7) / 2)


def test_a_series_has_it_for_every_split_of_its_own(tmp_path):
    entry = dataset("series")
    values = {hyperparameter.name: hyperparameter.default for hyperparameter in entry.settings}
    splits = entry.load(values, Settings(home=tmp_path))
    errors = baselines(splits)
    assert errors.keys() == {"persistence_test", "persistence_val"}
    sample = splits.test.take(np.arange(len(splits.test)))[:, -1, splits.target_column]
    expected = np.abs(sample - splits.test.targets).mean()
    assert errors["persistence_test"] == pytest.approx(expected, rel=1e-5)


def test_data_that_is_not_a_series_has_no_baselines():
    plain = Samples(SERIES, np.zeros(5, np.int32))
    assert baselines(Splits(train=plain, test=plain)) == {}
