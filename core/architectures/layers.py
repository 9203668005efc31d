"""Layers as data: one description, read by the builder, the summary, the diagram and the export.

A layer type is one row of LAYERS: its hyperparameters, how it changes a shape, how many parameters
it has, and what it does in one sentence. Names and arguments are Keras' own. Shapes leave out the
batch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
from core.errors import RecipeLabError, RequestError
from core.hyperparameters import Hyperparameter
from core.i18n import gettext, mark

Shape = tuple[int, ...]
SEQUENCE = mark("a sequence (steps, features)")
IMAGE = mark("an image (rows, columns, channels)")
KERNEL_TOO_LONG = mark("its kernel {size} is longer than its input of {length}")
POOL_TOO_LONG = mark("its pool {size} is longer than its input of {length}")


@dataclass(frozen=True)
class Layer:
    """One layer of a model.

    Attributes:
        type: Keras' class name, a key of LAYERS.
        config: Keras' arguments by name. ``Bidirectional`` has a Layer under ``"layer"``.
        fixed: True for the output layer, which the task decides: it has no hyperparameters.
    """

    type: str
    config: Mapping[str, Any] = field(default_factory=dict)
    fixed: bool = False

    def with_config(self, **changes: Any) -> Layer:
        return Layer(self.type, {**self.config, **changes}, self.fixed)

    def as_dict(self) -> dict[str, Any]:
        config = {
            name: value.as_dict() if isinstance(value, Layer) else value
            for name, value in self.config.items()
        }
        return {"type": self.type, "config": config} | ({"fixed": True} if self.fixed else {})

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
            return cls(data["type"], config, bool(data.get("fixed", False)))
        except (KeyError, TypeError, AttributeError):
            raise RequestError(
                "A layer is described by its type and config, got {data!r}.", data=data
            ) from None


@dataclass(frozen=True)
class LayerType:
    """One type of layer: its shapes, parameters and hyperparameters.

    Attributes:
        output_shape: (config, input shape) → output shape; raises ShapeError.
        parameters: (config, input shape) → number of weights.
        about: What it does, in one sentence.
        tunable: Its hyperparameters, with Keras' names and defaults.
        needs_sequence: True when it reads (steps, features).
    """

    output_shape: Callable[[Mapping[str, Any], Shape], Shape]
    parameters: Callable[[Mapping[str, Any], Shape], int]
    about: str
    tunable: tuple[Hyperparameter, ...] = ()
    needs_sequence: bool = False


class ShapeError(RecipeLabError):
    """A layer cannot take its input; the summary names the layer and raises RequestError."""


def layer(type: str, *, fixed: bool = False, **config: Any) -> Layer:
    """Describe a layer; hyperparameters that are not given have Keras' defaults."""
    if type == "Bidirectional":
        return Layer(type, config, fixed)
    defaults = {
        hyperparameter.name: hyperparameter.default for hyperparameter in layer_type(type).tunable
    }
    return Layer(type, {**defaults, **config}, fixed)


