"""Layers as data: one description, read by builder, summary, diagram, export and forward pass.

A layer type is one row of LAYERS: what it does in one sentence, how it changes a shape, how many
parameters it has, what it computes and its hyperparameters. Names and arguments are Keras' own.
Shapes leave out the batch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.architectures.declared import (
    ACTIVATION,
    DROPOUT,
    FILTERS,
    KERNEL_SIZE,
    OUTPUT_DIM,
    POOL_SIZE,
    RATE,
    RECURRENT_ACTIVATION,
    RECURRENT_DROPOUT,
    UNITS,
)
from core.architectures.operations import (
    Count,
    Shape,
    activation,
    convolution,
    dense,
    each_side,
    no_operations,
    pooling,
    recurrent,
)
from core.errors import RecipeLabError, RequestError, look_up
from core.hyperparameters import Hyperparameter
from core.i18n import gettext, mark

# What a layer type reads: the rank of its input, and what that is.
TOKENS = (1, mark("a sequence of token ids (steps,)"))
SEQUENCE = (2, mark("a sequence (steps, features)"))
IMAGE = (3, mark("an image (rows, columns, channels)"))
KERNEL_TOO_LONG = mark("its kernel {size} is longer than its input of {length}")
POOL_TOO_LONG = mark("its pool {size} is longer than its input of {length}")


@dataclass(frozen=True)
class Layer:
    """One layer of a model.

    Attributes:
        type: Keras' class name, a key of LAYERS.
        config: Keras' arguments by name. ``Bidirectional`` has a Layer under ``"layer"``.
        fixed: True for the output layer, which the task decides: it has no hyperparameters.
        added: True for the Dropout layer that the setting ``dropout_layer`` added. Written only if
            true; a program from before the setting reads an ordinary Dropout layer.
    """

    type: str
    config: Mapping[str, Any] = field(default_factory=dict)
    fixed: bool = False
    added: bool = False

    def with_config(self, **changes: Any) -> Layer:
        return replace(self, config={**self.config, **changes})

    def as_dict(self) -> dict[str, Any]:
        config = {
            name: value.as_dict() if isinstance(value, Layer) else value
            for name, value in self.config.items()
        }
        flags = {name: True for name in ("fixed", "added") if getattr(self, name)}
        return {"type": self.type, "config": config} | flags

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Layer:
        """Rebuild a layer from ``as_dict``.

        Raises:
            RequestError: The data does not describe a layer.
        """
        try:
            config = {
                name: cls.from_dict(value) if isinstance(value, Mapping) else _frozen(value)
                for name, value in data["config"].items()
            }
            added = data["type"] == "Dropout" and bool(data.get("added"))
            return cls(data["type"], config, bool(data.get("fixed")), added)
        except (KeyError, TypeError, AttributeError):
            raise RequestError(
                "A layer is described by its type and config, got {data!r}.", data=data
            ) from None


def _same_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    return shape


def _no_parameters(config: Mapping[str, Any], shape: Shape) -> int:
    return 0


@dataclass(frozen=True, kw_only=True)
class LayerType:
    """One type of layer: its shapes, parameters, operations and hyperparameters.

    Attributes:
        about: What it does, in one sentence.
        output_shape: (config, input shape) → output shape; raises ShapeError.
        parameters: (config, input shape) → number of weights.
        operations: (config, input shape, output shape) → floating-point operations of one sample's
            forward pass; see ``core.architectures.operations``.
        tunable: Its hyperparameters, with Keras' names and defaults.
        reads: TOKENS, SEQUENCE or IMAGE; None if it takes any input.
        window: The argument with the size of the window it slides over its input; "" if it has
            none.
        reads_all: Whether each output depends on all positions, though there are outputs for each.
    """

    about: str
    output_shape: Callable[[Mapping[str, Any], Shape], Shape] = _same_shape
    parameters: Callable[[Mapping[str, Any], Shape], int] = _no_parameters
    operations: Count = no_operations
    tunable: tuple[Hyperparameter, ...] = ()
    reads: tuple[int, str] | None = None
    window: str = ""
    reads_all: bool = False

    @property
    def needs_sequence(self) -> bool:
        return self.reads == SEQUENCE

    def shape_after(self, config: Mapping[str, Any], shape: Shape) -> Shape:
        """The output shape.

        Raises:
            ShapeError: It cannot take this input.
        """
        if self.reads and len(shape) != self.reads[0]:
            raise ShapeError(
                "needs {meaning}, got shape {shape}", meaning=gettext(self.reads[1]), shape=shape
            )
        return self.output_shape(config, shape)


class ShapeError(RecipeLabError):
    """A layer cannot take its input; the summary names the layer and raises RequestError."""


def layer(type: str, *, fixed: bool = False, **config: Any) -> Layer:
    """Describe a layer; hyperparameters that are not given have Keras' defaults."""
    defaults = {
        hyperparameter.name: hyperparameter.default for hyperparameter in layer_type(type).tunable
    }
    return Layer(type, {**defaults, **config}, fixed)


