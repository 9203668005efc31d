"""A second copy of the 28 published recipes, as their sources print them.

It is separate from the catalogue on purpose: a slip in one of the two shows as a difference.
A model is a line of layers: each with its type, its size and whatever else is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

RMSPROP, ADAM = "rmsprop", "adam"
BINARY, CATEGORICAL, MAE = "binary_crossentropy", "categorical_crossentropy", "mae"


@dataclass(frozen=True)
class Printed:
    """One row: a recipe, and the figures printed for it."""

    dataset: str
    family: str
    model: str
    optimizer: str
    loss: str
    epochs: int
    batch_size: int
    settings: dict[str, Any]
    figures: dict[str, Any]
    learning_rate: float = 0.001
    first: dict[str, float] = field(default_factory=dict)


def curves(loss, accuracy, val_loss=None, val_accuracy=None, **more) -> dict[str, Any]:
    figures = {"loss": loss, "accuracy": accuracy, "val_loss": val_loss}
    figures |= {"val_accuracy": val_accuracy} | more
    return {name: value for name, value in figures.items() if value is not None}


def test(loss, accuracy) -> dict[str, float]:
    return {"test_loss": loss, "test_accuracy": accuracy}


NOISE = {"train_samples": 1_000}
IMDB = {"num_words": 20_000, "maxlen": 200, "validation_split": 0.2}
REUTERS = {"num_words": 15_000, "maxlen": 120, "test_split": 0.2}
MNIST = {
    "train_samples": 60_000,
    "validation_data": "test",
    "patience": 10,
    "restore_best_weights": True,
}
LONG = {"num_words": 10_000, "maxlen": 500, "validation_split": 0.2}
RAW = {
    "num_words": 10_000,
    "maxlen": 100,
    "train_samples": 200,
    "validation_samples": 10_000,
}
JENA = {"lookback": 10, "step": 60, "delay": 24, "steps_per_epoch": 500, "split": "published"}

E20 = "Embedding 20000→128"
E15 = "Embedding 15000→128"
SIGMOID, TOPICS, DIGITS = "Dense 1 sigmoid", "Dense 46 softmax", "Dense 10 softmax"
MLP = "Flatten, Dense 256 relu"
CNN = "Dropout .2, Conv1D 256×3 relu, GlobalMaxPooling1D, Dense 128 relu, Dropout .2"
RCNN = "Dropout .2, Conv1D 256×3 relu, MaxPooling1D 4, LSTM 128 tanh"
DROPPED = "dropout .2 recurrent_dropout .2"


def _numbers(model: str, **figures: Any) -> Printed:
    return Printed("noise", "mlp", model, RMSPROP, BINARY, 1_000, 64, NOISE, figures)


def _imdb(family: str, body: str, first: tuple, figures: dict) -> Printed:
    model = f"{E20}, {body}, {SIGMOID}"
    printed = Printed("imdb", family, model, ADAM, BINARY, 2, 64, IMDB, figures)
    return Printed(**vars(printed) | {"first": curves(*first)})


def _reuters(family: str, body: str, figures: dict) -> Printed:
    model = f"{E15}, {body}, {TOPICS}"
    return Printed("reuters", family, model, ADAM, CATEGORICAL, 10, 64, REUTERS, figures)


def _jena(family: str, model: str, epochs: int, loss: float, val: float, step=60) -> Printed:
    figures = {"loss": loss, "val_loss": val}
    settings = JENA | {"step": step}
    return Printed(
        "jena", family, f"{model}, Dense 1 linear", RMSPROP, MAE, epochs, 128, settings, figures
    )


CONV_SERIES = (
    "Conv1D 32×5 relu, MaxPooling1D 3, Conv1D 32×5 relu, MaxPooling1D 3, Conv1D 32×5 relu, "
    "GlobalMaxPooling1D"
)

PRINTED: dict[str, Printed] = {
    "numeric-binary/perceptron": _numbers(
        SIGMOID, loss=0.6842, accuracy=0.5530, test_loss=0.7150, test_accuracy=0.5
    ),
    "numeric-binary/mlp": _numbers(
        f"Dense 64 relu, {SIGMOID}",
        **curves(0.4599, 0.7980, **test(0.9055, 0.5200)),
    ),
    "numeric-binary/deep-mlp": _numbers(
        f"Dense 64 relu, Dense 64 relu, {SIGMOID}",
        **curves(0.0091, 1.0, **test(2.9442, 0.4900)),
    ),
    "imdb/mlp": _imdb(
        "mlp",
        MLP,
        (0.4136, 0.7916, 0.3069, 0.8728),
        curves(0.0534, 0.9810, 0.4522, 0.8484, **test(0.4610, 0.8444), seconds_per_epoch=25),
    ),
    "imdb/lstm": _imdb(
        "recurrent",
        "LSTM 128 tanh",
        (0.4392, 0.7882, 0.3288, 0.8658),
        curves(0.2295, 0.9137, 0.3181, 0.8702, **test(0.3482, 0.8611), seconds_per_epoch=139),
    ),
    "imdb/cnn": _imdb(
        "convolutional",
        CNN,
        (0.4382, 0.7823, 0.2904, 0.8762),
        curves(0.2153, 0.9157, 0.3163, 0.8690, **test(0.3270, 0.8602), seconds_per_epoch=68),
    ),
    "imdb/rcnn": _imdb(
        "recurrent-convolutional",
        RCNN,
        (0.3976, 0.8088, 0.3251, 0.8636),
        curves(0.1895, 0.9301, 0.3049, 0.8764, **test(0.3358, 0.8595), seconds_per_epoch=191),
    ),
    "reuters/mlp": _reuters(
        "mlp",
        MLP,
        curves(0.1020, 0.9647, 1.3995, 0.7003, **test(1.4421, 0.6879), seconds_per_epoch=5),
    ),
    "reuters/lstm": _reuters(
        "recurrent",
        "LSTM 128 tanh",
        curves(0.5041, 0.8711, 1.5731, 0.6705, **test(1.7008, 0.6398), seconds_per_epoch=30),
    ),
    "reuters/cnn": _reuters(
        "convolutional",
        CNN,
        curves(0.2673, 0.9314, 1.2790, 0.7593, **test(1.3963, 0.7311), seconds_per_epoch=15),
    ),
    "reuters/rcnn": _reuters(
        "recurrent-convolutional",
        RCNN,
        curves(0.3251, 0.9183, 1.4982, 0.6912, **test(1.5809, 0.6750), seconds_per_epoch=24),
    ),
    "mnist/mlp": Printed(
        "mnist",
        "mlp",
        f"Flatten, Dense 512 relu, {DIGITS}",
        ADAM,
        CATEGORICAL,
        30,
        200,
        MNIST,
        {"best_epoch": 10, "stopped_epoch": 20, "test_accuracy": 0.9821},
    ),
    "mnist/cnn": Printed(
        "mnist",
        "convolutional",
        "Reshape 28×28×1, Conv2D 32×3 relu, Conv2D 64×3 relu, MaxPooling2D 2, Dropout .25, "
        f"Flatten, Dense 128 relu, Dropout .5, {DIGITS}",
        ADAM,
        CATEGORICAL,
        30,
        200,
        MNIST,
        {"best_epoch": 12, "stopped_epoch": 23, "test_accuracy": 0.9928},
    ),
    "reuters/lstm-100": Printed(
        "reuters",
        "recurrent",
        f"Embedding 1000→100, LSTM 100 tanh, {TOPICS}",
        ADAM,
        CATEGORICAL,
        20,
        100,
        {"num_words": 1_000, "maxlen": 100, "test_split": 0.2, "validation_data": "test"},
        {"test_accuracy": 0.7128},
    ),
    "imdb/cnn-lstm": Printed(
        "imdb",
        "recurrent-convolutional",
        "Embedding 5000→100, Dropout .5, Conv1D 64×5 relu, MaxPooling1D 4, LSTM 55 tanh, "
        "Dense 1 linear, Activation sigmoid",
        ADAM,
        BINARY,
        5,
        100,
        {"num_words": 5_000, "maxlen": 100, "validation_data": "test"},
        {"parameters": 558_520},
    ),
    "imdb/embedding-20": Printed(
        "imdb",
        "mlp",
        f"Embedding 10000→8, Flatten, {SIGMOID}",
        RMSPROP,
        BINARY,
        10,
        32,
        {"num_words": 10_000, "maxlen": 20, "validation_split": 0.2},
        curves(0.3113, 0.8694, 0.5212, 0.7548, parameters=80_161),
    ),
    "imdb-raw/glove": Printed(
        "imdb-raw",
        "mlp",
        f"Embedding 10000→100 frozen glove, Flatten, Dense 32 relu, {SIGMOID}",
        RMSPROP,
        BINARY,
        10,
        32,
        RAW,
        curves(0.0761, 1.0, 0.7255, 0.5839, **test(0.7380, 0.5705), parameters=1_320_065),
    ),
    "imdb-raw/learned": Printed(
        "imdb-raw",
        "mlp",
        f"Embedding 10000→100, Flatten, Dense 32 relu, {SIGMOID}",
        RMSPROP,
        BINARY,
        10,
        32,
        RAW,
        curves(0.0044, 1.0, 0.7423, 0.5227),
    ),
    "imdb/simple-rnn": Printed(
        "imdb",
        "recurrent",
        f"Embedding 10000→32, SimpleRNN 32 tanh, {SIGMOID}",
        RMSPROP,
        BINARY,
        10,
        128,
        LONG,
        curves(0.0525, 0.9829, 0.6568, 0.7866),
    ),
    "imdb/lstm-32": Printed(
        "imdb",
        "recurrent",
        f"Embedding 10000→32, LSTM 32 tanh, {SIGMOID}",
        RMSPROP,
        BINARY,
        10,
        128,
        LONG,
        curves(0.1170, 0.9599, 0.3712, 0.8732),
    ),
    "imdb/conv1d": Printed(
        "imdb",
        "convolutional",
        "Embedding 10000→128, Conv1D 32×7 relu, MaxPooling1D 5, Conv1D 32×7 relu, "
        "GlobalMaxPooling1D, Dense 1 linear",
        RMSPROP,
        BINARY,
        10,
        128,
        LONG,
        curves(0.2454, 0.8323, 0.5061, 0.7654, parameters=1_315_937),
        learning_rate=1e-4,
    ),
    "jena/dense": _jena("mlp", "Flatten, Dense 32 relu", 20, 0.0542, 5.6241),
    "jena/lstm": _jena("recurrent", "LSTM 32 tanh", 20, 0.0534, 0.5119),
    "jena/lstm-dropout": _jena("recurrent", f"LSTM 32 tanh {DROPPED}", 40, 0.1378, 0.2181),
    "jena/stacked-lstm": _jena(
        "recurrent",
        f"LSTM 32 tanh {DROPPED} sequences, LSTM 32 tanh {DROPPED}",
        20,
        0.1409,
        0.5908,
    ),
    "jena/bidirectional-lstm": _jena(
        "recurrent", f"Bidirectional LSTM 32 tanh {DROPPED}", 20, 0.1292, 0.4860
    ),
    "jena/conv1d": _jena("convolutional", CONV_SERIES, 20, 0.1066, 0.3351),
    "jena/conv1d-lstm": _jena(
        "recurrent-convolutional",
        f"Conv1D 32×5 relu, MaxPooling1D 3, Conv1D 32×5 relu, LSTM 32 tanh {DROPPED}",
        40,
        0.0611,
        0.5860,
        step=30,
    ),
}
