"""Windows that slide over numbers: convolution in two dimensions and over words, max pooling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from core.errors import RequestError
from core.hyperparameters import Choice, Int
from core.i18n import gettext, mark
from core.inside.benches.fields import MOST_ROWS, Matrix, Words, matrix
from core.inside.benches.sheet import (
    GREEN,
    Bench,
    Panel,
    Sheet,
    Step,
    Window,
    product,
    sum_line,
    written,
)
from core.inside.forward import FORWARD, pad_sides

_IMAGE = Matrix(name="image", default="1,0,1,0;0,1,1,0;0,0,1,1;0,0,1,0", label=mark("Image"))
_STRIDE = Int(name="stride", default=1, low=1, high=MOST_ROWS, label=mark("Stride"))


def _padding(*choices: str) -> Choice:
    return Choice(name="padding", default="valid", choices=choices, label=mark("Padding"))


def _places(
    shape: tuple[int, ...], size: tuple[int, int], strides: tuple[int, int]
) -> Iterator[tuple[int, int, Window]]:
    """Row and column of each result of this shape, and the window it is computed from."""
    for row, column in np.ndindex(*shape):
        yield row, column, (row * strides[0], column * strides[1], *size)


def _require_fits(mask: np.ndarray, image: np.ndarray) -> None:
    if mask.shape[0] > image.shape[0] or mask.shape[1] > image.shape[1]:
        raise RequestError(
            "The mask must not be larger than the matrix: it is {mask}, the matrix {image}.",
            mask=_size(mask),
            image=_size(image),
        )


def _size(values: np.ndarray) -> str:
    return " × ".join(map(str, values.shape))


def _weighted(
    given: np.ndarray,
    mask: np.ndarray,
    result: np.ndarray,
    sides: list[tuple[int, int]],
    strides: tuple[int, int],
) -> tuple[Step, ...]:
    """A step per number of a convolution's result, with its products."""
    padded = np.pad(given, sides)
    steps = []
    for row, column, window in _places(result.shape, mask.shape, strides):
        top, left, height, width = window
        part = padded[top : top + height, left : left + width]
        terms = [product(x, weight) for x, weight in zip(part.flat, mask.flat, strict=True)]
        steps.append(
            Step(
                frames={"image": window, "mask": (0, 0, height, width)},
                line=sum_line((value for _, value in terms), result[row, column]),
                fills=(("result", row, column),),
                terms=tuple(terms),
                across=width,
            )
        )
    return tuple(steps)


def _convolution(values: Mapping[str, Any]) -> Sheet:
    image, mask, stride = matrix(values["image"]), matrix(values["mask"]), values["stride"]
    _require_fits(mask, image)
    config = {"kernel_size": mask.shape, "strides": (stride,) * 2, "padding": values["padding"]}
    x = image[None, :, :, None]
    result = FORWARD["Conv2D"].compute(config, [mask[:, :, None, None], np.zeros(1)], x)[0, ..., 0]
    sides = pad_sides(config, mask.shape, config["strides"], x)
    steps = _weighted(image, mask, result, sides, config["strides"])
    return Sheet(
        finding=gettext(
            "{places} places share {weights} weights.", places=result.size, weights=mask.size
        ),
        panels={
            "image": _given(gettext("Image {size}", size=_size(image)), image, "image", sides),
            "mask": Panel(gettext("Mask {size}", size=_size(mask)), mask, field="mask"),
            "result": _result(result),
        },
        steps=steps,
        products=gettext("Number × weight"),
    )


def _given(title: str, cells: np.ndarray, field: str, sides: list[tuple[int, int]]) -> Panel:
    border = (*sides[0], *(sides[1] if len(sides) > 1 else (0, 0)))
    return Panel(title, cells, field=field, border=border)


def _result(result: np.ndarray) -> Panel:
    return Panel(gettext("Result {size}", size=_size(result)), result, tone=GREEN, fills=True)