def layer_type(name: str) -> LayerType:
    """Look up a layer type.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    try:
        return LAYERS[name]
    except KeyError:
        raise RequestError(
            "Unknown layer {name!r}; choose one of: {names}.", name=name, names=", ".join(LAYERS)
        ) from None


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _require_rank(shape: Shape, rank: int, meaning: str) -> None:
    if len(shape) != rank:
        raise ShapeError(
            "needs {meaning}, got shape {shape}", meaning=gettext(meaning), shape=shape
        )


def _window(length: int, size: int, stride: int, padding: str, message: str) -> int:
    if padding == "same":
        return math.ceil(length / stride)
    if size > length:
        raise ShapeError(message, size=size, length=length)
    return (length - size) // stride + 1


def _pair(value: int | tuple[int, ...]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def _dense_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    if not shape:
        raise ShapeError("needs at least one feature, got a single number")
    return (*shape[:-1], config["units"])


def _embedding_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    _require_rank(shape, 1, mark("a sequence of token ids (steps,)"))
    return (*shape, config["output_dim"])


def _reshape(config: Mapping[str, Any], shape: Shape) -> Shape:
    target = tuple(config["target_shape"])
    size = math.prod(shape)
    known = math.prod(length for length in target if length != -1)
    if target.count(-1) == 1 and known and size % known == 0:
        return tuple(size // known if length == -1 else length for length in target)
    if -1 not in target and known == size:
        return target
    raise ShapeError("cannot make {target} of shape {shape}", target=target, shape=shape)


def _conv1d_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    _require_rank(shape, 2, SEQUENCE)
    padding = config.get("padding", "valid")
    strides = config.get("strides", 1)
    steps = _window(shape[0], config["kernel_size"], strides, padding, KERNEL_TOO_LONG)
    return (steps, config["filters"])


def _conv2d_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    _require_rank(shape, 3, IMAGE)
    padding = config.get("padding", "valid")
    sides = zip(
        shape[:2], _pair(config["kernel_size"]), _pair(config.get("strides", 1)), strict=False
    )
    rows, columns = (
        _window(side, size, step, padding, KERNEL_TOO_LONG) for side, size, step in sides
    )
    return (rows, columns, config["filters"])


def _pool1d_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    _require_rank(shape, 2, SEQUENCE)
    size = config["pool_size"]
    return (_window(shape[0], size, size, config.get("padding", "valid"), POOL_TOO_LONG), shape[1])


def _pool2d_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    _require_rank(shape, 3, IMAGE)
    padding = config.get("padding", "valid")
    sides = zip(shape[:2], _pair(config["pool_size"]), strict=False)
    rows, columns = (_window(side, size, size, padding, POOL_TOO_LONG) for side, size in sides)
    return (rows, columns, shape[2])


def _global_pool_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    _require_rank(shape, 2, SEQUENCE)
    return (shape[1],)


def _recurrent_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    _require_rank(shape, 2, SEQUENCE)
    units = config["units"]
    return (shape[0], units) if config.get("return_sequences") else (units,)


def _recurrent_parameters(gates: int, biases: int = 1) -> Callable[[Mapping[str, Any], Shape], int]:
    def count(config: Mapping[str, Any], shape: Shape) -> int:
        units = config["units"]
        return gates * units * (shape[-1] + units + biases)

    return count


def _bidirectional_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    one_way = layer_type(config["layer"].type).output_shape(config["layer"].config, shape)
    return (*one_way[:-1], 2 * one_way[-1])


def _bidirectional_parameters(config: Mapping[str, Any], shape: Shape) -> int:
    return 2 * layer_type(config["layer"].type).parameters(config["layer"].config, shape)


def _zero(config: Mapping[str, Any], shape: Shape) -> int:
    return 0


def _same_shape(config: Mapping[str, Any], shape: Shape) -> Shape:
    return shape


RECURRENT_HYPERPARAMETERS = (UNITS, RECURRENT_ACTIVATION, DROPOUT, RECURRENT_DROPOUT)

LAYERS: dict[str, LayerType] = {
    "Embedding": LayerType(
        _embedding_shape,
        lambda config, shape: config["input_dim"] * config["output_dim"],
        mark("Maps each token to a learned vector."),
        (OUTPUT_DIM,),
    ),
    "Dense": LayerType(
        _dense_shape,
        lambda config, shape: (shape[-1] + 1) * config["units"],
        mark("Each unit computes a weighted sum of all inputs plus a bias."),
        (UNITS, ACTIVATION),
    ),
    "Activation": LayerType(_same_shape, _zero, mark("Applies a function to each number.")),
    "Dropout": LayerType(
        _same_shape,
        _zero,
        mark("Sets a random share of its inputs to zero during training."),
        (RATE,),
    ),
    "Flatten": LayerType(
        lambda config, shape: (math.prod(shape),),
        _zero,
        mark("Puts all numbers into one row, which discards their arrangement."),
    ),
    "Reshape": LayerType(_reshape, _zero, mark("Arranges the same numbers in a different shape.")),
    "Conv1D": LayerType(
        _conv1d_shape,
        lambda config, shape: (config["kernel_size"] * shape[-1] + 1) * config["filters"],
        mark("Slides short filters along the sequence, the same at every position."),
        (FILTERS, KERNEL_SIZE, ACTIVATION),
        needs_sequence=True,
    ),
    "Conv2D": LayerType(
        _conv2d_shape,
        lambda config, shape: (
            (math.prod(_pair(config["kernel_size"])) * shape[-1] + 1) * config["filters"]
        ),
        mark("Slides small filters over the image, the same at every position."),
        (FILTERS, KERNEL_SIZE, ACTIVATION),
    ),
    "MaxPooling1D": LayerType(
        _pool1d_shape,
        _zero,
        mark("Keeps the largest value of every few neighbouring steps."),
        (POOL_SIZE,),
        needs_sequence=True,
    ),
    "MaxPooling2D": LayerType(
        _pool2d_shape,
        _zero,
        mark("Keeps the largest value of every small square."),
        (POOL_SIZE,),
    ),
    "GlobalMaxPooling1D": LayerType(
        _global_pool_shape,
        _zero,
        mark("Keeps each feature's largest value, wherever it is in the sequence."),
        needs_sequence=True,
    ),
    "SimpleRNN": LayerType(
        _recurrent_shape,
        _recurrent_parameters(1),
        mark("Reads the sequence step by step and carries one state forward."),
        RECURRENT_HYPERPARAMETERS,
        needs_sequence=True,
    ),
    "GRU": LayerType(
        _recurrent_shape,
        _recurrent_parameters(3, biases=2),
        mark("Reads step by step; two gates decide what to keep and what to update."),
        RECURRENT_HYPERPARAMETERS,
        needs_sequence=True,
    ),
    "LSTM": LayerType(
        _recurrent_shape,
        _recurrent_parameters(4),
        mark("Reads step by step; three gates decide what to store, forget and output."),
        RECURRENT_HYPERPARAMETERS,
        needs_sequence=True,
    ),
    "Bidirectional": LayerType(
        _bidirectional_shape,
        _bidirectional_parameters,
        mark("Reads the sequence in both directions and joins the two results."),
        needs_sequence=True,
    ),
}
