"""What an LSTM is fed in imdb/lstm and in imdb/rcnn: 200 steps against 49."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.architectures.summary import Step as LayerStep
from core.hyperparameters import Int
from core.i18n import gettext, mark
from core.inside.benches.sheet import ORANGE, VIOLET, Bench, Panel, Sheet, Step
from core.recipes import Recipe, recipe

PLAIN, CONVOLVED = "imdb/lstm", "imdb/rcnn"


def _shapes(values: Mapping[str, Any]) -> Sheet:
    length = {"maxlen": values["maxlen"]}
    plain = _up_to_lstm(recipe(PLAIN).with_settings(length))
    layers = {name: values[name] for name in ("kernel_size", "pool_size")}
    convolved = _up_to_lstm(recipe(CONVOLVED).with_settings(length | layers))
    steps = [
        Step(
            frames={"convolved": (place - 1, 0, 1, 2)} if place else {},
            line=_arithmetic(layer),
            fills=(("convolved", place, 0), ("convolved", place, 1)),
        )
        for place, layer in enumerate(convolved)
    ]
    before, after = plain[-1].input_shape, convolved[-1].input_shape
    return Sheet(
        finding=gettext(
            "{convolved}: {after} steps of {wide} numbers reach the LSTM; {plain}: {before} of "
            "{narrow}.",
            convolved=CONVOLVED,
            after=after[0],
            wide=after[1],
            plain=PLAIN,
            before=before[0],
            narrow=before[1],
        ),
        panels={
            "plain": _panel(PLAIN, plain, ORANGE, fills=False),
            "convolved": _panel(CONVOLVED, convolved, VIOLET, fills=True),
        },
        steps=tuple(steps),
    )


def _up_to_lstm(entry: Recipe) -> list[LayerStep]:
    steps = entry.summary.steps
    return list(steps[: [step.layer.type for step in steps].index("LSTM") + 1])


def _panel(name: str, layers: list[LayerStep], tone: str, *, fills: bool) -> Panel:
    """What comes out of each layer, and at the end what the LSTM is fed."""
    shapes = [_shape(layer) for layer in layers]
    return Panel(
        name,
        np.array(shapes, float),
        rows=tuple(layer.layer.type for layer in layers),
        columns=(gettext("steps"), gettext("numbers")),
        tone=tone,
        fills=fills,
    )


def _shape(layer: LayerStep) -> tuple[int, ...]:
    return layer.input_shape if layer.layer.type == "LSTM" else layer.output_shape


def _arithmetic(layer: LayerStep) -> str:
    """How many steps come out of a layer, and why."""
    config, (before, *_), (after, width) = layer.layer.config, layer.input_shape, _shape(layer)
    if layer.layer.type == "Conv1D":
        return f"{before} − {config['kernel_size']} + 1 = {after}"
    if layer.layer.type == "MaxPooling1D":
        size = config["pool_size"]
        return gettext(
            "{before} ÷ {size} = {exact}; whole windows: {after}",
            before=before,
            size=size,
            exact=f"{before / size:g}",
            after=after,
        )
    if layer.layer.type == "LSTM":
        return gettext("The LSTM reads {steps} steps of {width}.", steps=after, width=width)
    return gettext(
        "{layer}: {steps} steps of {width}.", layer=layer.layer.type, steps=after, width=width
    )


SHAPES = Bench(
    "shapes-200-49",
    mark("200 steps or 49"),
    (
        Int(name="maxlen", default=200, low=10, high=500, label=mark("Words")),
        Int(name="kernel_size", default=3, low=1, high=64, label=mark("Kernel size")),
        Int(name="pool_size", default=4, low=1, high=64, label=mark("Pool size")),
    ),
    _shapes,
)
