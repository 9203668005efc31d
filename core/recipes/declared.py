"""The compile and fit hyperparameters of recipes, under Keras' own names.

Every recipe has them, except those of FIT that its data decides: see ``core.recipes.make``.
"""

from __future__ import annotations

from core.hyperparameters import Boolean, Choice, Float, Int, grouped
from core.i18n import mark

OPTIMIZERS = ("adam", "rmsprop", "sgd", "adamw", "nadam", "adagrad", "adamax")

COMPILE = grouped(
    "compile",
    Choice(
        name="optimizer",
        default="adam",
        choices=OPTIMIZERS,
        label=mark("Optimizer"),
        help=mark("The rule that turns gradients into steps."),
    ),
    Float(
        name="learning_rate",
        default=0.001,
        low=1e-6,
        high=10.0,
        scale="log",
        label=mark("Learning rate"),
        help=mark("Size of one step. Larger: learns faster, until it jumps about or diverges."),
    ),
)

FIT = grouped(
    "fit",
    Int(
        name="epochs",
        default=10,
        low=1,
        high=10_000,
        scale="log",
        unit="epochs",
        label=mark("Epochs"),
        help=mark("Passes through the training data. More: learns longer, later only memorises."),
    ),
    Int(
        name="batch_size",
        default=64,
        low=1,
        high=4_096,
        scale="log",
        unit="samples",
        label=mark("Batch size"),
        help=mark("Samples for one step. Larger: faster epochs of fewer, steadier steps."),
    ),
    Choice(
        name="validation_data",
        default="train",
        choices=("train", "test"),
        label=mark("Validation data"),
        help=mark(
            "Where validation samples come from: the end of the training data, or, as some "
            "sources did, the test set itself."
        ),
    ),
    Float(
        name="validation_split",
        default=0.0,
        low=0.0,
        high=0.9,
        label=mark("Validation split"),
        help=mark("The fraction of the training data, from its end, held out for validation."),
    ),
    Int(
        name="patience",
        default=0,
        low=0,
        high=1_000,
        unit="epochs",
        label=mark("Early stopping"),
        help=mark(
            "Stop after this many epochs without a lower validation loss; 0 never stops early."
        ),
    ),
    Boolean(
        name="restore_best_weights",
        default=False,
        label=mark("Keep the best weights"),
        help=mark("Test with the weights of the best epoch instead of the last."),
    ),
    Int(
        name="steps_per_epoch",
        default=500,
        low=1,
        high=100_000,
        scale="log",
        unit="batches",
        label=mark("Steps per epoch"),
        help=mark("How many batches, drawn at random, make up one epoch."),
    ),
)
