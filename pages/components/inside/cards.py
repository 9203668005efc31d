"""What draw_cards.js draws: every layer's output as a picture, with its shape and parameters."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.architectures import Summary
from core.i18n import gettext, ngettext
from core.inside.answers import class_probabilities
from core.inside.inputs import IMAGE, READS, Input
from core.inside.network import Network
from core.inside.terms import Place, Step
from core.inside.trace import Trace
from core.recipes import Recipe
from pages.components.inside import words
from pages.components.inside.naming import Axes, place_name
from pages.components.inside.trail import Trail

MOST_NUMBERS, MOST_SIDE = 4_096, 64
"""How many numbers of a layer are sent, and how many along its last axis: at most 11 kB."""
STEPS = 32_767
"""Numbers are sent as int16, which are shares of the layer's largest."""
KINDS = {1: "bars", 2: "rows", 3: "maps"}


def describe_cards(
    recipe: Recipe,
    network: Network,
    summary: Summary,
    read: Input,
    traces: Sequence[Trace],
    trail: Trail,
    names: Sequence[Axes],
) -> list[dict[str, Any]]:
    """Describe every layer's output for draw_cards.js, and before them an input of numbers.

    Args:
        recipe: The model's recipe.
        network: The model.
        summary: Its layers.
        read: The input.
        traces: What the layers computed from it.
        trail: The number of each layer that is marked.
        names: What the numbers of the input and of each layer's output are called.

    Returns:
        A picture for each, with ``values`` if they are not those of the picture before.
    """
    cards, values = [], ""
    if read.values.dtype.kind != "i":  # words are in the names of what follows
        image = READS[recipe.task] == IMAGE
        cards.append(
            _picture(read.values[0], names[0], trail.source)
            | {
                "number": 0,
                "named": True,
                "title": gettext("Input"),
                "note": _shape(read.values.shape[1:]),
                "marked": words.number(float(read.values[0][trail.source])),
            }
            | ({"kind": "pixels"} if image else {})
        )
    for number, (step, trace, stop) in enumerate(
        zip(summary.steps, traces, trail.stops, strict=True)
    ):
        array, place, axes = trace.output[0], stop.place, names[number + 1]
        if stepwise := isinstance(stop, Step) and len(place) == 1:
            array, place = trace.states[0], (stop.step, stop.unit)
            axes = (names[number][0], *axes)
        parameters = ngettext("{count:,} parameter", "{count:,} parameters", step.parameters)
        picture = _picture(array, axes, place)
        values, again = picture["values"], picture["values"] == values
        cards.append(
            picture
            | {
                "number": number + 1,
                "named": not cards or number + 1 == len(traces),
                "copies": stop.kind == "copy",
                "title": step.layer.type,
                "note": _shape(step.output_shape),
                "parameters": parameters if step.parameters else "",
                "marked": words.number(stop.value),
                "stepwise": stepwise,
            }
            | ({"values": ""} if again else {})
        )
        if stepwise and recipe.data.classes and step.layer.type != "Bidirectional":
            cards[-1]["stopped"] = _stopped(recipe, network, number, array, cards[-1])
    return cards


def _stopped(
    recipe: Recipe, network: Network, number: int, states: np.ndarray, card: Mapping[str, Any]
) -> dict[str, Any]:
    """What the model would answer after each step that is shown: its last class' probability.

    Args:
        recipe: The model's recipe.
        network: The model.
        number: Index of the recurrent layer.
        states: (steps, units), its states.
        card: Its picture.
    """
    probabilities = class_probabilities(network.predict(states, number + 1))
    shares = probabilities[:, probabilities[-1].argmax()]
    first, step = card["first"][0], card["place"][0]
    return {
        "shares": np.round(shares[first : first + card["size"][0]], 3).tolist(),
        "text": gettext(
            "If it stopped here: “{answer}” {share}",
            answer=words.class_title(recipe, int(probabilities[-1].argmax())),
            share=words.percent(float(shares[step])),
        ),
    }


def _shape(shape: Sequence[int]) -> str:
    return " × ".join(f"{length:,}" for length in shape)


def _picture(array: np.ndarray, axes: Axes, place: Place) -> dict[str, Any]:
    """An array, or the part of it around a place: numbers, names and what is marked."""
    first, sizes = _shown(array.shape, axes, place)
    ends = np.add(first, sizes).tolist()
    part = array[tuple(map(slice, first, ends))]
    scale = max(float(np.abs(array).max()), 1e-9)
    shares = np.round(part.astype(np.float64) / scale * STEPS).astype("<i2")
    return {
        "kind": KINDS[array.ndim],
        "shape": array.shape,
        "first": first,
        "size": sizes,
        "scale": scale,
        "range": gettext(
            "{least} to {most}",
            least=words.number(float(array.min())),
            most=words.number(float(array.max())),
        ),
        "part": _part(first, sizes, array.shape, axes[0].filled),
        "values": base64.b64encode(shares.tobytes()).decode(),
        "names": [
            [axis.name(start + index) for index in range(size)]
            for axis, start, size in zip(axes, first, sizes, strict=True)
        ],
        "place": place,
        "label": place_name(axes, place),
    }


def _shown(shape: Sequence[int], axes: Axes, place: Place) -> tuple[list[int], list[int]]:
    """Where the shown part begins and how large it is; padding in front is left out."""
    filled = axes[0].filled if place[0] >= axes[0].filled else 0
    lengths = [shape[0] - filled, *shape[1:]]
    sizes = part_sizes(lengths)
    first = [
        part_start(index, length, size)
        for index, length, size in zip((place[0] - filled, *place[1:]), lengths, sizes, strict=True)
    ]
    return [first[0] + filled, *first[1:]], sizes


def _part(first: Sequence[int], sizes: Sequence[int], shape: Sequence[int], filled: int) -> str:
    """Which part of a large array is shown; "" if all of it is."""
    if math.prod(sizes) == math.prod(shape):
        return ""
    if first[0] == filled and math.prod(sizes) == (shape[0] - filled) * math.prod(shape[1:]):
        return gettext("without padding")
    ranges = [f"{start + 1}–{start + size}" for start, size in zip(first, sizes, strict=True)]
    return gettext("{part} of {whole}", part=" × ".join(ranges), whole=_shape(shape))


def part_sizes(shape: Sequence[int]) -> list[int]:
    """How much of an array of this shape is shown along each axis."""
    if len(shape) == 3:
        rows, columns, channels = shape
        return [rows, columns, min(channels, max(1, MOST_NUMBERS // (rows * columns)))]
    last = min(shape[-1], MOST_SIDE)
    return [last] if len(shape) == 1 else [min(shape[0], MOST_NUMBERS // last), last]


def part_start(index: int, length: int, size: int) -> int:
    """Where the shown part begins along an axis: the same one for neighbouring places."""
    half = max(1, size // 2)
    return max(0, min((index - size // 4) // half * half, length - size))
