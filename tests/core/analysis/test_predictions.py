"""A run's predictions compared with the targets: by hand, and against scikit-learn's results."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from core.analysis import predictions as analysis
from core.analysis.predictions import TestSet
from core.datasets import dataset
from core.errors import DatasetError
from core.recipes import RECIPES, recipe
from core.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path)


def test_a_probability_of_half_is_not_class_1_and_the_largest_of_many_is_taken():
    assert analysis.predicted_classes(np.array([0.2, 0.5, 0.51], np.float32)).tolist() == [0, 0, 1]
    many = np.array([[0.1, 0.7, 0.2], [0.5, 0.1, 0.4]], np.float32)
    assert analysis.predicted_classes(many).tolist() == [1, 0]


def test_confusion_by_hand_has_the_truth_in_rows():
    truth, predicted = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0])
    matrix = analysis.confusion(truth, predicted, 3)
    assert matrix.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]


def test_classes_are_scikit_learns_figures():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 7, 500)
    predicted = np.where(rng.random(500) < 0.6, truth, rng.integers(0, 7, 500))
    matrix = analysis.confusion(truth, predicted, 7)
    assert np.array_equal(matrix, confusion_matrix(truth, predicted))
    precision, recall, f1, support = precision_recall_fscore_support(truth, predicted)
    table = analysis.per_class(matrix)
    np.testing.assert_allclose(table["precision"], precision)
    np.testing.assert_allclose(table["recall"], recall)
    np.testing.assert_allclose(table["f1"], f1)
    assert table["support"].tolist() == support.tolist()
    assert analysis.macro_f1(table) == pytest.approx(f1.mean())


def test_a_class_that_never_occurs_or_is_never_guessed_has_no_figure():
    matrix = analysis.confusion(np.array([0, 0, 1]), np.array([0, 0, 0]), 3)
    table = analysis.per_class(matrix)
    assert np.isnan(table["precision"][1]) and table["recall"][1] == 0 and table["f1"][1] == 0
    assert table.loc[2, ["precision", "recall", "f1"]].isna().all()
    assert analysis.macro_f1(table) == pytest.approx((0.8 + 0) / 2)  # of those that occur


def test_mistakes_most_first_with_their_share_of_the_true_class():
    truth, predicted = (
        np.array([0] * 10 + [1] * 4 + [2]),
        np.array([0] * 7 + [1] * 3 + [0] * 4 + [2]),
    )
    table = analysis.mistakes(analysis.confusion(truth, predicted, 3), most=5)
    assert table[["true", "predicted", "count"]].values.tolist() == [[1, 0, 4], [0, 1, 3]]
    assert table["share"].tolist() == [1.0, 0.3]
    assert len(analysis.mistakes(analysis.confusion(truth, predicted, 3), most=1)) == 1
    assert analysis.mistakes(np.diag([3, 4]), most=5).empty


def test_classes_by_their_samples():
    assert analysis.by_support(np.array([[1, 0, 0], [2, 3, 0], [0, 0, 1]])).tolist() == [1, 0, 2]


def test_residuals_are_in_the_unit_and_have_a_sign():
    truth = TestSet(np.array([0.0, 1.0], np.float32), scale=8.0, centre=10.0, unit="°C")
    residuals = analysis.residuals(truth, np.array([0.5, 0.75], np.float32))
    assert residuals.true.tolist() == [10.0, 18.0] and residuals.predicted.tolist() == [14.0, 16.0]
    assert residuals.errors.tolist() == [4.0, -2.0]
    assert (residuals.mean, residuals.mae, residuals.worst) == (1.0, 3.0, 0)


def test_weeks_of_errors_without_a_last_stump():
    times = np.arange(0, 15) * 86_400
    truth = TestSet(np.zeros(15, np.float32), times=times)
    first, errors = analysis.weekly(truth, np.array([1.0] * 7 + [-3.0] * 7 + [100.0]))
    assert first.tolist() == [0, 7] and errors.tolist() == [1.0, 3.0]


GENERATED = [entry for entry in RECIPES.values() if entry.represents and entry.data.generated]


@pytest.mark.parametrize("entry", GENERATED, ids=lambda entry: entry.id)
def test_the_truth_of_every_dataset_is_what_its_run_was_tested_on(entry, settings):
    truth = analysis.load_test_set(entry.dataset, entry.preprocessing, settings)
    test = entry.data.load(entry.preprocessing, settings).test
    assert np.array_equal(truth.targets, test.targets)
    if entry.metric == "mae":
        assert truth.classes is None and truth.unit and len(truth.times) == len(test)
    else:
        assert truth.classes == entry.data.classes
        assert truth.targets.max() < truth.classes


def test_the_times_of_a_series_are_those_of_its_targets(settings):
    entry = recipe("series/dense")
    truth = analysis.load_test_set(entry.dataset, entry.preprocessing, settings)
    loaded = dataset("series").load(entry.preprocessing, settings)
    rows = truth.times // 3_600  # hourly
    assert np.array_equal(loaded.test.inputs[rows, loaded.target_column], truth.targets)
    assert not truth.dated and (np.diff(truth.times) > 0).all()


def test_recipes_that_prepare_their_data_alike_share_a_test_set():
    same = {analysis.cache_key(recipe(name)) for name in ("digits/mlp", "digits/cnn")}
    assert len(same) == 1
    other = recipe("digits/mlp").with_settings({"data_seed": 5})
    assert analysis.cache_key(other) not in same


def test_predictions_of_other_data_are_refused_with_both_figures():
    truth = TestSet(np.array([0, 1, 1, 0]), 2)
    right = np.array([0.1, 0.9, 0.8, 0.2], np.float32)
    analysis.require_same(truth, right, "accuracy", 1.0)
    analysis.require_same(truth, right, "accuracy", None)
    with pytest.raises(DatasetError, match=r"5 test samples.* has 4"):
        analysis.require_same(truth, np.zeros(5, np.float32), "accuracy", 0.5)
    with pytest.raises(DatasetError, match=r"give a test accuracy of 1\.0000 instead of 0\.5000"):
        analysis.require_same(truth, right, "accuracy", 0.5)


def test_an_error_of_a_series_is_taken_as_it_was_rounded():
    truth = TestSet(np.array([0.0, 2.0], np.float32), scale=3.0)
    analysis.require_same(truth, np.array([1.0, 1.0], np.float32), "mae", 1.0004)
    with pytest.raises(DatasetError):
        analysis.require_same(truth, np.array([1.0, 1.0], np.float32), "mae", 1.1)


def test_most_confident_mistakes():
    truth = TestSet(np.array([0, 1, 1, 0]), 2)
    two = analysis.surest_mistakes(truth, np.array([0.9, 0.05, 0.8, 0.2], np.float32), most=9)
    assert two[["sample", "true", "predicted"]].values.tolist() == [[1, 1, 0], [0, 0, 1]]
    assert two["probability"].round(4).tolist() == [0.95, 0.9]
    many = np.array([[0.1, 0.9], [0.2, 0.8], [0.7, 0.3], [0.45, 0.55]], np.float32)
    table = analysis.surest_mistakes(truth, many, most=2)
    assert table["sample"].tolist() == [0, 2]
    assert analysis.surest_mistakes(truth, np.array([0.0, 1, 1, 0], np.float32), 3).empty


def test_largest_errors_are_from_different_weeks():
    truth = TestSet(np.zeros(21, np.float32), times=np.arange(21) * 86_400)
    errors = np.zeros(21, np.float32)
    errors[[2, 3, 10, 20]] = [5, -6, 1, 4]
    residuals = analysis.residuals(truth, errors)
    assert analysis.farthest(truth, residuals, most=5).tolist() == [3, 20, 10]
    assert analysis.farthest(truth, residuals, most=1).tolist() == [3]


@pytest.mark.parametrize("recorded", [0.2, 1.0, 50.0])
def test_a_figure_may_differ_by_a_thousandth_of_itself_or_of_one(recorded):
    """Small errors are recorded with as many decimals as large ones."""
    truth, allowed = TestSet(np.zeros(2, np.float32)), 1e-3 * max(1.0, recorded)
    for off in (-0.99, 0.99):
        predicted = np.full(2, recorded + off * allowed, np.float64)
        analysis.require_same(truth, predicted, "mae", recorded)
    for off in (-1.01, 1.01):
        with pytest.raises(DatasetError, match="test mae"):
            analysis.require_same(truth, np.full(2, recorded + off * allowed), "mae", recorded)


@pytest.mark.parametrize(("last", "weeks"), [(50, 2), (49, 1)])
def test_half_a_last_week_is_drawn_and_less_is_not(last, weeks):
    times = np.concatenate([np.arange(100), analysis.WEEK + np.arange(last)])
    errors = np.concatenate([np.full(100, -2.0), np.full(last, 4.0)])
    first, means = analysis.weekly(TestSet(np.zeros(100 + last), times=times), errors)
    assert first.tolist() == [0, 100][:weeks] and means.tolist() == [2, 4][:weeks]
    short = TestSet(np.zeros(3), times=np.arange(3))
    assert analysis.weekly(short, np.ones(3))[1].tolist() == [1]  # a stump alone is drawn


def test_residuals_are_predicted_less_true_in_the_unit():
    truth = TestSet(np.array([1.0, 2.0, 0.0], np.float32), scale=4.0, centre=10.0, unit="°C")
    residuals = analysis.residuals(truth, np.array([2.0, 1.0, 3.0], np.float32))
    assert residuals.true.tolist() == [14, 18, 10] and residuals.predicted.tolist() == [18, 14, 22]
    assert residuals.errors.tolist() == [4, -4, 12]
    assert (residuals.mean, residuals.worst) == (4, 2) and residuals.mae == pytest.approx(20 / 3)
