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
    help=mark("Size of the layer's output. More: learns more, memorises more, slower."),
    unit="units",
)
FILTERS = Int(
    name="filters",
    default=32,
    low=1,
    high=1_024,
    scale="log",
    label=mark("Filters"),
    help=mark("Patterns it looks for. More: finds more of them, more parameters, slower."),
    unit="filters",
)
KERNEL_SIZE = Int(
    name="kernel_size",
    default=3,
    low=1,
    high=64,
    label=mark("Kernel size"),
    help=mark(
        "Neighbouring steps one filter sees. Larger: sees longer patterns, more parameters, slower."
    ),
    unit="steps",
)
POOL_SIZE = Int(
    name="pool_size",
    default=2,
    low=1,
    high=64,
    label=mark("Pool size"),
    help=mark(
        "Neighbouring steps reduced to their largest value. Larger: faster, vaguer about places."
    ),
    unit="steps",
)
OUTPUT_DIM = Int(
    name="output_dim",
    default=32,
    low=1,
    high=1_024,
    scale="log",
    label=mark("Embedding width"),
    help=mark("Numbers that represent one token. More: finer meanings, more parameters."),
    unit="numbers",
)
RATE = Float(
    name="rate",
    default=0.5,
    low=0.0,
    high=0.95,
    label=mark("Dropout rate"),
    help=mark(
        "Share of inputs set to zero in training. Larger: memorises less, learns more slowly."
    ),
)
DROPOUT = Float(
    name="dropout",
    default=0.0,
    low=0.0,
    high=0.95,
    label=mark("Input dropout"),
    help=mark(
        "Share of inputs set to zero in training. Larger: memorises less, learns more slowly."
    ),
)
RECURRENT_DROPOUT = Float(
    name="recurrent_dropout",
    default=0.0,
    low=0.0,
    high=0.95,
    label=mark("Recurrent dropout"),
    help=mark(
        "Share of the state set to zero in training. Larger: memorises less, remembers less."
    ),
)
DROPOUT_LAYER = Float(
    name="dropout_layer",
    default=0.0,
    low=0.0,
    high=0.95,
    label=mark("Dropout"),
    help=mark(
        "Share of the output's inputs set to zero in training, by a Dropout layer more; 0 adds "
        "none. Larger: memorises less."
    ),
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
    help=mark("How often the block of layers is repeated. More: can learn more, harder to train."),
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
