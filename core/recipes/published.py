"""The 28 published recipes: their settings exactly as printed, printed figures and known flaws."""

from __future__ import annotations

from typing import Any

from core.architectures import layer
from core.i18n import mark
from core.recipes.make import make_recipe
from core.recipes.recipe import Flaw, Recipe, Reference

NUMBERS = mark("Recipe tutorial: numbers in, one of two classes out (Korean, Keras)")
SENTENCES = mark("Recipe tutorial: a sentence in, one of two classes out (Korean, Keras)")
NEWSWIRES = mark("Recipe tutorial: a sentence in, one of many classes out (Korean, Keras)")
SLIDES = mark("Lecture slides on convolutional and recurrent networks (Korean, Keras)")
ARTICLE = mark("Article on deep learning for text and sequences (Korean, Keras, 2019)")

ONE_RUN = Flaw(
    text=mark(
        "One run, so no spread: the 95 % half-width of one accuracy is 0.4 points at 86 % of "
        "25,000 reviews and 1.9 points at 70 % of 2,246 newswires."
    )
)
NOISE_LABELS = Flaw(
    text=mark("The labels are random, so the test accuracy is chance (50 %) by design.")
)
TEST_VALIDATES = Flaw(
    text=mark(
        "The test set is also the validation set. Corrected: a part of the training data is held "
        "out."
    ),
    correction={"validation_data": "train", "validation_split": 0.2},
)
TEST_STOPS = Flaw(
    text=mark(
        "The test set is also the validation set, and early stopping chooses by it. Corrected: a "
        "part of the training data is held out."
    ),
    correction={"validation_data": "train", "validation_split": 1 / 6},
)
JENA_SPLIT = Flaw(
    text=mark(
        "Trains on 20,000 rows (139 days) where 200,000 were meant, and computes the z-scores from "
        "200,000 rows, so they see validation and test data. Corrected: 200,000 / 100,000 / "
        "rest, with statistics from the training rows."
    ),
    correction={"split": "corrected"},
)
JENA_TARGET = mark(
    "The target is 25 h after the last reading used (24.5 h with a reading every 30 minutes), as "
    "in the source. The loss is in standard deviations; multiply by the std to get °C."
)
SAME_EPOCHS = mark(
    "The first three epochs in the source's log are identical for all its models: trust the test "
    "figures."
)


def _published(
    id: str,
    model: str,
    settings: dict[str, Any],
    reference: Reference,
    source: str,
    *,
    data: str = "",
    **more: Any,
) -> Recipe:
    """A recipe of a source; ``data`` is the first part of the id if it is not given."""
    return make_recipe(
        id,
        data or id.partition("/")[0],
        model,
        settings=settings,
        reference=reference,
        source=source,
        published=True,
        **more,
    )


# The figures of the last epoch and of the test, in the order in which the tables below have them.
_FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy")


def _figures(*figures: float | None, **more: Any) -> Reference:
    return Reference(**dict(zip(_FIGURES, figures, strict=False)), **more)


_NUMBERS = tuple(
    _published(
        f"numeric-binary/{name}",
        f"numeric-{name}",
        {"optimizer": "rmsprop", "epochs": 1_000, "batch_size": 64},
        _figures(*figures),
        NUMBERS,
        data="noise",
        represents=name == "mlp",
        flaws=(NOISE_LABELS,),
        notes=(
            SAME_EPOCHS,
            mark("The text says the perceptron learns fastest; its figures say the deep one does."),
        ),
    )
    for name, figures in {
        "perceptron": (0.6842, 0.5530, None, None, 0.7150, 0.5000),
        "mlp": (0.4599, 0.7980, None, None, 0.9055, 0.5200),
        "deep-mlp": (0.0091, 1.0000, None, None, 2.9442, 0.4900),
    }.items()
)

_FIRST_EPOCH = {
    "mlp": (0.4136, 0.7916, 0.3069, 0.8728),
    "lstm": (0.4392, 0.7882, 0.3288, 0.8658),
    "cnn": (0.4382, 0.7823, 0.2904, 0.8762),
    "rcnn": (0.3976, 0.8088, 0.3251, 0.8636),
}

