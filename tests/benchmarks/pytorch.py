"""The same networks in PyTorch, where it happens to be installed: the benchmark's third side.

Layers, sizes, batches, optimizer and epochs are the recipe's, computed eagerly as a PyTorch
tutorial writes them: batches gathered from tensors in memory, convolutions with channels first,
losses from logits, the fused Adam. What differs, none of which changes the work much: the initial
weights, a second bias in recurrent layers, RMSprop's epsilon outside the root. PyTorch has no
recurrent dropout, so recipes with it are left out.
"""

from __future__ import annotations

import time
from importlib.util import find_spec
from typing import Any

import numpy as np

from core.architectures import Layer
from core.datasets import Samples, Splits
from core.recipes import Recipe
from core.training.validation import split_validation

ACTIVATIONS = {"relu": "ReLU", "tanh": "Tanh", "sigmoid": "Sigmoid"}
SEQUENCES = ("LSTM", "SimpleRNN", "GRU")


def installed() -> bool:
    """Whether PyTorch can be imported."""
    return find_spec("torch") is not None


def comparable(layers: tuple[Layer, ...]) -> bool:
    """Whether PyTorch has these layers."""
    inner = [item.config.get("layer", item) for item in layers]
    return not any(item.config.get("recurrent_dropout") for item in inner)


def epoch_seconds(recipe: Recipe, splits: Splits, epochs: int, threads: int) -> list[float]:
    """Seconds of each epoch, including validation.

    Args:
        recipe: The recipe; its layers must be ``comparable``.
        splits: Its data.
        epochs: Number of epochs.
        threads: Threads per operation.
    """
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    train, validation = split_validation(splits, recipe.fit)
    multiclass = recipe.compile["loss"] == "categorical_crossentropy"
    loss = {
        "binary_crossentropy": torch.nn.BCEWithLogitsLoss,
        "categorical_crossentropy": torch.nn.CrossEntropyLoss,
        "mae": torch.nn.L1Loss,
    }[recipe.compile["loss"]]()
    model = network(recipe.layers, train.shape, splits.embeddings)
    rate = recipe.compile["learning_rate"]
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    if recipe.compile["optimizer"] == "adam":
        optimizer = torch.optim.Adam(trained, rate, eps=1e-7, fused=True)
    else:
        optimizer = torch.optim.RMSprop(trained, rate, alpha=0.9, eps=1e-7)
    take, check = _batches(train, multiclass), validation and _batches(validation, multiclass)
    size, steps = recipe.fit["batch_size"], recipe.fit.get("steps_per_epoch")
    seconds = []
    for _ in range(epochs):
        began = time.perf_counter()
        order = torch.randint(len(train), (steps * size,)) if steps else torch.randperm(len(train))
        model.train()
        reported: list[float] = []  # read after every batch, as a progress bar does
        for index in order.split(size):
            inputs, targets = take(index)
            outputs = model(inputs)
            value = loss(outputs, targets)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            reported += [value.item(), _correct(outputs, targets, multiclass)]
        if check:
            model.eval()
            with torch.no_grad():
                for index in torch.arange(len(validation)).split(max(size, 256)):
                    inputs, targets = check(index)
                    outputs = model(inputs)
                    value = loss(outputs, targets)
                    reported += [value.item(), _correct(outputs, targets, multiclass)]
        seconds.append(time.perf_counter() - began)
    return seconds


