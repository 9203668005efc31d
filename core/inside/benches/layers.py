"""What is small but easily misread: one-hot classes, Flatten, Dropout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.errors import RequestError
from core.hyperparameters import Float, Int
from core.i18n import gettext, mark
from core.inside.benches.fields import Matrix, matrix
from core.inside.benches.sheet import GREEN, VIOLET, Bench, Panel, Sheet, Step, written
from core.inside.forward import FORWARD

_MOST_CLASSES = 12


def _one_hot(values: Mapping[str, Any]) -> Sheet:
    number, classes = values["class"], values["classes"]
    if number >= classes:
        raise RequestError(
            "Of {classes} classes, counted from 0, the last is {last}, so none is {number}.",
            classes=classes,
            last=classes - 1,
            number=number,
        )
    right = np.eye(classes)[number : number + 1]
    printed = np.eye(classes, k=1).T[number : number + 1]  # the source counts from 1: none for 0
    columns = tuple(map(str, range(classes)))
    steps = [
        Step(
            frames={"printed": (0, place, 1, 1)},
            line=gettext("Place {place} is class {place}: 1.", place=place)
            if place == number
            else gettext("Place {place} is not class {number}: 0.", place=place, number=number),
            fills=(("row", 0, place),),
        )
        for place in range(classes)
    ]
    return Sheet(
        finding=gettext("Classes count from 0; the source printed its 1 a place too early."),
        panels={
            "row": Panel(
                gettext("Class {number} of {classes}", number=number, classes=classes),
                right,
                columns=columns,
                tone=GREEN,
                fills=True,
            ),
            "printed": Panel(gettext("As the source printed it"), printed, columns=columns),
        },
        steps=tuple(steps),
    )


def _flatten(values: Mapping[str, Any]) -> Sheet:
    image = matrix(values["image"])
    flat = FORWARD["Flatten"].compute({}, [], image[None])
    steps = [
        Step(
            frames={"image": (row, column, 1, 1)},
            line=gettext(
                "Row {row}, column {column} becomes number {number}.",
                row=row + 1,
                column=column + 1,
                number=row * image.shape[1] + column + 1,
            ),
            fills=(("row", 0, row * image.shape[1] + column),),
        )
        for row, column in np.ndindex(*image.shape)
    ]
    return Sheet(
        finding=gettext(
            "{rows} × {columns} become {count} numbers in a row; none is computed.",
            rows=len(image),
            columns=image.shape[1],
            count=image.size,
        ),
        panels={
            "image": Panel(gettext("Map"), image, field="image"),
            "row": Panel(gettext("In a row"), flat, tone=GREEN, fills=True),
        },
        steps=tuple(steps),
    )


def _dropout(values: Mapping[str, Any]) -> Sheet:
    numbers, rate = matrix(values["numbers"]), values["rate"]
    draws = np.random.default_rng(values["draw"]).random(numbers.shape).round(2)
    on = draws >= rate
    training = np.where(on, numbers / (1 - rate), 0)
    used = FORWARD["Dropout"].compute({"rate": rate}, [], numbers)
    steps = []
    for place, (number, draw, result) in enumerate(
        zip(numbers[0], draws[0], training[0], strict=True)
    ):
        parts = {"draw": written(draw), "rate": written(rate)}
        if on[0, place]:
            line = gettext(
                "{draw} is not below {rate}: {number} ÷ {share} = {result}",
                number=written(number),
                share=written(1 - rate),
                result=written(result),
                **parts,
            )
        else:
            line = gettext("{draw} is below {rate}: off, so 0.", **parts)
        cell = (0, place, 1, 1)
        steps.append(
            Step(
                frames={"numbers": cell, "draws": cell},
                line=line,
                fills=(("training", 0, place), ("used", 0, place)),
            )
        )
    return Sheet(
        finding=gettext(
            "Off in training: {off} of {count}. In use: none.",
            off=int((~on).sum()),
            count=on.size,
        ),
        panels={
            "numbers": Panel(gettext("Numbers"), numbers, field="numbers"),
            "draws": Panel(gettext("Drawn from 0 to 1"), draws),
            "training": Panel(gettext("In training"), training, tone=VIOLET, fills=True),
            "used": Panel(gettext("In use"), used, tone=GREEN, fills=True),
        },
        steps=tuple(steps),
    )


ONE_HOT = Bench(
    "one-hot",
    mark("One-hot"),
    (
        Int(name="class", default=5, low=0, high=_MOST_CLASSES - 1, label=mark("Class")),
        Int(name="classes", default=10, low=1, high=_MOST_CLASSES, label=mark("Classes")),
    ),
    _one_hot,
)
FLATTEN = Bench(
    "flatten",
    mark("Flatten"),
    (Matrix(name="image", default="4,2;1,6", label=mark("Map")),),
    _flatten,
)
DROPOUT = Bench(
    "dropout",
    mark("Dropout"),
    (
        Matrix(name="numbers", default="4,2,1,6,3,5,2,1", most_rows=1, label=mark("Numbers")),
        Float(name="rate", default=0.25, low=0, high=0.95, label=mark("Rate")),
        Int(name="draw", default=1, low=1, high=1_000_000, label=mark("Draw")),
    ),
    _dropout,
)