def layer_type(name: str) -> LayerType:
    """Look up a layer type.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    return look_up(LAYERS, name, mark("Unknown layer {name!r}; choose one of: {names}."))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _slide(config: Mapping[str, Any], shape: Shape, size: str, message: str) -> Shape:
    """How often a window fits along each side of an input, whose last axis are its channels."""
    sizes = each_side(config[size], shape)
    steps = sizes if size == "pool_size" else each_side(config.get("strides", 1), shape)
    if config.get("padding") == "same":
        return tuple(-(-length // step) for length, step in zip(shape, steps, strict=False))
    sides = []
    for length, width, step in zip(shape, sizes, steps, strict=False):
        if width > length:
            raise ShapeError(message, size=width, length=length)
        sides.append((length - width) // step + 1)
    return tuple(sides)


def _dense_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    if not shape:
        raise ShapeError("needs at least one feature, got a single number")
    return (*shape[:-1], config["units"])


def _reshape(config: Mapping[str, Any], shape: Shape) -> Shape:
    target = tuple(config["target_shape"])
    size = math.prod(shape)
    known = math.prod(length for length in target if length != -1)
    if target.count(-1) == 1 and known and size % known == 0:
        return tuple(size // known if length == -1 else length for length in target)
    if -1 not in target and known == size:
        return target
    raise ShapeError("cannot make {target} of shape {shape}", target=target, shape=shape)


def _convolution_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    return (*_slide(config, shape, "kernel_size", KERNEL_TOO_LONG), config["filters"])


def _convolution_parameters(config: Mapping[str, Any], shape: Shape) -> int:
    kernel = math.prod(each_side(config["kernel_size"], shape))
    return (kernel * shape[-1] + 1) * config["filters"]


def _pooling_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    return (*_slide(config, shape, "pool_size", POOL_TOO_LONG), shape[-1])


def _recurrent_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    units = config["units"]
    return (shape[0], units) if config.get("return_sequences") else (units,)


def _recurrent(about: str, *, gates: int, biases: int, extra: int) -> LayerType:
    """A recurrent layer type; ``extra`` operations are the gates' activations and the update."""

    def parameters(config: Mapping[str, Any], shape: Shape) -> int:
        units = config["units"]
        return gates * units * (shape[-1] + units + biases)

    return LayerType(
        about=about,
        output_shape=_recurrent_shape,
        parameters=parameters,
        operations=recurrent(gates, biases, extra),
        tunable=(UNITS, RECURRENT_ACTIVATION, DROPOUT, RECURRENT_DROPOUT),
        reads=SEQUENCE,
        reads_all=True,
    )


def _bidirectional_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    one_way = layer_type(config["layer"].type).output_shape(config["layer"].config, shape)
    return (*one_way[:-1], 2 * one_way[-1])


