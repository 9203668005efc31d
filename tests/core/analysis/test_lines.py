"""Curves of a comparison: means count a seed once, bands are ranges, labels are unique."""

import numpy as np
import pytest

from core.analysis.lines import group_labels, lines, run_labels, shades, smooth
from tests.core.analysis.making import entrant


def by_kind(curves):
    return {line.training: line for line in curves}


def test_a_group_is_the_mean_of_its_seeds_with_their_range():
    pair = [entrant(seed=0, val=(0.6, 0.8)), entrant(seed=1, val=(0.8, 0.9))]
    validation = by_kind(lines(pair, "accuracy"))[False]
    assert validation.values == pytest.approx([0.7, 0.85])
    assert validation.low == pytest.approx([0.6, 0.8])
    assert validation.high == pytest.approx([0.8, 0.9])
    assert validation.x == pytest.approx([1, 2]) and validation.seeds == 2


def test_a_seed_that_was_run_twice_counts_once_the_latest():
    runs = [
        entrant(seed=0, val=(0.1, 0.1), id="a"),
        entrant(seed=0, val=(0.5, 0.5), id="b"),
        entrant(seed=1, val=(0.7, 0.7), id="c"),
    ]
    assert by_kind(lines(runs, "accuracy"))[False].values == pytest.approx([0.6, 0.6])


def test_at_every_epoch_the_mean_is_of_the_seeds_that_came_so_far():
    pair = [entrant(seed=0, val=(0.6, 0.8, 0.9)), entrant(seed=1, val=(0.8,))]
    validation = by_kind(lines(pair, "accuracy"))[False]
    assert validation.values == pytest.approx([0.7, 0.8, 0.9])
    assert validation.high == pytest.approx([0.8, 0.8, 0.9])


def test_without_the_mean_every_run_stands_alone():
    pair = [entrant(seed=0), entrant(seed=1)]
    curves = lines(pair, "accuracy", mean=False, training=False)
    assert [line.key for line in curves] == [pair[0].id, pair[1].id]
    assert curves[0].low is None and curves[0].label.endswith("seed 0")


@pytest.mark.parametrize(
    ("axis", "expected"), [("epoch", [1, 2]), ("seconds", [2, 4]), ("samples", [1_000, 2_000])]
)
def test_where_epochs_end_on_each_axis(axis, expected):
    curves = lines([entrant(val=(0.5, 0.6))], "accuracy", axis=axis)
    assert curves[0].x == pytest.approx(expected)


def test_samples_that_are_not_known_draw_nothing_rather_than_something_wrong():
    curves = lines([entrant(train_samples=None)], "accuracy", axis="samples")
    assert np.isnan(curves[0].x).all()


def test_what_a_run_does_not_measure_is_left_out():
    assert lines([entrant("series/lstm")], "accuracy") == []
    assert lines([entrant(val=())], "accuracy") == []


def test_smoothing_keeps_the_raw_curve_and_begins_at_the_first_value():
    line = by_kind(lines([entrant(val=(0.5, 0.9, 0.5))], "accuracy", smoothing=0.5))[False]
    assert line.raw == pytest.approx([0.5, 0.9, 0.5])
    assert line.values[0] == pytest.approx(0.5)
    assert line.values[1] == pytest.approx((0.5 * 0.25 + 0.9 * 0.5) / 0.75)


def test_smoothing_a_constant_is_that_constant_and_gaps_stay():
    smoothed = smooth(np.array([2.0, np.nan, 2.0, 2.0]), 0.9)
    assert np.isnan(smoothed[1]) and smoothed[[0, 2, 3]] == pytest.approx([2, 2, 2])


def test_labels_say_what_was_changed_but_not_what_was_changed_in_all():
    changed = {"settings": {"epochs": 5}}
    both = [entrant("imdb/cnn", **changed), entrant("imdb/mlp", **changed)]
    assert list(group_labels(both).values()) == ["CNN", "MLP"]
    other = [*both, entrant("imdb/cnn", settings={"epochs": 5, "kernel_size": 7})]
    assert list(group_labels(other).values())[2] == "CNN · kernel size 7"


def test_where_two_recipes_share_a_short_name_their_ids_follow():
    runs = [entrant("imdb/cnn"), entrant("imdb/conv1d"), entrant("imdb/lstm")]
    assert list(group_labels(runs).values()) == ["CNN (imdb/cnn)", "CNN (imdb/conv1d)", "LSTM"]
    same = [entrant("imdb/cnn"), entrant("imdb/cnn", settings={"filters": 64})]
    assert list(group_labels(same).values()) == ["CNN", "CNN · filters 64"]


def test_a_name_somebody_gave_stands_before_the_run_and_the_group_it_alone_makes():
    alone = [entrant(name="wide", id="a"), entrant("imdb/mlp")]
    assert next(iter(group_labels(alone).values())) == "wide · CNN"
    assert run_labels(alone)["a"] == "wide · CNN"
    two = [entrant(name="wide", id="a", seed=0), entrant(seed=1)]
    assert list(group_labels(two).values()) == ["CNN"]
    assert run_labels(two)["a"] == "wide · CNN · seed 0"


def test_every_label_is_there_once():
    runs = [
        entrant(seed=0, id="a"),
        entrant(seed=0, id="b"),
        entrant(seed=1, id="c", name="mine"),
        entrant(seed=0, id="d", group="recorded x", status="recorded"),
    ]
    labels = run_labels(runs)
    assert len(set(labels.values())) == 4
    assert labels["c"].startswith("mine · ") and "reference" in labels["d"]
    assert labels["a"].endswith("· a") or labels["b"].endswith("· b")


def test_recipes_of_one_family_have_shades_of_their_own():
    runs = [entrant("imdb/cnn"), entrant("imdb/conv1d"), entrant("imdb/mlp")]
    assert list(shades(runs).values()) == [0, 1, 0]


def test_recorded_runs_never_join_a_group_of_ones_own():
    runs = [entrant(seed=0), entrant(seed=1, status="recorded", group="recorded key")]
    curves = lines(runs, "accuracy", training=False)
    assert [(line.seeds, line.recorded) for line in curves] == [(1, False), (1, True)]
