"""What the page Inside shows: the models that are asked, and what they are given; and its URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from core.datasets import DATASETS
from core.errors import RequestError
from core.hyperparameters import Choice, Int
from core.recipes import Recipe
from pages.components.frame import address
from pages.components.frame.address import Several, Text
from pages.components.inside.models import PAGE, default_models, first_dataset, subject_dataset

MOST_CHARACTERS = 8_000
"""A longer input stays in the session only; servers refuse addresses that are much longer."""
MOST_LETTERS = 100
SUFFIXES = ("", "2")
"""Of the names of the layer walk in the address: of the first model, and of one to compare."""
PARAMETERS = (
    Choice(name="dataset", default="", choices=("", *DATASETS)),
    Several(name="run"),
    Several(name="recipe"),
    Int(name="sample", default=1, low=1, high=10**9),
    Text(name="input"),
    Int(name="shuffle", default=0, low=0, high=10**6),
    Text(name="word"),
    *(
        parameter
        for suffix in SUFFIXES
        for parameter in (
            Text(name=f"walk{suffix}"),
            Int(name=f"layer{suffix}", default=0, low=0, high=1_000),
            Text(name=f"unit{suffix}", check=lambda text: _unit(text)),
            Int(name=f"step{suffix}", default=0, low=0, high=10**6),
        )
    ),
    Text(name="axes", check=lambda text: _unit(text)),
    Int(name="epoch", default=-1, low=-1, high=10**6),
)


@dataclass(frozen=True)
class Given:
    """What the models are given.

    Attributes:
        sample: 0-based number of a test sample.
        text: The input in the writing of its kind, such as words or pixels; None for the sample as
            it is.
        shuffle: Which order its words are put into; 0 for their own.
    """

    sample: int = 0
    text: str | None = None
    shuffle: int = 0


@dataclass(frozen=True)
class Point:
    """The number that the layer walk explains.

    Attributes:
        walk: Whose it is: the id of a run, or of a recipe for reference weights; "" for the first.
        layer: Which layer's it is, counted from 1; 0 for the last.
        unit: Its index in the layer's output, counted from 0; empty for the one that leads to the
            answer.
        step: Of a recurrent layer that returns one state, the step, counted from 0; None for the
            last.
    """

    walk: str = ""
    layer: int = 0
    unit: tuple[int, ...] = ()
    step: int | None = None


@dataclass(frozen=True)
class Chosen:
    """What the page shows.

    Attributes:
        dataset: What all models read.
        runs: Ids of runs.
        recipes: Ids of recipes whose reference weights are asked.
        given: What the models are given.
        word: The word whose vectors are shown; "" for one of what is given.
        points: What the layer walk shows of one of them, and perhaps of another to compare.
        epoch: After which epoch the runs are asked; None for their end.
        axes: The two features that planes show, counted from 0; () for those that tell most.
    """

    dataset: str
    runs: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ()
    given: Given = Given()
    word: str = ""
    points: tuple[Point, ...] = (Point(),)
    epoch: int | None = None
    axes: tuple[int, ...] = ()


def chosen() -> Chosen:
    """What this session shows."""
    return st.session_state[PAGE]


def given() -> Given:
    """What the models are given."""
    return chosen().given


def give(**changes: Any) -> None:
    """Give the models something else; see ``Given`` for the names."""
    _set(given=replace(given(), **changes))


def point_at(points: Sequence[Point]) -> None:
    """Explain other numbers, of one model or of two."""
    _set(points=tuple(points))


def described(recipe: Recipe) -> dict[str, Any]:
    """Describe what the models are given for give.js, and how many test samples there are."""
    sizes = recipe.data.sizes(recipe.preprocessing)
    return {"given": asdict(given()), "most": MOST_CHARACTERS, "samples": sizes.test}


def choose_dataset(name: str) -> None:
    """Show the models of a dataset, with its first test sample."""
    runs, recipes = default_models(name)
    st.session_state[PAGE] = Chosen(name, runs, recipes)


def choose_models(runs: tuple[str, ...], recipes: tuple[str, ...]) -> None:
    """Ask other models of the same dataset."""
    _set(runs=runs, recipes=recipes)


def choose_word(word: str) -> None:
    """Show another word's vectors."""
    _set(word=word[:MOST_LETTERS])


