"""The 28 published recipes: their settings exactly as printed, printed figures and known flaws."""

from __future__ import annotations

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


def _numbers(name: str, represents: bool, reference: Reference) -> Recipe:
    return make_recipe(
        f"numeric-binary/{name}",
        "noise",
        f"numeric-{name}",
        settings={"optimizer": "rmsprop", "epochs": 1_000, "batch_size": 64},
        represents=represents,
        reference=reference,
        source=NUMBERS,
        flaws=(NOISE_LABELS,),
        notes=(
            SAME_EPOCHS,
            mark("The text says the perceptron learns fastest; its figures say the deep one does."),
        ),
        published=True,
    )


def _imdb(name: str, reference: Reference) -> Recipe:
    return make_recipe(
        f"imdb/{name}",
        "imdb",
        f"text-{name}",
        settings={"epochs": 2, "validation_split": 0.2},
        represents=True,
        reference=reference,
        source=SENTENCES,
        flaws=(ONE_RUN,),
        published=True,
    )


def _reuters(name: str, reference: Reference) -> Recipe:
    return make_recipe(
        f"reuters/{name}",
        "reuters",
        f"text-{name}",
        settings={"epochs": 10, "validation_split": REUTERS_SPLIT},
        represents=True,
        reference=reference,
        source=NEWSWIRES,
        flaws=(ONE_RUN,),
        notes=(
            SAME_EPOCHS,
            mark(
                "The source says that recurrent and convolutional models beat the perceptron; in "
                "its own table the recurrent ones are below it."
            ),
        ),
        published=True,
    )


# Keras keeps floor(8,982 × (1 − split)) samples for training: 7,000, leaving 1,982.
REUTERS_SPLIT = 0.22066

_NUMBERS = (
    _numbers(
        "perceptron",
        False,
        Reference(loss=0.6842, accuracy=0.5530, test_loss=0.7150, test_accuracy=0.5000),
    ),
    _numbers(
        "mlp",
        True,
        Reference(loss=0.4599, accuracy=0.7980, test_loss=0.9055, test_accuracy=0.5200),
    ),
    _numbers(
        "deep-mlp",
        False,
        Reference(loss=0.0091, accuracy=1.0000, test_loss=2.9442, test_accuracy=0.4900),
    ),
)


def _curves(first: tuple[float, ...], last: tuple[float, ...], **more: float) -> Reference:
    """A reference from (loss, accuracy, val_loss, val_accuracy) of the first and last epoch."""
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    return Reference(
        **dict(zip(names, last, strict=True)),
        first_epoch=dict(zip(names, first, strict=True)) if first else {},
        **more,
    )


_SENTENCES = (
    _imdb(
        "mlp",
        _curves(
            (0.4136, 0.7916, 0.3069, 0.8728),
            (0.0534, 0.9810, 0.4522, 0.8484),
            test_loss=0.4610,
            test_accuracy=0.8444,
            seconds_per_epoch=25,
        ),
    ),
    _imdb(
        "lstm",
        _curves(
            (0.4392, 0.7882, 0.3288, 0.8658),
            (0.2295, 0.9137, 0.3181, 0.8702),
            test_loss=0.3482,
            test_accuracy=0.8611,
            seconds_per_epoch=139,
        ),
    ),
    _imdb(
        "cnn",
        _curves(
            (0.4382, 0.7823, 0.2904, 0.8762),
            (0.2153, 0.9157, 0.3163, 0.8690),
            test_loss=0.3270,
            test_accuracy=0.8602,
            seconds_per_epoch=68,
        ),
    ),
    _imdb(
        "rcnn",
        _curves(
            (0.3976, 0.8088, 0.3251, 0.8636),
            (0.1895, 0.9301, 0.3049, 0.8764),
            test_loss=0.3358,
            test_accuracy=0.8595,
            seconds_per_epoch=191,
        ),
    ),
)

