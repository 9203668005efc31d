"""A recipe as Keras code: executed, it is the model of the summary, and its changes are marked."""

from __future__ import annotations

import keyword

import numpy as np
import pytest

from core.datasets import Samples, Splits
from core.errors import RequestError
from core.hyperparameters import Boolean, Choice, Int
from core.recipes import RECIPES, Recipe, recipe, recipe_from_dict
from core.recipes.declared import OPTIMIZERS as DECLARED
from core.recipes.draft import Draft
from core.recipes.keras_code import OPTIMIZERS, arrays, keras_code
from core.recipes.keras_layers import POSITIONAL

SAMPLES = 4
# One of each way to load data, and of each kind of layer; all others are in the second tier.
FIRST = ("imdb/cnn", "mnist/cnn", "imdb-raw/glove", "series/conv1d")


def marked(code) -> dict[str, str]:
    """The changed lines: their code → the comment."""
    lines = code.text.splitlines()
    pairs = (lines[number].rsplit("  # ", 1) for number in code.changed)
    return {line.strip(): comment for line, comment in pairs}


@pytest.mark.parametrize("name", RECIPES)
def test_the_recipe_itself_is_python_without_a_mark(name):
    code = keras_code(recipe(name))
    compile(code.text, name, "exec")
    assert code.changed == () and "recipe:" not in code.text
    assert max(map(len, code.text.splitlines())) <= 100


def another(hyperparameter):
    """A value that is not the default."""
    if isinstance(hyperparameter, Boolean):
        return not hyperparameter.default
    if isinstance(hyperparameter, Choice):
        return next(item for item in hyperparameter.choices if item != hyperparameter.default)
    return hyperparameter.default + 1 if isinstance(hyperparameter, Int) else 0.3


@pytest.mark.parametrize("name", RECIPES)
def test_every_setting_that_is_changed_marks_a_line(name):
    entry = recipe(name)
    for key, hyperparameter in entry.hyperparameters().items():
        try:
            changed = entry.with_settings({key: another(hyperparameter)})
        except RequestError:  # early stopping without validation, a kernel longer than its input
            continue
        code = keras_code(changed)
        compile(code.text, name, "exec")
        assert code.changed, key


def test_a_mark_has_the_recipes_value():
    changed = recipe("topics/cnn").with_settings({"kernel_size": 7, "epochs": 5})
    assert marked(keras_code(changed)) == {
        'layers.Conv1D(32, 7, activation="relu"),': "recipe: 5",
        "epochs=5,": "recipe: 10",
    }


def test_layers_that_a_change_adds_are_marked_and_what_it_removes_is_named():
    deep = recipe("topics/mlp").with_settings({"depth": 2, "dropout_layer": 0.5})
    lines = marked(keras_code(deep))
    assert lines == {
        'layers.Dense(64, activation="relu"),': "recipe: without this layer",
        "layers.Dropout(0.5),": "recipe: without this layer",
    }
    code = keras_code(recipe("mnist/mlp").with_settings({"restore_best_weights": False}))
    assert marked(code) == {"# restore_best_weights False": "recipe: True"}


def test_a_recipe_that_is_not_in_the_catalogue_has_no_marks():
    other = recipe_from_dict(recipe("topics/cnn").as_dict() | {"id": "topics/mine"})
    assert keras_code(other.with_settings({"units": 8})).changed == ()


def test_every_declared_optimizer_has_its_class():
    assert OPTIMIZERS.keys() == set(DECLARED)
    assert not any(keyword.iskeyword(name) for names in POSITIONAL.values() for name in names)


# ── executed ─────────────────────────────────────────────────────────────────────────────────────


