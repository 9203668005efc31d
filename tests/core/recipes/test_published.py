"""The catalogue has exactly what the sources print; ``printed.py`` is a second copy of that."""

from __future__ import annotations

import pytest

from core.architectures import Layer
from core.recipes import RECIPES
from tests.core.recipes.printed import PRINTED

EVERY = pytest.mark.parametrize("name", PRINTED)
# Values of the settings that a source does not mention.
UNSET = {"validation_split": 0.0, "patience": 0, "restore_best_weights": False}
UNSET |= {"validation_data": "train", "data_seed": 0}


def line(item: Layer) -> str:
    """A layer in the notation of ``printed.py``."""
    config = dict(item.config)
    if item.type == "Bidirectional":
        return f"Bidirectional {line(config['layer'])}"
    words = [item.type]
    if item.type == "Embedding":
        words.append(f"{config['input_dim']}→{config['output_dim']}")
        words += ["frozen"] if config.get("trainable") is False else []
        words += [config["weights"]] if config.get("weights") else []
    elif item.type == "Reshape":
        words.append("×".join(map(str, config["target_shape"])))
    else:
        size = config.get("units", config.get("filters", config.get("pool_size")))
        words += [f"{size}"] if size else []
        if "kernel_size" in config:
            words[-1] += f"×{config['kernel_size']}"
        words += [short(config["rate"])] if "rate" in config else []
    words += [config["activation"]] if "activation" in config else []
    for name in ("dropout", "recurrent_dropout"):
        words += [name, short(config[name])] if config.get(name) else []
    words += ["sequences"] if config.get("return_sequences") else []
    assert config.get("padding", "valid") == "valid" and config.get("strides", 1) == 1
    return " ".join(words)


def short(rate: float) -> str:
    return f"{rate:g}".removeprefix("0")


def test_28_recipes_are_marked_as_published():
    assert {name for name, entry in RECIPES.items() if entry.published} == PRINTED.keys()
    assert len(PRINTED) == 28


@EVERY
def test_the_model_is_the_printed_one(name):
    assert ", ".join(line(item) for item in RECIPES[name].layers) == PRINTED[name].model


@EVERY
def test_compile_and_fit_are_the_printed_ones(name):
    entry, printed = RECIPES[name], PRINTED[name]
    assert (entry.dataset, entry.family) == (printed.dataset, printed.family)
    compiled = {"optimizer": printed.optimizer, "learning_rate": printed.learning_rate}
    assert entry.compile == compiled | {"loss": printed.loss}
    assert (entry.fit["epochs"], entry.fit["batch_size"]) == (printed.epochs, printed.batch_size)
    settings = {**entry.preprocessing, **entry.fit}
    for setting in ("epochs", "batch_size"):
        settings.pop(setting, None)
    expected = {key: value for key, value in UNSET.items() if key in settings} | printed.settings
    if name.startswith("reuters/") and "validation_data" not in printed.settings:
        # 7,000 train and 1,982 validation; Keras keeps floor(n × (1 - split)) for training
        assert int(8_982 * (1 - settings["validation_split"])) == 7_000
        expected["validation_split"] = settings["validation_split"]
    assert settings == expected


@EVERY
def test_the_reference_is_the_printed_one(name):
    reference = RECIPES[name].reference.as_dict()
    assert dict(reference.pop("first_epoch", {})) == PRINTED[name].first
    assert reference == PRINTED[name].figures


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("imdb/embedding-20", 80_161),
        ("imdb-raw/glove", 1_320_065),
        ("imdb/conv1d", 1_315_937),
        ("imdb/cnn-lstm", 558_520),
    ],
)
def test_the_models_have_the_printed_parameter_counts(name, parameters):
    assert RECIPES[name].summary.parameters == parameters


def test_frozen_vectors_are_not_trained():
    assert RECIPES["imdb-raw/glove"].summary.trainable_parameters == 320_065


def test_the_recurrent_layer_of_rcnn_reads_49_steps_where_lstm_reads_200():
    (lstm,) = (step for step in RECIPES["imdb/lstm"].summary.steps if step.layer.type == "LSTM")
    (late,) = (step for step in RECIPES["imdb/rcnn"].summary.steps if step.layer.type == "LSTM")
    assert (lstm.input_shape, late.input_shape) == ((200, 128), (49, 256))


@EVERY
def test_a_published_recipe_has_a_source_a_reference_and_whole_sentences(name):
    entry = RECIPES[name]
    assert entry.source and entry.reference.as_dict()
    for text in (*entry.notes, *(flaw.text for flaw in entry.flaws)):
        assert text.endswith(".")


FLAWED = [
    *("numeric-binary/perceptron", "numeric-binary/mlp", "numeric-binary/deep-mlp"),
    *("imdb/mlp", "imdb/lstm", "imdb/cnn", "imdb/rcnn", "imdb/conv1d", "imdb/cnn-lstm"),
    *("reuters/mlp", "reuters/lstm", "reuters/cnn", "reuters/rcnn", "reuters/lstm-100"),
    *("mnist/mlp", "mnist/cnn", "jena/dense", "jena/lstm", "jena/lstm-dropout"),
    *("jena/stacked-lstm", "jena/bidirectional-lstm", "jena/conv1d", "jena/conv1d-lstm"),
]
CORRECTED = {
    "imdb/conv1d": {"output_activation": "sigmoid"},
    "imdb/cnn-lstm": {"validation_data": "train"},
    "reuters/lstm-100": {"validation_data": "train"},
    "mnist/mlp": {"validation_data": "train"},
    "mnist/cnn": {"validation_data": "train"},
    **{name: {"split": "corrected"} for name in PRINTED if name.startswith("jena/")},
}


def test_known_flaws_are_listed_and_their_corrections_can_be_applied():
    assert [name for name in PRINTED if RECIPES[name].flaws] == [
        name for name in PRINTED if name in FLAWED
    ]
    for name in PRINTED:
        entry = RECIPES[name]
        corrections = [flaw.correction for flaw in entry.flaws if flaw.correction]
        assert bool(corrections) == (name in CORRECTED), name
        for correction in corrections:
            corrected = entry.with_settings(correction)
            assert corrected.key != entry.key
            assert corrected.values() == entry.values() | dict(correction)
            assert CORRECTED[name].items() <= dict(correction).items()


def test_corrected_conv1d_ends_in_a_sigmoid_and_the_same_parameters():
    entry = RECIPES["imdb/conv1d"].with_settings({"output_activation": "sigmoid"})
    assert entry.layers[-1].config["activation"] == "sigmoid"
    assert entry.summary.parameters == 1_315_937


@pytest.mark.parametrize("name", ["mnist/mlp", "mnist/cnn", "reuters/lstm-100", "imdb/cnn-lstm"])
def test_corrected_validation_holds_out_training_data(name):
    (correction,) = (flaw.correction for flaw in RECIPES[name].flaws if flaw.correction)
    assert RECIPES[name].with_settings(correction).fit["validation_split"] > 0.1