_NEWSWIRES = (
    _reuters(
        "mlp",
        _curves(
            (),
            (0.1020, 0.9647, 1.3995, 0.7003),
            test_loss=1.4421,
            test_accuracy=0.6879,
            seconds_per_epoch=5,
        ),
    ),
    _reuters(
        "lstm",
        _curves(
            (),
            (0.5041, 0.8711, 1.5731, 0.6705),
            test_loss=1.7008,
            test_accuracy=0.6398,
            seconds_per_epoch=30,
        ),
    ),
    _reuters(
        "cnn",
        _curves(
            (),
            (0.2673, 0.9314, 1.2790, 0.7593),
            test_loss=1.3963,
            test_accuracy=0.7311,
            seconds_per_epoch=15,
        ),
    ),
    _reuters(
        "rcnn",
        _curves(
            (),
            (0.3251, 0.9183, 1.4982, 0.6912),
            test_loss=1.5809,
            test_accuracy=0.6750,
            seconds_per_epoch=24,
        ),
    ),
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

_SLIDES = (
    make_recipe(
        "mnist/mlp",
        "mnist",
        "image-mlp",
        settings=_MNIST,
        represents=True,
        reference=Reference(test_accuracy=0.9821, best_epoch=10, stopped_epoch=20),
        source=SLIDES,
        flaws=(TEST_STOPS,),
        notes=(_NOT_PRINTED_MNIST,),
        published=True,
    ),
    make_recipe(
        "mnist/cnn",
        "mnist",
        "image-cnn",
        settings=_MNIST,
        represents=True,
        reference=Reference(test_accuracy=0.9928, best_epoch=12, stopped_epoch=23),
        source=SLIDES,
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
        published=True,
    ),
    make_recipe(
        "reuters/lstm-100",
        "reuters",
        "text-lstm-100",
        settings={
            "num_words": 1_000,
            "maxlen": 100,
            "epochs": 20,
            "batch_size": 100,
            "validation_data": "test",
        },
        reference=Reference(test_accuracy=0.7128),
        source=SLIDES,
        flaws=(
            TEST_VALIDATES,
            Flaw(text=mark("The source evaluates it on test data that was never padded.")),
        ),
        published=True,
    ),
    make_recipe(
        "imdb/cnn-lstm",
        "imdb",
        "text-cnn-lstm",
        settings={
            "num_words": 5_000,
            "maxlen": 100,
            "epochs": 5,
            "batch_size": 100,
            "validation_data": "test",
        },
        output=(
            layer("Dense", units=1, activation="linear", fixed=True),
            layer("Activation", activation="sigmoid", fixed=True),
        ),
        reference=Reference(parameters=558_520),
        source=SLIDES,
        flaws=(TEST_VALIDATES,),
        notes=(
            mark(
                "The compile and fit settings are not printed; our choice: Adam, binary "
                "cross-entropy, 5 epochs, a batch size of 100, the test set as validation set."
            ),
        ),
        published=True,
    ),
)

_RMSPROP = {"optimizer": "rmsprop", "epochs": 10}
_LONG_REVIEWS = _RMSPROP | {
    "num_words": 10_000,
    "maxlen": 500,
    "batch_size": 128,
    "validation_split": 0.2,
}
_FEW_REVIEWS = _RMSPROP | {"num_words": 10_000, "maxlen": 100, "batch_size": 32}


def _article(
    id: str, data: str, model: str, settings: dict, reference: Reference, **more
) -> Recipe:
    return make_recipe(
        id,
        data,
        model,
        settings=settings,
        reference=reference,
        source=ARTICLE,
        published=True,
        **more,
    )


_ARTICLE_TEXT = (
    _article(
        "imdb/embedding-20",
        "imdb",
        "text-embedding",
        _RMSPROP | {"num_words": 10_000, "maxlen": 20, "batch_size": 32, "validation_split": 0.2},
        _curves((), (0.3113, 0.8694, 0.5212, 0.7548), parameters=80_161),
    ),
    _article(
        "imdb-raw/glove",
        "imdb-raw",
        "text-glove",
        _FEW_REVIEWS,
        _curves(
            (),
            (0.0761, 1.0000, 0.7255, 0.5839),
            parameters=1_320_065,
            test_loss=0.7380,
            test_accuracy=0.5705,
        ),
        notes=(
            mark(
                "The source prints 1,320,065 trainable parameters, counted before the embedding "
                "is frozen; 320,065 are trained."
            ),
        ),
    ),
    _article(
        "imdb-raw/learned",
        "imdb-raw",
        "text-learned",
        _FEW_REVIEWS,
        _curves((), (0.0044, 1.0000, 0.7423, 0.5227)),
        represents=True,
    ),
    _article(
        "imdb/simple-rnn",
        "imdb",
        "text-simple-rnn",
        _LONG_REVIEWS,
        _curves((), (0.0525, 0.9829, 0.6568, 0.7866)),
    ),
    _article(
        "imdb/lstm-32",
        "imdb",
        "text-lstm-32",
        _LONG_REVIEWS,
        _curves((), (0.1170, 0.9599, 0.3712, 0.8732)),
    ),
    _article(
        "imdb/conv1d",
        "imdb",
        "text-conv1d",
        _LONG_REVIEWS | {"learning_rate": 1e-4},
        _curves((), (0.2454, 0.8323, 0.5061, 0.7654), parameters=1_315_937),
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


def _jena(
    name: str,
    epochs: int,
    loss: float,
    val_loss: float,
    *,
    step: int = 60,
    represents: bool = False,
) -> Recipe:
    return _article(
        f"jena/{name}",
        "jena",
        f"series-{name}",
        {"optimizer": "rmsprop", "epochs": epochs, "batch_size": 128, "step": step},
        Reference(loss=loss, val_loss=val_loss),
        represents=represents,
        flaws=(JENA_SPLIT,),
        notes=(JENA_TARGET,),
    )


_ARTICLE_SERIES = (
    _jena("dense", 20, 0.0542, 5.6241, represents=True),
    _jena("lstm", 20, 0.0534, 0.5119, represents=True),
    _jena("lstm-dropout", 40, 0.1378, 0.2181),
    _jena("stacked-lstm", 20, 0.1409, 0.5908),
    _jena("bidirectional-lstm", 20, 0.1292, 0.4860),
    _jena("conv1d", 20, 0.1066, 0.3351, represents=True),
    _jena("conv1d-lstm", 40, 0.0611, 0.5860, step=30, represents=True),
)

PUBLISHED: tuple[Recipe, ...] = (
    *_NUMBERS,
    *_SENTENCES,
    *_NEWSWIRES,
    *_SLIDES,
    *_ARTICLE_TEXT,
    *_ARTICLE_SERIES,
)