_SENTENCES = tuple(
    _published(
        f"imdb/{name}",
        f"text-{name}",
        {"epochs": 2, "validation_split": 0.2},
        _figures(
            *figures,
            first_epoch=dict(zip(_FIGURES, _FIRST_EPOCH[name], strict=False)),
            seconds_per_epoch=seconds,
        ),
        SENTENCES,
        represents=True,
        flaws=(ONE_RUN,),
    )
    for name, seconds, *figures in (
        ("mlp", 25, 0.0534, 0.9810, 0.4522, 0.8484, 0.4610, 0.8444),
        ("lstm", 139, 0.2295, 0.9137, 0.3181, 0.8702, 0.3482, 0.8611),
        ("cnn", 68, 0.2153, 0.9157, 0.3163, 0.8690, 0.3270, 0.8602),
        ("rcnn", 191, 0.1895, 0.9301, 0.3049, 0.8764, 0.3358, 0.8595),
    )
)

_NEWSWIRES = tuple(
    _published(
        f"reuters/{name}",
        f"text-{name}",
        # Keras keeps floor(8,982 × (1 − split)) samples for training: 7,000, leaving 1,982.
        {"epochs": 10, "validation_split": 0.22066},
        _figures(*figures, seconds_per_epoch=seconds),
        NEWSWIRES,
        represents=True,
        flaws=(ONE_RUN,),
        notes=(
            SAME_EPOCHS,
            mark(
                "The source says that recurrent and convolutional models beat the perceptron; in "
                "its own table the recurrent ones are below it."
            ),
        ),
    )
    for name, seconds, *figures in (
        ("mlp", 5, 0.1020, 0.9647, 1.3995, 0.7003, 1.4421, 0.6879),
        ("lstm", 30, 0.5041, 0.8711, 1.5731, 0.6705, 1.7008, 0.6398),
        ("cnn", 15, 0.2673, 0.9314, 1.2790, 0.7593, 1.3963, 0.7311),
        ("rcnn", 24, 0.3251, 0.9183, 1.4982, 0.6912, 1.5809, 0.6750),
    )
)

_MNIST = {
    "epochs": 30,
    "batch_size": 200,
    "patience": 10,
    "restore_best_weights": True,
    "validation_data": "test",
}
_NOT_PRINTED_MNIST = mark(
    "Not printed, so our choice: up to 30 epochs with a batch size of 200. The test set is the "
    "validation set, as the source's plot says."
)
_SHORT_TEXTS = {"maxlen": 100, "batch_size": 100, "validation_data": "test"}

_SLIDES = (
    _published(
        "mnist/mlp",
        "image-mlp",
        _MNIST,
        Reference(test_accuracy=0.9821, best_epoch=10, stopped_epoch=20),
        SLIDES,
        represents=True,
        flaws=(TEST_STOPS,),
        notes=(_NOT_PRINTED_MNIST,),
    ),
    _published(
        "mnist/cnn",
        "image-cnn",
        _MNIST,
        Reference(test_accuracy=0.9928, best_epoch=12, stopped_epoch=23),
        SLIDES,
        represents=True,
        flaws=(
            TEST_STOPS,
            Flaw(
                text=mark(
                    "The printed best epoch (12) and last epoch (23) do not fit a patience of 10."
                )
            ),
        ),
        notes=(
            _NOT_PRINTED_MNIST,
            mark("The last layers are not printed; our choice: Dense 128 relu, Dropout 0.5."),
        ),
    ),
    _published(
        "reuters/lstm-100",
        "text-lstm-100",
        _SHORT_TEXTS | {"num_words": 1_000, "epochs": 20},
        Reference(test_accuracy=0.7128),
        SLIDES,
        flaws=(
            TEST_VALIDATES,
            Flaw(text=mark("The source evaluates it on test data that was never padded.")),
        ),
    ),
    _published(
        "imdb/cnn-lstm",
        "text-cnn-lstm",
        _SHORT_TEXTS | {"num_words": 5_000, "epochs": 5},
        Reference(parameters=558_520),
        SLIDES,
        output=(
            layer("Dense", units=1, activation="linear", fixed=True),
            layer("Activation", activation="sigmoid", fixed=True),
        ),
        flaws=(TEST_VALIDATES,),
        notes=(
            mark(
                "The compile and fit settings are not printed; our choice: Adam, binary "
                "cross-entropy, 5 epochs, a batch size of 100, the test set as validation set."
            ),
        ),
    ),
)

