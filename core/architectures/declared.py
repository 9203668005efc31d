"""The hyperparameters of layers, with Keras' names and defaults."""

from __future__ import annotations

from core.hyperparameters import Boolean, Choice, Float, Int
from core.i18n import mark

UNITS = Int(
    name="units",
    default=32,
    low=1,
    high=4_096,
    scale="log",
    label=mark("Units"),
    help=mark("Size of the layer's output. More units can learn more, but also memorise more."),
    unit="units",
)
FILTERS = Int(
    name="filters",
    default=32,
    low=1,
    high=1_024,
    scale="log",
    label=mark("Filters"),
    help=mark("Number of patterns the convolution looks for."),
    unit="filters",
)
KERNEL_SIZE = Int(
    name="kernel_size",
    default=3,
    low=1,
    high=64,
    label=mark("Kernel size"),
    help=mark("Number of neighbouring steps one filter sees at a time."),
    unit="steps",
)
POOL_SIZE = Int(
    name="pool_size",
    default=2,
    low=1,
    high=64,
    label=mark("Pool size"),
    help=mark("Number of neighbouring steps reduced to their largest value."),
    unit="steps",
)
OUTPUT_DIM = Int(
    name="output_dim",
    default=32,
    low=1,
    high=1_024,
    scale="log",
    label=mark("Embedding width"),
    help=mark("Length of the vector that represents one token."),
    unit="numbers",
)
RATE = Float(
    name="rate",
    default=0.5,
    low=0.0,
    high=0.95,
    label=mark("Dropout rate"),
    help=mark("Share of the inputs set to zero at random during training."),
)
DROPOUT = Float(
    name="dropout",
    default=0.0,
    low=0.0,
    high=0.95,
    label=mark("Input dropout"),
    help=mark("Share of the recurrent layer's inputs set to zero during training."),
)
RECURRENT_DROPOUT = Float(
    name="recurrent_dropout",
    default=0.0,
    low=0.0,
    high=0.95,
    label=mark("Recurrent dropout"),
    help=mark("Share of the recurrent state set to zero during training."),
)
_ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "elu", "selu", "gelu", "silu", "softplus")
ACTIVATION = Choice(
    name="activation",
    default="linear",
    choices=_ACTIVATIONS,
    label=mark("Activation"),
    help=mark("The function applied to each output; without one, stacked layers stay linear."),
)
RECURRENT_ACTIVATION = ACTIVATION.with_default("tanh")
DEPTH = Int(
    name="depth",
    default=1,
    low=1,
    high=6,
    label=mark("Depth"),
    help=mark("How many times the block of layers is repeated."),
    unit="blocks",
)
OUTPUT_ACTIVATION = Choice(
    name="activation",
    default="linear",
    choices=("linear", "sigmoid"),
    label=mark("Output activation"),
    help=mark("A probability needs a sigmoid; the source left the output linear."),
)
TRAINABLE = Boolean(
    name="trainable",
    default=False,
    label=mark("Train the embedding"),
    help=mark("Whether training updates the given word vectors or leaves them as they are."),
)
