"""The contract of every dataset in the table."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.datasets import DATASETS, TASKS, dataset
from core.errors import RequestError
from core.hyperparameters import validate_all

GENERATED = [name for name, entry in DATASETS.items() if entry.generated]


def defaults(name: str, **changes) -> dict:
    return {setting.name: setting.default for setting in DATASETS[name].settings} | changes


@pytest.fixture
def loaded(request, real_settings_if_needed):
    name = request.param
    entry = dataset(name)
    if not entry.generated and not _candidates(name, real_settings_if_needed):
        pytest.skip(f"no file of {name} in RECIPE_LAB_DATA")
    return entry, entry.load(defaults(name), real_settings_if_needed)


@pytest.fixture
def real_settings_if_needed(request, settings):
    name = request.node.callspec.params["loaded"]
    return settings if DATASETS[name].generated else request.getfixturevalue("real_settings")


def _candidates(name, settings):
    from core.datasets.table import SOURCES

    return SOURCES[name].candidates(settings)


def every_dataset(test):
    return pytest.mark.parametrize("loaded", DATASETS, indirect=True)(test)


def parts(splits):
    return [part for part in (splits.train, splits.validation, splits.test) if part is not None]


@pytest.mark.parametrize("name", DATASETS)
def test_the_declaration_is_complete(name):
    entry = DATASETS[name]
    assert entry.name == name and entry.task in TASKS
    assert entry.title and entry.summary.endswith(".") and entry.licence and entry.origin
    assert entry.generated == (not entry.files)
    assert entry.generated or entry.licence != "generated"
    assert (entry.classes is None) == (entry.task == "series-regression")
    if entry.class_names:
        assert len(entry.class_names) == entry.classes
    for setting in entry.settings:
        assert setting.label and setting.help and setting.group == "preprocessing"
    declared = {setting.name: setting for setting in entry.settings}
    assert len(declared) == len(entry.settings)
    validate_all(declared, defaults(name), of=name)
    for file in entry.files:
        assert file.url.startswith("https://") and file.size > 1_000_000
        assert file.sha256 == "" or len(file.sha256) == 64


def test_at_least_one_dataset_of_every_task_needs_no_file():
    assert {DATASETS[name].task for name in GENERATED} == set(TASKS)


def test_an_unknown_name_lists_the_valid_ones():
    with pytest.raises(RequestError, match="imdb-raw"):
        dataset("imbd")


@every_dataset
def test_shapes_and_types(loaded):
    entry, splits = loaded
    declared = entry.shape(defaults(entry.name))
    for part in parts(splits):
        assert len(part) > 0
        if splits.notes and entry.name == "jena":
            assert part.shape[0] == declared[0]  # other measurements, with a note
        else:
            assert part.shape == declared
        some = part.take(np.array([0, len(part) - 1]))
        assert some.shape == (2, *part.shape)
        assert part.inputs.dtype in (np.float32, np.int32) and some.dtype == part.inputs.dtype
        right = np.float32 if entry.classes is None else np.int32
        assert part.targets.dtype == right and part.targets.shape == (len(part),)
        assert np.isfinite(part.inputs).all() and np.isfinite(part.targets).all()
        if part.starts is not None:
            assert part.starts.dtype == np.int64 and part.offsets.dtype == np.int64
            assert part.starts.min() >= 0
            assert part.starts.max() + part.offsets.max() < len(part.inputs)
        half = part.part(slice(0, len(part) // 2))
        np.testing.assert_array_equal(half.take(np.array([1])), part.take(np.array([1])))
    assert len(splits.digest) == 64


@every_dataset
def test_classes_and_tokens_are_in_range(loaded):
    entry, splits = loaded
    for part in parts(splits):
        if entry.classes is not None:
            assert part.targets.min() >= 0 and part.targets.max() < entry.classes
        if part.inputs.dtype == np.int32:
            words = entry.vocabulary or defaults(entry.name)["num_words"]
            assert part.inputs.min() >= 0 and part.inputs.max() < words
    if entry.classes is not None:
        counts = np.bincount(splits.test.targets, minlength=entry.classes)
        assert (counts > 0).all() and (np.bincount(splits.train.targets) > 0).all()
    else:
        assert splits.scale > 0 and splits.unit and splits.target_column is not None


@every_dataset
def test_loading_again_gives_the_same(loaded, real_settings_if_needed):
    entry, first = loaded
    second = entry.load(defaults(entry.name), real_settings_if_needed)
    assert second.digest == first.digest
    for one, other in zip(parts(first), parts(second), strict=True):
        for field in dataclasses.fields(one):
            np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


@every_dataset
def test_every_setting_is_in_the_digest(loaded, real_settings_if_needed):
    entry, first = loaded
    smaller = {
        "train_samples": 30,
        "validation_samples": 40,
        "maxlen": 7,
        "num_words": 50,
        "test_split": 0.5,
        "lookback": 3.0,
        "step": 180,
        "delay": 6,
        "data_seed": 1,
        "split": "corrected",
    }
    for setting in entry.settings:
        values = defaults(entry.name, **{setting.name: smaller[setting.name]})
        changed = entry.load(values, real_settings_if_needed)
        assert changed.digest != first.digest, setting.name
        declared = entry.shape(values)
        assert changed.train.shape[0] == declared[0]


@every_dataset
def test_no_training_sample_is_in_the_test(loaded):
    """Where samples are windows: no training target is a test target."""
    entry, splits = loaded
    if splits.train.starts is not None:
        back = splits.train.offsets.max() + 1
        assert splits.train.starts.max() + back < splits.test.starts.min() + back
        assert splits.train.starts.max() < splits.validation.starts.min()
        assert splits.validation.starts.max() < splits.test.starts.min()
        return
    if entry.task in ("image-multiclass", "numeric-binary") or entry.name.startswith("probe"):
        seen = {sample.tobytes() for sample in splits.train.inputs}
        shared = [sample for sample in splits.test.inputs if sample.tobytes() in seen]
        assert len(shared) <= (2 if entry.name == "digits" else 0)


SEEDED = [name for name in GENERATED if "data_seed" in defaults(name)]


@pytest.mark.parametrize("name", SEEDED)
def test_the_data_seed_decides_what_is_drawn(name, settings):
    entry = dataset(name)
    one, other = (entry.load(defaults(name, data_seed=seed), settings) for seed in (1, 2))
    assert one.test.inputs.tobytes() != other.test.inputs.tobytes()


@pytest.mark.parametrize("name", [name for name in SEEDED if "train_samples" in defaults(name)])
def test_more_training_samples_keep_the_test_set(name, settings):
    entry = dataset(name)
    few, many = (
        entry.load(defaults(name, train_samples=count), settings) for count in (100, 5_000)
    )
    np.testing.assert_array_equal(few.test.inputs, many.test.inputs)
    np.testing.assert_array_equal(few.test.targets, many.test.targets)
    assert len(few.train) == 100 and len(many.train) == 5_000