def splits_of(entry: Recipe) -> Splits:
    """A few samples of the recipe's shapes."""
    rng = np.random.default_rng(0)
    shape, classes = entry.input_shape, entry.data.classes
    if entry.task == "series-regression":
        series = rng.normal(size=(shape[0] + SAMPLES, shape[1])).astype("float32")
        starts, targets = np.arange(SAMPLES), series[:SAMPLES, 0]
        samples = Samples(series, targets, starts, np.arange(shape[0]))
    else:
        tokens = entry.layers[0].type == "Embedding"
        high, kind = (10, "int32") if tokens else (2, "float32")
        inputs = rng.integers(0, high, (SAMPLES, *shape)).astype(kind)
        samples = Samples(inputs, rng.integers(0, classes, SAMPLES).astype("int32"))
    vectors = None
    if entry.layers[0].config.get("weights"):
        size = [entry.layers[0].config[name] for name in ("input_dim", "output_dim")]
        vectors = rng.normal(size=size).astype("float32")
    return Splits(samples, samples, samples, embeddings=vectors)


@pytest.fixture
def execute(monkeypatch, tmp_path):
    """Execute a recipe's code on a few samples; every fit is one step, or none."""
    import keras

    fit = keras.Model.fit

    def run(entry: Recipe, *, train: bool) -> dict:
        splits = splits_of(entry)
        monkeypatch.chdir(tmp_path)
        np.savez(f"{entry.dataset}.npz", **arrays(splits))
        raw = splits.train.inputs, splits.train.targets
        for name in ("imdb", "reuters", "mnist"):
            module = getattr(keras.datasets, name)
            monkeypatch.setattr(module, "load_data", lambda **given: (raw, raw))
        evaluated = {"loss": 0.0, entry.metric: 0.0}

        def one_step(model, *data, **arguments):
            # for one step quicker than compiling; but many steps of a sequence are slow alone
            model.run_eagerly = entry.family not in ("recurrent", "recurrent-convolutional")
            model.jit_compile = False
            arguments |= {"epochs": 1, "steps_per_epoch": 1, "verbose": 0}
            return fit(model, *data, **arguments) if train else None

        monkeypatch.setattr(keras.Model, "fit", one_step)
        if not train:
            monkeypatch.setattr(keras.Model, "evaluate", lambda *data: evaluated.values())
        namespace: dict = {}
        exec(keras_code(entry).text, namespace)
        return namespace

    return run


def hold_equal(entry: Recipe, model) -> None:
    """The same layers, output shapes, parameters and optimizer as the recipe."""
    steps = entry.summary.steps
    assert [type(layer).__name__ for layer in model.layers] == [step.layer.type for step in steps]
    for layer, step in zip(model.layers, steps, strict=True):
        assert layer.output.shape == (None, *step.output_shape)
        assert layer.count_params() == step.parameters
        for name, value in step.layer.config.items():
            if name in ("rate", "dropout", "recurrent_dropout", "trainable"):
                assert getattr(layer, name) == value
            elif name == "activation":
                assert layer.activation.__name__ == value
    assert float(model.optimizer.learning_rate) == pytest.approx(entry.compile["learning_rate"])
    assert type(model.optimizer).__name__.lower() == entry.compile["optimizer"]
    assert model.loss == entry.compile["loss"]


def tiers(names):
    slow = pytest.mark.slow
    return [name if name in FIRST else pytest.param(name, marks=slow) for name in names]


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", tiers(RECIPES))
def test_executed_it_trains_the_model_of_the_summary(name, execute):
    entry = recipe(name)
    namespace = execute(entry, train=True)
    hold_equal(entry, namespace["model"])
    history = namespace["history"].history
    assert {"loss", entry.metric} <= history.keys()
    validated = bool(entry.fit.get("validation_split")) or "validation_data" not in entry.fit
    validated |= entry.fit.get("validation_data") == "test"
    assert ("val_loss" in history) == validated
    assert np.isfinite(namespace["loss"]) and entry.metric in namespace


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", tiers(RECIPES))
def test_executed_a_changed_recipe_is_the_changed_model(name, execute):
    draft = Draft(recipe(name))
    changes = {"learning_rate": 0.05, "optimizer": "nadam", "dropout_layer": 0.5}
    for key, value in (changes | {"units": 7, "kernel_size": 2, "depth": 2}).items():
        draft = draft.with_value(key, value) if key in draft.hyperparameters else draft
    hold_equal(draft.recipe, execute(draft.recipe, train=False)["model"])
