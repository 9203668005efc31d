"""The table of architectures, written down a second time: a slip in one of the two shows.

A size that changed would make other models under the names that recorded runs have. Brackets are
around what ``depth`` repeats.
"""

from __future__ import annotations

import pytest

from core.architectures import ARCHITECTURES, Architecture, Layer

DROPPED = "LSTM 32 tanh dropout 0.2 recurrent_dropout 0.2"
WRITTEN = {
    "numeric-perceptron": "",
    "numeric-mlp": "[Dense 64 relu]",
    "numeric-deep-mlp": "[Dense 64 relu], [Dense 64 relu]",
    "numeric-lstm": "Reshape, [LSTM 32 tanh]",
    "numeric-cnn": "Reshape, Conv1D 32×3 relu, GlobalMaxPooling1D, Dense 32 relu",
    "numeric-rcnn": "Reshape, Conv1D 32×3 relu, MaxPooling1D 2, [LSTM 32 tanh]",
    "text-mlp": "Embedding 128, Flatten, [Dense 256 relu]",
    "text-lstm": "Embedding 128, [LSTM 128 tanh]",
    "text-cnn": "Embedding 128, Dropout 0.2, [Conv1D 256×3 relu], GlobalMaxPooling1D, "
    "Dense 128 relu, Dropout 0.2",
    "text-rcnn": "Embedding 128, Dropout 0.2, Conv1D 256×3 relu, MaxPooling1D 4, [LSTM 128 tanh]",
    "text-lstm-100": "Embedding 100, [LSTM 100 tanh]",
    "text-cnn-lstm": "Embedding 100, Dropout 0.5, Conv1D 64×5 relu, MaxPooling1D 4, [LSTM 55 tanh]",
    "text-embedding": "Embedding 8, Flatten",
    "text-glove": "Embedding 100 frozen, Flatten, [Dense 32 relu]",
    "text-learned": "Embedding 100, Flatten, [Dense 32 relu]",
    "text-simple-rnn": "Embedding 32, [SimpleRNN 32 tanh]",
    "text-lstm-32": "Embedding 32, [LSTM 32 tanh]",
    "text-conv1d": "Embedding 128, Conv1D 32×7 relu, MaxPooling1D 5, Conv1D 32×7 relu, "
    "GlobalMaxPooling1D",
    "token-mlp": "Embedding 16, Flatten, [Dense 64 relu]",
    "token-lstm": "Embedding 16, [LSTM 32 tanh]",
    "token-cnn": "Embedding 16, [Conv1D 32×5 relu], GlobalMaxPooling1D, Dense 32 relu",
    "token-rcnn": "Embedding 16, Conv1D 32×5 relu, MaxPooling1D 4, [LSTM 32 tanh]",
    "image-mlp": "Flatten, [Dense 512 relu]",
    "image-lstm": "[LSTM 128 tanh]",
    "image-cnn": "Reshape, Conv2D 32×3 relu, Conv2D 64×3 relu, MaxPooling2D 2, Dropout 0.25, "
    "Flatten, Dense 128 relu, Dropout 0.5",
    "image-rcnn": "Conv1D 64×3 relu, MaxPooling1D 2, [LSTM 128 tanh]",
    "series-dense": "Flatten, [Dense 32 relu]",
    "series-lstm": "[LSTM 32 tanh]",
    "series-lstm-dropout": f"[{DROPPED}]",
    "series-stacked-lstm": f"[{DROPPED}], [{DROPPED}]",
    "series-bidirectional-lstm": f"[Bidirectional {DROPPED}]",
    "series-conv1d": "Conv1D 32×5 relu, MaxPooling1D 3, Conv1D 32×5 relu, MaxPooling1D 3, "
    "Conv1D 32×5 relu, GlobalMaxPooling1D",
    "series-conv1d-lstm": f"Conv1D 32×5 relu, MaxPooling1D 3, Conv1D 32×5 relu, [{DROPPED}]",
}
# Those that drop already, and the one without a hidden layer.
NO_MORE_DROPOUT = {
    *("numeric-perceptron", "text-cnn", "text-rcnn", "text-cnn-lstm", "image-cnn"),
    *("series-lstm-dropout", "series-stacked-lstm", "series-bidirectional-lstm"),
    "series-conv1d-lstm",
}
SIZES = ("units", "output_dim", "pool_size", "rate")


def line(item: Layer) -> str:
    config = item.config
    if item.type == "Bidirectional":
        return f"Bidirectional {line(config['layer'])}"
    words = [item.type, *(f"{config[name]:g}" for name in SIZES if name in config)]
    words += [f"{config['filters']}×{config['kernel_size']}"] if "filters" in config else []
    words += ["frozen"] if config.get("trainable") is False else []
    words += [config["activation"]] if "activation" in config else []
    for name in ("dropout", "recurrent_dropout"):
        words += [name, f"{config[name]:g}"] if config.get(name) else []
    return " ".join(words)


def lines(entry: Architecture) -> list[str]:
    return [line(item) for item in entry.layers]


def written(name: str, depth: int | None = None) -> list[str]:
    """The expected lines, with what is in brackets ``depth`` times."""
    items = [item for item in WRITTEN[name].split(", ") if item]
    repeated = [item for item in items if item.startswith("[")]
    if depth is not None:
        start = items.index(repeated[0])
        items[start : start + len(repeated)] = repeated[:1] * depth
    return [item.strip("[]") for item in items]


def test_all_are_written_down():
    assert WRITTEN.keys() == ARCHITECTURES.keys()


@pytest.mark.parametrize("name", WRITTEN)
def test_every_size_is_as_written(name):
    assert lines(ARCHITECTURES[name]) == written(name)


@pytest.mark.parametrize("name", [name for name, text in WRITTEN.items() if "[" in text])
def test_depth_repeats_what_is_in_brackets(name):
    entry = ARCHITECTURES[name]
    assert entry.hyperparameters()["depth"].default == WRITTEN[name].count("[")
    for depth in (1, 2, 3):
        assert lines(entry.with_values({"depth": depth})) == written(name, depth)


@pytest.mark.parametrize("name", [name for name, text in WRITTEN.items() if "[" not in text])
def test_where_nothing_is_in_brackets_there_is_no_depth(name):
    assert "depth" not in ARCHITECTURES[name].hyperparameters()


def test_where_no_layer_drops_one_can_be_added():
    closed = {
        name
        for name, entry in ARCHITECTURES.items()
        if "dropout_layer" not in entry.hyperparameters()
    }
    assert closed == NO_MORE_DROPOUT