_REVIEWS = {"optimizer": "rmsprop", "epochs": 10, "num_words": 10_000}
_FEW_REVIEWS = _REVIEWS | {"maxlen": 100, "batch_size": 32}
_LONG_REVIEWS = _REVIEWS | {"maxlen": 500, "batch_size": 128, "validation_split": 0.2}

_ARTICLE_TEXT = (
    _published(
        "imdb/embedding-20",
        "text-embedding",
        _REVIEWS | {"maxlen": 20, "batch_size": 32, "validation_split": 0.2},
        _figures(0.3113, 0.8694, 0.5212, 0.7548, parameters=80_161),
        ARTICLE,
    ),
    _published(
        "imdb-raw/glove",
        "text-glove",
        _FEW_REVIEWS,
        _figures(0.0761, 1.0000, 0.7255, 0.5839, 0.7380, 0.5705, parameters=1_320_065),
        ARTICLE,
        notes=(
            mark(
                "The source prints 1,320,065 trainable parameters, counted before the embedding "
                "is frozen; 320,065 are trained."
            ),
        ),
    ),
    _published(
        "imdb-raw/learned",
        "text-learned",
        _FEW_REVIEWS,
        _figures(0.0044, 1.0000, 0.7423, 0.5227),
        ARTICLE,
        represents=True,
    ),
    _published(
        "imdb/simple-rnn",
        "text-simple-rnn",
        _LONG_REVIEWS,
        _figures(0.0525, 0.9829, 0.6568, 0.7866),
        ARTICLE,
    ),
    _published(
        "imdb/lstm-32",
        "text-lstm-32",
        _LONG_REVIEWS,
        _figures(0.1170, 0.9599, 0.3712, 0.8732),
        ARTICLE,
    ),
    _published(
        "imdb/conv1d",
        "text-conv1d",
        _LONG_REVIEWS | {"learning_rate": 1e-4},
        _figures(0.2454, 0.8323, 0.5061, 0.7654, parameters=1_315_937),
        ARTICLE,
        output=(layer("Dense", units=1, activation="linear", fixed=True),),
        open_output=True,
        flaws=(
            Flaw(
                text=mark(
                    "Binary cross-entropy on an output without a sigmoid, which is not a "
                    "probability."
                ),
                correction={"output_activation": "sigmoid"},
            ),
        ),
    ),
)

_ARTICLE_SERIES = tuple(
    _published(
        f"jena/{name}",
        f"series-{name}",
        {"optimizer": "rmsprop", "epochs": epochs, "batch_size": 128, "step": step},
        Reference(loss=loss, val_loss=val_loss),
        ARTICLE,
        represents=represents,
        flaws=(JENA_SPLIT,),
        notes=(JENA_TARGET,),
    )
    for name, epochs, step, loss, val_loss, represents in (
        ("dense", 20, 60, 0.0542, 5.6241, True),
        ("lstm", 20, 60, 0.0534, 0.5119, True),
        ("lstm-dropout", 40, 60, 0.1378, 0.2181, False),
        ("stacked-lstm", 20, 60, 0.1409, 0.5908, False),
        ("bidirectional-lstm", 20, 60, 0.1292, 0.4860, False),
        ("conv1d", 20, 60, 0.1066, 0.3351, True),
        ("conv1d-lstm", 40, 30, 0.0611, 0.5860, True),
    )
)

PUBLISHED: tuple[Recipe, ...] = (
    *_NUMBERS,
    *_SENTENCES,
    *_NEWSWIRES,
    *_SLIDES,
    *_ARTICLE_TEXT,
    *_ARTICLE_SERIES,
)
