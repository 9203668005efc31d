"""The tables read without scikit-learn equal what its own loaders give."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from core.datasets import dataset
from core.datasets.breast_cancer import COLUMNS
from core.datasets.inside_sklearn import read_table
from core.errors import DatasetError


def test_breast_cancer_equals_that_of_scikit_learn():
    from sklearn.datasets import load_breast_cancer

    source, table = load_breast_cancer(), read_table("breast_cancer.csv", header=1)
    assert np.array_equal(table[:, :-1], source.data)
    assert np.array_equal(table[:, -1], source.target)
    assert tuple(source.feature_names) == COLUMNS
    assert tuple(source.target_names) == dataset("breast-cancer").class_names


def test_digits_equal_those_of_scikit_learn():
    from sklearn.datasets import load_digits

    source, table = load_digits(), read_table("digits.csv.gz", header=0)
    assert np.array_equal(table[:, :-1].reshape(-1, 8, 8), source.images)
    assert np.array_equal(table[:, -1], source.target)


def test_a_missing_table_is_reported():
    with pytest.raises(DatasetError, match=r"has no readable nothing\.csv"):
        read_table("nothing.csv", header=0)


LOAD = """
import sys
from core.datasets import dataset
from core.settings import load_settings
for name in ("breast-cancer", "digits"):
    entry = dataset(name)
    entry.load({setting.name: setting.default for setting in entry.settings}, load_settings())
assert "sklearn" not in sys.modules
"""


def test_scikit_learn_is_not_imported():
    process = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