def network(layers: tuple[Layer, ...], shape: tuple[int, ...], embeddings: Any) -> Any:
    """The layers as a ``torch.nn.Sequential`` without the last sigmoid or softmax."""
    import torch
    from torch import nn

    class Then(nn.Module):
        def __init__(self, function: Any):
            super().__init__()
            self.function = function

        def forward(self, inputs: Any) -> Any:
            return self.function(inputs)

    modules: list[nn.Module] = []
    channels_first = False

    def order_channels(first: bool) -> None:
        nonlocal channels_first
        if first != channels_first:
            modules.append(Then(lambda x: x.movedim(-1, 1) if first else x.movedim(1, -1)))
        channels_first = first

    for item in layers:
        kind, config = item.type, item.config
        bidirectional = kind == "Bidirectional"
        if bidirectional:
            kind, config = config["layer"].type, config["layer"].config
        if kind in ("Conv1D", "Conv2D", "MaxPooling1D", "MaxPooling2D", "GlobalMaxPooling1D"):
            order_channels(True)
        elif kind in ("Dense", *SEQUENCES):
            order_channels(False)
        if kind == "Dense":
            modules.append(nn.LazyLinear(config["units"]))
        elif kind == "Embedding":
            weights = embeddings if config.get("weights") == "glove" else None
            size = config["input_dim"], config["output_dim"]
            made = nn.Embedding(*size, _weight=None if weights is None else torch.tensor(weights))
            made.weight.requires_grad_(config.get("trainable", True))
            modules.append(made)
        elif kind in ("Conv1D", "Conv2D"):
            made = nn.LazyConv1d if kind == "Conv1D" else nn.LazyConv2d
            modules.append(made(config["filters"], config["kernel_size"]))
        elif kind in ("MaxPooling1D", "MaxPooling2D"):
            made = nn.MaxPool1d if kind == "MaxPooling1D" else nn.MaxPool2d
            modules.append(made(config["pool_size"]))
        elif kind == "GlobalMaxPooling1D":
            modules.append(Then(lambda x: x.amax(2)))
            channels_first = False
        elif kind == "Flatten":
            modules.append(nn.Flatten())
            channels_first = False
        elif kind == "Reshape":
            target = config["target_shape"]
            modules.append(Then(lambda x, target=target: x.reshape(-1, *target)))
        elif kind == "Dropout":
            modules.append(nn.Dropout(config["rate"]))
        elif kind in SEQUENCES:
            made = nn.RNN if kind == "SimpleRNN" else getattr(nn, kind)
            width = _width(modules, shape)
            if config["dropout"]:
                modules.append(nn.Dropout(config["dropout"]))
            modules.append(
                made(width, config["units"], batch_first=True, bidirectional=bidirectional)
            )
            whole = config["return_sequences"]
            modules.append(Then(lambda out, whole=whole: out[0] if whole else out[0][:, -1]))
        elif kind != "Activation":
            raise ValueError(f"The benchmark has no PyTorch layer for {kind}.")
        activation = ACTIVATIONS.get(config.get("activation"))
        if activation and kind not in SEQUENCES and item is not layers[-1]:
            modules.append(getattr(nn, activation)())
    model = nn.Sequential(*modules)
    model(_example(modules, shape))  # the lazy layers take their sizes from it
    return model


def _example(modules: list[Any], shape: tuple[int, ...]) -> Any:
    import torch

    tokens = bool(modules) and isinstance(modules[0], torch.nn.Embedding)
    return torch.zeros((2, *shape), dtype=torch.long if tokens else torch.float32)


def _width(modules: list[Any], shape: tuple[int, ...]) -> int:
    """Number of features that come out of the modules so far."""
    import torch

    with torch.no_grad():
        return torch.nn.Sequential(*modules)(_example(modules, shape)).shape[-1]


def _batches(samples: Samples, multiclass: bool) -> Any:
    """Takes sample indices (batch,) and returns inputs and targets as tensors."""
    import torch

    whole = torch.from_numpy(np.ascontiguousarray(samples.inputs))
    targets = torch.tensor(
        np.asarray(samples.targets), dtype=torch.long if multiclass else torch.float32
    )
    if samples.starts is None:
        return lambda index: (
            whole[index],
            targets[index] if multiclass else targets[index][:, None],
        )
    starts, offsets = torch.tensor(samples.starts), torch.tensor(samples.offsets)
    return lambda index: (whole[starts[index][:, None] + offsets], targets[index][:, None])


def _correct(outputs: Any, targets: Any, multiclass: bool) -> float:
    if multiclass:
        return (outputs.argmax(1) == targets).sum().item()
    return ((outputs > 0) == (targets > 0.5)).sum().item()
