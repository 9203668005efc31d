"""The architectures, by name. Sizes are the sources' own, or ours if a source prints none.

``complete`` fills in what depends on the dataset: an Embedding's ``input_dim``, the target of an
empty Reshape (which adds a channel) and the output layer.
"""

from __future__ import annotations

from functools import partial

from core.architectures.architecture import Architecture, Block
from core.architectures.layers import Layer, layer
from core.errors import look_up
from core.i18n import mark


def _embedding(width: int, **config: object) -> Layer:
    return layer("Embedding", output_dim=width, **config)


def _dense(units: int) -> Layer:
    return layer("Dense", units=units, activation="relu")


def _conv1d(filters: int, kernel_size: int) -> Layer:
    return layer("Conv1D", filters=filters, kernel_size=kernel_size, activation="relu")


def _lstm(units: int, **config: object) -> Layer:
    return layer("LSTM", units=units, **config)


def _conv2d(filters: int) -> Layer:
    return layer("Conv2D", filters=filters, kernel_size=3, activation="relu")


_CHANNEL = layer("Reshape", target_shape=())
_FLATTEN = layer("Flatten")
_GLOBAL_POOL = layer("GlobalMaxPooling1D")
_BOTH_DROPOUTS = {"dropout": 0.2, "recurrent_dropout": 0.2}


def _dropout(rate: float) -> Layer:
    return layer("Dropout", rate=rate)


def _pool(size: int) -> Layer:
    return layer("MaxPooling1D", pool_size=size)


def _architecture(
    family: str, name: str, *layers: Layer, block: Block | None = None
) -> Architecture:
    open_dropout = bool(layers) and not any(map(_drops, layers))
    return Architecture(name, family, layers, block, open_dropout=open_dropout)


def _drops(item: Layer) -> bool:
    """Whether a layer is a Dropout layer, or a recurrent one with dropout."""
    config = item.config.get("layer", item).config
    return item.type == "Dropout" or bool(config.get("dropout"))


_mlp = partial(_architecture, "mlp")
_recurrent = partial(_architecture, "recurrent")
_convolutional = partial(_architecture, "convolutional")
_both = partial(_architecture, "recurrent-convolutional")

_ALL = (
    # numbers: features as they are, or one after another as a sequence
    _mlp("numeric-perceptron"),
    _mlp("numeric-mlp", _dense(64), block=Block(0)),
    _mlp("numeric-deep-mlp", _dense(64), _dense(64), block=Block(0, copies=2)),
    _recurrent("numeric-lstm", _CHANNEL, _lstm(32), block=Block(1)),
    _convolutional("numeric-cnn", _CHANNEL, _conv1d(32, 3), _GLOBAL_POOL, _dense(32)),
    _both("numeric-rcnn", _CHANNEL, _conv1d(32, 3), _pool(2), _lstm(32), block=Block(3)),
    # text: the four models of the first sources
    _mlp("text-mlp", _embedding(128), _FLATTEN, _dense(256), block=Block(2)),
    _recurrent("text-lstm", _embedding(128), _lstm(128), block=Block(1)),
    _convolutional(
        "text-cnn",
        _embedding(128),
        _dropout(0.2),
        _conv1d(256, 3),
        _GLOBAL_POOL,
        _dense(128),
        _dropout(0.2),
        block=Block(2),
    ),
    _both(
        "text-rcnn",
        _embedding(128),
        _dropout(0.2),
        _conv1d(256, 3),
        _pool(4),
        _lstm(128),
        block=Block(4),
    ),
    # text: the lecture slides
    _recurrent("text-lstm-100", _embedding(100), _lstm(100), block=Block(1)),
    _both(
        "text-cnn-lstm",
        _embedding(100),
        _dropout(0.5),
        _conv1d(64, 5),
        _pool(4),
        _lstm(55),
        block=Block(4),
    ),
    # text: the article on sequences
    _mlp("text-embedding", _embedding(8), _FLATTEN),
    _mlp(
        "text-glove",
        _embedding(100, weights="glove", trainable=False),
        _FLATTEN,
        _dense(32),
        block=Block(2),
    ),
    _mlp("text-learned", _embedding(100), _FLATTEN, _dense(32), block=Block(2)),
    _recurrent("text-simple-rnn", _embedding(32), layer("SimpleRNN", units=32), block=Block(1)),
    _recurrent("text-lstm-32", _embedding(32), _lstm(32), block=Block(1)),
    _convolutional(
        "text-conv1d",
        _embedding(128),
        _conv1d(32, 7),
        _pool(5),
        _conv1d(32, 7),
        _GLOBAL_POOL,
    ),
    # tokens: small models for small vocabularies
    _mlp("token-mlp", _embedding(16), _FLATTEN, _dense(64), block=Block(2)),
    _recurrent("token-lstm", _embedding(16), _lstm(32), block=Block(1)),
    _convolutional(
        "token-cnn", _embedding(16), _conv1d(32, 5), _GLOBAL_POOL, _dense(32), block=Block(1)
    ),
    _both("token-rcnn", _embedding(16), _conv1d(32, 5), _pool(4), _lstm(32), block=Block(3)),
    # images: all pixels at once, row by row, or in two dimensions
    _mlp("image-mlp", _FLATTEN, _dense(512), block=Block(1)),
    _recurrent("image-lstm", _lstm(128), block=Block(0)),
    _convolutional(
        "image-cnn",
        _CHANNEL,
        _conv2d(32),
        _conv2d(64),
        layer("MaxPooling2D", pool_size=2),
        _dropout(0.25),
        _FLATTEN,
        _dense(128),
        _dropout(0.5),
    ),
    _both("image-rcnn", _conv1d(64, 3), _pool(2), _lstm(128), block=Block(2)),
    # series
    _mlp("series-dense", _FLATTEN, _dense(32), block=Block(1)),
    _recurrent("series-lstm", _lstm(32), block=Block(0)),
    _recurrent("series-lstm-dropout", _lstm(32, **_BOTH_DROPOUTS), block=Block(0)),
    _recurrent(
        "series-stacked-lstm",
        _lstm(32, **_BOTH_DROPOUTS),
        _lstm(32, **_BOTH_DROPOUTS),
        block=Block(0, copies=2),
    ),
    _recurrent(
        "series-bidirectional-lstm",
        layer("Bidirectional", layer=_lstm(32, **_BOTH_DROPOUTS)),
        block=Block(0),
    ),
    _convolutional(
        "series-conv1d",
        _conv1d(32, 5),
        _pool(3),
        _conv1d(32, 5),
        _pool(3),
        _conv1d(32, 5),
        _GLOBAL_POOL,
    ),
    _both(
        "series-conv1d-lstm",
        _conv1d(32, 5),
        _pool(3),
        _conv1d(32, 5),
        _lstm(32, **_BOTH_DROPOUTS),
        block=Block(3),
    ),
)

ARCHITECTURES: dict[str, Architecture] = {entry.name: entry for entry in _ALL}


def architecture(name: str) -> Architecture:
    """Look up an architecture.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    return look_up(
        ARCHITECTURES, name, mark("Unknown architecture {name!r}; choose one of: {names}.")
    )
