"""Training: the only package that imports Keras, and only when a run starts."""

__all__ = [
    "block_lstm",
    "checkpoint",
    "choice",
    "engine",
    "environment",
    "epoch_weights",
    "export",
    "plain",
    "points",
    "prepared",
    "recorder",
    "runtime",
    "train",
    "validation",
]
