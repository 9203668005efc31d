"""How much of the input each layer's outputs depend on, in pure Python."""

from __future__ import annotations

from collections.abc import Sequence

from core.architectures.layers import IMAGE, Shape, layer_type
from core.architectures.operations import each_side
from core.architectures.summary import Step


def receptive_fields(steps: Sequence[Step]) -> list[Shape]:
    """The size of the part of a sample that decides one output, for each layer.

    Args:
        steps: The layers of a summary.

    Returns:
        For each layer the length along the sample's positions: (steps,) for a sequence of tokens,
        numbers or readings, (rows, columns) for a model with two-dimensional layers. It is at most
        the whole sample, and is that from the first layer on that is recurrent or has no positions
        left.
    """
    axes = 2 if any(layer_type(step.layer.type).reads == IMAGE for step in steps) else 1
    whole = steps[0].input_shape[:axes]
    sizes = jumps = (1,) * axes
    fields = []
    for step in steps:
        kind, config = layer_type(step.layer.type), step.layer.config
        if kind.window:
            window = each_side(config[kind.window], step.input_shape)
            strides = each_side(config.get("strides", 1), step.input_shape)
            if kind.window == "pool_size":
                strides = window
            grown = zip(sizes, jumps, window, strict=True)
            sizes = tuple(size + (width - 1) * jump for size, jump, width in grown)
            jumps = tuple(jump * stride for jump, stride in zip(jumps, strides, strict=True))
        elif kind.reads_all or len(step.output_shape) <= 1:
            sizes = whole
        sizes = tuple(map(min, sizes, whole))
        fields.append(sizes)
    return fields
