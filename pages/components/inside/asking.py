"""One input asked of all models: what each answers, and what changes the answer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.errors import RecipeLabError
from core.inside.answers import Answer, answer_of
from core.inside.effects import effects
from core.inside.inputs import Input
from core.inside.trace import Trace
from core.recipes import Recipe
from pages.components.inside.models import Row

Read = Callable[[Recipe], Input]
"""Makes the input as a recipe's models read it; a RecipeLabError says why that cannot be."""
ONE_AT_A_TIME = threading.Lock()
"""Held while networks compute. Threads that take the interpreter's lock from each other at every
layer double what 20 people wait for their answers."""


@dataclass(frozen=True)
class Asked:
    """What a row answers.

    Attributes:
        row: The models.
        given: The input as they read it; None if they cannot.
        answers: The answer of each model.
        effects: (parts,) float64, the mean over the models of how much more probable the class
            ``about`` is with a part than with it unknown (for a series, of the prediction).
        problem: Why it has no answer, in a sentence.
    """

    row: Row
    given: Input | None = None
    answers: tuple[Answer, ...] = ()
    effects: np.ndarray | None = None
    problem: str = ""

    @cached_property
    def probabilities(self) -> np.ndarray:
        """(classes,) float64, the mean over the models."""
        return np.mean([answer.probabilities for answer in self.answers], axis=0, dtype=np.float64)

    @cached_property
    def winner(self) -> int:
        """The class that most models answer; of several, the one with the higher probability."""
        return _most_frequent([self])

    @property
    def votes(self) -> int:
        """How many models answer ``winner``."""
        return sum(answer.winner == self.winner for answer in self.answers)

    @property
    def prediction(self) -> float:
        """For a series, the mean of the predictions."""
        return float(np.mean([answer.prediction for answer in self.answers]))


@dataclass(frozen=True)
class Answers:
    """What all rows answer.

    Attributes:
        rows: In the order of the rows.
        about: The class that all effects are about; None for a series or where nobody answered.
    """

    rows: tuple[Asked, ...]
    about: int | None = None


def ask_rows(rows: Sequence[Row], read: Read, *, explain: bool = True) -> Answers:
    """Ask every model of every row.

    All effects are about one class, so that they can be compared: class 1 of two, otherwise the
    one that most rows answer.

    Args:
        read: Called once for each row.
        explain: Whether to compute effects.
    """
    traces: dict[str, list[list[Trace]]] = {}
    asked = [_ask(row, read, traces) for row in rows]
    answered = [one for one in asked if one.answers]
    about = None
    if answered and answered[0].answers[0].winner is not None:
        classes = len(answered[0].answers[0].classes)
        about = 1 if classes == 2 else _most_frequent(answered)
    if explain:
        asked = [_explain(one, about, traces) if one.answers else one for one in asked]
    return Answers(tuple(asked), about)


def _ask(row: Row, read: Read, traces: dict[str, list[list[Trace]]]) -> Asked:
    """Ask the models of a row; ``traces`` gets what each of them computed."""
    try:
        given = read(row.recipe)
        with ONE_AT_A_TIME:
            each = [model.network.trace(given.values) for model in row.models]
    except RecipeLabError as error:
        return Asked(row, problem=str(error))
    traces[row.key] = each
    return Asked(row, given, tuple(answer_of(row.recipe, given, it[-1].output) for it in each))


def _explain(asked: Asked, about: int | None, traces: dict[str, list[list[Trace]]]) -> Asked:
    recipe, given = asked.row.recipe, asked.given
    with ONE_AT_A_TIME:
        each = [
            effects(recipe, model.network, given, about, trace)
            for model, trace in zip(asked.row.models, traces[asked.row.key], strict=True)
        ]
    return Asked(asked.row, given, asked.answers, np.mean(each, axis=0))


def _most_frequent(rows: Sequence[Asked]) -> int:
    answers = [answer for asked in rows for answer in asked.answers]
    votes = Counter(answer.winner for answer in answers)
    total = np.sum([answer.probabilities for answer in answers], axis=0)
    return max(votes, key=lambda number: (votes[number], total[number]))