def choose_axes(axes: tuple[int, int]) -> None:
    """Show the planes of two other features, counted from 0."""
    _set(axes=axes)


def choose_epoch(epoch: int | None) -> None:
    """Ask the runs as they were after an epoch; None for their end."""
    _set(epoch=epoch)


def _set(**changes: Any) -> None:
    st.session_state[PAGE] = replace(chosen(), **changes)


def read_url() -> list[str]:
    """Apply the URL if the browser changed it.

    Returns:
        Sentences on the parts of it that are unknown; the rest is used.
    """
    if PAGE in st.session_state and not st.query_params and (name := subject_dataset()):
        choose_dataset(name)
    query = address.arrived(PAGE)
    if query is None and PAGE in st.session_state:
        return []
    values, others, problems = address.read(PARAMETERS, query or {})
    name, runs, recipes = first_dataset(
        values.get("dataset", ""), values.get("run", ()), values.get("recipe", ())
    )
    epoch = values.get("epoch", -1)
    shown = Given(
        sample=values.get("sample", 1) - 1,
        text=values.get("input"),
        shuffle=values.get("shuffle", 0),
    )
    word = (values.get("word") or "")[:MOST_LETTERS]
    points = tuple(_point(values, it) for it in SUFFIXES if not it or values.get(f"walk{it}"))
    after = epoch if epoch >= 0 else None
    axes = _unit(values.get("axes", ""))
    st.session_state[PAGE] = Chosen(name, runs, recipes, shown, word, points, after, axes)
    return problems + address.unknown_names(others, PARAMETERS)


def write_url() -> None:
    """Write what is shown into the URL; a fragment may do so after its input changed."""
    address.write(PAGE, url())


def url() -> dict[str, str]:
    """What is shown as a URL query."""
    shown = chosen()
    text = shown.given.text
    values = {
        "dataset": "" if shown.runs or shown.recipes else shown.dataset,
        "run": shown.runs,
        "recipe": shown.recipes,
        "sample": shown.given.sample + 1,
        "input": text if text is not None and len(text) <= MOST_CHARACTERS else None,
        "shuffle": shown.given.shuffle,
        "word": shown.word or None,
        "epoch": shown.epoch,
        "axes": _index_text(shown.axes),
    }
    for suffix, point in zip(SUFFIXES, shown.points, strict=False):
        values |= {
            f"walk{suffix}": point.walk,
            f"layer{suffix}": point.layer,
            f"unit{suffix}": _index_text(point.unit),
            f"step{suffix}": 0 if point.step is None else point.step + 1,
        }
    return address.query(PARAMETERS, values)


def _point(values: Mapping[str, Any], suffix: str) -> Point:
    step = values.get(f"step{suffix}", 0)
    return Point(
        walk=values.get(f"walk{suffix}", ""),
        layer=values.get(f"layer{suffix}", 0),
        unit=_unit(values.get(f"unit{suffix}", "")),
        step=step - 1 if step else None,
    )


def _index_text(index: Sequence[int]) -> str:
    return ",".join(str(number + 1) for number in index)


def _unit(text: str) -> tuple[int, ...]:
    """Read an index as the address has it: counted from 1, such as ``4,16``; "" for none.

    Raises:
        RequestError: It is none.
    """
    parts = text.split(",") if text else []
    if not all(part.isascii() and part.isdigit() and len(part) < 8 for part in parts):
        raise RequestError(
            "This link names the unit {text!r}; write numbers, such as 4,16.", text=text[:40]
        )
    return tuple(int(part) - 1 for part in parts)
