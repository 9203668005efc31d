"""Which engine computes a run, by fixed rules over its layers: no timing, no Keras.

An engine's name is stored with every run from its beginning. Its first part is how the epochs are
compiled, see ``core.training.engine``; after a plus, the kernel that computes small LSTMs, see
``core.training.block_lstm``. Equal recipes and seeds are equal to the last bit on one engine only.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.architectures import Layer
from core.training.block_lstm import BLOCK, uses_block

ENGINES = ("xla", "graph", f"graph+{BLOCK}")
# Measured (tests/benchmarks): XLA wins for small dense layers. It is 2 to 15 times slower for
# convolutions and recurrent layers, and slower than fused optimizer kernels for large embeddings.
XLA_LAYERS = frozenset({"Dense", "Flatten", "Activation", "Embedding", "Reshape"})
XLA_PARAMETERS = 200_000


def choose_engine(layers: Sequence[Layer], parameters: int) -> str:
    """The engine of a run that begins now, by a fixed rule, so that results are reproducible."""
    small = parameters <= XLA_PARAMETERS and {item.type for item in layers} <= XLA_LAYERS
    if small:
        return "xla"
    return f"graph+{BLOCK}" if any(map(uses_block, layers)) else "graph"


def compiled_by(engine: str) -> str:
    """How an engine compiles epochs, ``xla`` or ``graph``: all that a name was before kernels."""
    return engine.partition("+")[0]