def _over_words(values: Mapping[str, Any]) -> Sheet:
    rows, mask, stride = matrix(values["vectors"]), matrix(values["mask"]), values["stride"]
    _require_fits(mask, rows)
    if mask.shape[1] != rows.shape[1]:
        raise RequestError(
            "Over words a mask slides in one direction only, so it must be {width} wide, got "
            "{received}.",
            width=rows.shape[1],
            received=mask.shape[1],
        )
    config = {"kernel_size": len(mask), "strides": stride, "padding": values["padding"]}
    x = rows[None]
    result = FORWARD["Conv1D"].compute(config, [mask[:, :, None], np.zeros(1)], x)[0]
    sides = pad_sides(config, (len(mask),), (stride,), x)
    words = tuple(values["words"].split())
    given = Panel(
        gettext("Words as {width} numbers each", width=rows.shape[1]),
        rows,
        field="vectors",
        rows=words[: len(rows)],
        border=(*sides[0], 0, 0),
    )
    steps = _weighted(rows, mask, result, [*sides, (0, 0)], (stride, 1))
    return Sheet(
        finding=gettext(
            "The mask sees {size} words at a time: {before} become {after}.",
            size=len(mask),
            before=len(rows),
            after=len(result),
        ),
        panels={
            "image": given,
            "mask": Panel(gettext("Mask {size}", size=_size(mask)), mask, field="mask"),
            "result": _result(result),
        },
        steps=steps,
        products=gettext("Number × weight"),
    )


def _pooling(values: Mapping[str, Any]) -> Sheet:
    image, pool = matrix(values["image"]), values["pool"]
    if pool > min(image.shape):
        raise RequestError(
            "The pool must fit into the matrix of {image}, got {pool} × {pool}.",
            image=_size(image),
            pool=pool,
        )
    x, size = image[None, :, :, None], (pool, pool)
    result = FORWARD["MaxPooling2D"].compute({"pool_size": size}, [], x)[0, ..., 0]
    flat = image.reshape(1, -1, 1)
    largest = FORWARD["GlobalMaxPooling1D"].compute({}, [], flat)
    steps = [
        _largest(image, window, ("result", row, column))
        for row, column, window in _places(result.shape, size, size)
    ]
    steps.append(_largest(image, (0, 0, *image.shape), ("all", 0, 0)))
    return Sheet(
        finding=gettext(
            "Of {before} numbers {after} remain; global max pooling leaves one.",
            before=image.size,
            after=result.size,
        ),
        panels={
            "image": Panel(gettext("Image {size}", size=_size(image)), image, field="image"),
            "result": Panel(
                gettext("Max pooling {pool} × {pool}", pool=pool), result, tone=GREEN, fills=True
            ),
            "all": Panel(gettext("Global"), largest, tone=GREEN, fills=True),
        },
        steps=tuple(steps),
    )


def _largest(image: np.ndarray, window: Window, fill: tuple[str, int, int]) -> Step:
    """A step that takes the largest number in a window, the first of equal ones."""
    top, left, height, width = window
    part = image[top : top + height, left : left + width]
    row, column = divmod(int(part.argmax()), width)
    if part.size > 9:
        line = gettext("{largest} is the largest of all.", largest=written(part.max()))
    else:
        line = gettext(
            "{largest} is the largest of {numbers}.",
            largest=written(part.max()),
            numbers=", ".join(map(written, part.flat)),
        )
    return Step(
        frames={"image": window},
        line=line,
        fills=(fill,),
        marks=(("image", top + row, left + column),),
    )


CONVOLUTION = Bench(
    "convolution",
    mark("Convolution"),
    (
        _IMAGE,
        Matrix(name="mask", default="1,0;0,1", label=mark("Mask")),
        _padding("valid", "same"),
        _STRIDE,
    ),
    _convolution,
)
OVER_WORDS = Bench(
    "convolution-words",
    mark("Convolution over words"),
    (
        Words(name="words", default="the cat sat on the mat", label=mark("Words")),
        Matrix(name="vectors", default="0,1;1,0;1,1;0,0;0,1;1,0", label=mark("Vectors")),
        Matrix(name="mask", default="0,1;1,0;1,1", label=mark("Mask")),
        _padding("valid", "same", "causal"),
        _STRIDE,
    ),
    _over_words,
)
POOLING = Bench(
    "pooling",
    mark("Max pooling"),
    (
        Matrix(name="image", default="1,0,1,0;0,4,2,0;0,1,6,1;0,0,1,0", label=mark("Image")),
        Int(name="pool", default=2, low=1, high=MOST_ROWS, label=mark("Pool size")),
    ),
    _pooling,
)