def _bidirectional_parameters(config: Mapping[str, Any], shape: Shape) -> int:
    return 2 * layer_type(config["layer"].type).parameters(config["layer"].config, shape)


def _bidirectional_operations(config: Mapping[str, Any], shape: Shape, output: Shape) -> int:
    return 2 * layer_type(config["layer"].type).operations(config["layer"].config, shape, output)


LAYERS: dict[str, LayerType] = {
    "Embedding": LayerType(
        about=mark("Maps each token to a learned vector."),
        output_shape=lambda config, shape: (*shape, config["output_dim"]),
        parameters=lambda config, shape: config["input_dim"] * config["output_dim"],
        tunable=(OUTPUT_DIM,),
        reads=TOKENS,
    ),
    "Dense": LayerType(
        about=mark("Each unit computes a weighted sum of all inputs plus a bias."),
        output_shape=_dense_shape,
        parameters=lambda config, shape: (shape[-1] + 1) * config["units"],
        operations=dense,
        tunable=(UNITS, ACTIVATION),
    ),
    "Activation": LayerType(
        about=mark("Applies a function to each number."), operations=activation
    ),
    "Dropout": LayerType(
        about=mark("Sets a random share of its inputs to zero during training."), tunable=(RATE,)
    ),
    "Flatten": LayerType(
        about=mark("Puts all numbers into one row, which discards their arrangement."),
        output_shape=lambda config, shape: (math.prod(shape),),
    ),
    "Reshape": LayerType(
        about=mark("Arranges the same numbers in a different shape."), output_shape=_reshape
    ),
    "Conv1D": LayerType(
        about=mark("Slides short filters along the sequence, the same at every position."),
        output_shape=_convolution_shape,
        parameters=_convolution_parameters,
        operations=convolution,
        tunable=(FILTERS, KERNEL_SIZE, ACTIVATION),
        reads=SEQUENCE,
        window="kernel_size",
    ),
    "Conv2D": LayerType(
        about=mark("Slides small filters over the image, the same at every position."),
        output_shape=_convolution_shape,
        parameters=_convolution_parameters,
        operations=convolution,
        tunable=(FILTERS, KERNEL_SIZE, ACTIVATION),
        reads=IMAGE,
        window="kernel_size",
    ),
    "MaxPooling1D": LayerType(
        about=mark("Keeps the largest value of every few neighbouring steps."),
        output_shape=_pooling_shape,
        operations=pooling,
        tunable=(POOL_SIZE,),
        reads=SEQUENCE,
        window="pool_size",
    ),
    "MaxPooling2D": LayerType(
        about=mark("Keeps the largest value of every small square."),
        output_shape=_pooling_shape,
        operations=pooling,
        tunable=(POOL_SIZE,),
        reads=IMAGE,
        window="pool_size",
    ),
    "GlobalMaxPooling1D": LayerType(
        about=mark("Keeps each feature's largest value, wherever it is in the sequence."),
        output_shape=lambda config, shape: (shape[-1],),
        operations=lambda config, shape, output: math.prod(shape),
        reads=SEQUENCE,
    ),
    "SimpleRNN": _recurrent(
        mark("Reads the sequence step by step and carries one state forward."),
        gates=1,
        biases=1,
        extra=1,
    ),
    "GRU": _recurrent(
        mark("Reads step by step; two gates decide what to keep and what to update."),
        gates=3,
        biases=2,
        extra=8,
    ),
    "LSTM": _recurrent(
        mark("Reads step by step; three gates decide what to store, forget and output."),
        gates=4,
        biases=1,
        extra=9,
    ),
    "Bidirectional": LayerType(
        about=mark("Reads the sequence in both directions and joins the two results."),
        output_shape=_bidirectional_shape,
        parameters=_bidirectional_parameters,
        operations=_bidirectional_operations,
        reads=SEQUENCE,
        reads_all=True,
    ),
}
