"""Shapes and parameters of a model in pure Python, so pages can preview it without TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.architectures.layers import Layer, Shape, ShapeError, layer_type
from core.errors import RequestError


@dataclass(frozen=True)
class Step:
    """One layer of a summary: 1-based position, shapes without the batch, parameters.

    ``operations`` counts floating-point operations of one sample's forward pass.
    """

    position: int
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    parameters: int
    operations: int


@dataclass(frozen=True)
class Summary:
    """All layers of a model; ``parameters`` includes frozen ones, as Keras' count_params does."""

    steps: tuple[Step, ...]

    @property
    def output_shape(self) -> Shape:
        return self.steps[-1].output_shape

    @property
    def parameters(self) -> int:
        return sum(step.parameters for step in self.steps)

    @property
    def operations(self) -> int:
        """Floating-point operations of one sample's forward pass."""
        return sum(step.operations for step in self.steps)

    @property
    def trainable_parameters(self) -> int:
        return sum(
            step.parameters for step in self.steps if step.layer.config.get("trainable", True)
        )


# A larger model would run out of memory later; refuse it now, with a clear message.
MAX_PARAMETERS = 500_000_000


def summarize(layers: Sequence[Layer], input_shape: Shape) -> Summary:
    """Compute the shape and size of every layer, starting from the input shape.

    Args:
        layers: The model, in order.
        input_shape: Shape of one sample.

    Raises:
        RequestError: A layer is unknown, cannot take its input shape, or has more than 500 million
            parameters. The message names the layer.
    """
    steps = []
    shape = tuple(input_shape)
    for position, item in enumerate(layers, start=1):
        kind = layer_type(item.type)
        try:
            output = kind.shape_after(item.config, shape)
        except ShapeError as error:
            raise RequestError(
                "Layer {position} ({layer}) cannot follow: {reason}; change this layer or "
                "an earlier one.",
                position=position,
                layer=item.type,
                reason=error,
            ) from None
        parameters = kind.parameters(item.config, shape)
        if parameters > MAX_PARAMETERS:
            raise RequestError(
                "Layer {position} ({layer}) would have {parameters:,} parameters; the "
                "limit is {most:,}: choose fewer units, a shorter input or a smaller vocabulary.",
                position=position,
                layer=item.type,
                parameters=parameters,
                most=MAX_PARAMETERS,
            )
        operations = kind.operations(item.config, shape, output)
        steps.append(Step(position, item, shape, output, parameters, operations))
        shape = output
    return Summary(tuple(steps))
