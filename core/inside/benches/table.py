"""The table of benches, and which of them show what a layer computes."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import look_up
from core.i18n import mark
from core.inside.benches.layers import DROPOUT, FLATTEN, ONE_HOT
from core.inside.benches.memory import MEMORY
from core.inside.benches.recurrent import RECURRENT
from core.inside.benches.shapes import SHAPES
from core.inside.benches.sheet import Bench
from core.inside.benches.windows import CONVOLUTION, OVER_WORDS, POOLING
from core.inside.benches.words import GLOVE, PADDING, TOKENIZER

BENCHES: Mapping[str, Bench] = {
    entry.name: entry
    for entry in (
        CONVOLUTION,
        OVER_WORDS,
        POOLING,
        FLATTEN,
        DROPOUT,
        ONE_HOT,
        TOKENIZER,
        PADDING,
        GLOVE,
        SHAPES,
        RECURRENT,
        MEMORY,
    )
}

OF_LAYERS: Mapping[str, tuple[str, ...]] = {
    "Embedding": ("tokenizer", "padding", "glove"),
    "Conv2D": ("convolution",),
    "Conv1D": ("convolution-words", "convolution"),
    "MaxPooling2D": ("pooling",),
    "MaxPooling1D": ("pooling", "shapes-200-49"),
    "GlobalMaxPooling1D": ("pooling",),
    "Flatten": ("flatten",),
    "Dropout": ("dropout",),
    "SimpleRNN": ("recurrent", "memory"),
    "GRU": ("recurrent",),
    "LSTM": ("recurrent", "memory", "shapes-200-49"),
    "Bidirectional": ("recurrent",),
}
"""Layer type → the benches that show what it computes."""


def bench(name: str) -> Bench:
    """Look up a bench.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    return look_up(BENCHES, name, mark("Unknown bench {name!r}; choose one of: {names}."))
