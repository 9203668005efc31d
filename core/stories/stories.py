"""Five races worth guessing before they are watched, in teaching order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.i18n import mark


@dataclass(frozen=True)
class Answer:
    """One possible answer to a story's question.

    Attributes:
        name: Its name in addresses.
        title: What the button says.
        about: The idea behind it, in a few words.
        families: It is right if one of these is in the leading group …
        without: … and none of these is.
    """

    name: str
    title: str
    about: str
    families: frozenset[str]
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Story:
    """A race with a question.

    Attributes:
        dataset: The dataset whose row is raced.
        question: The title of the race.
        short: The question on a card.
        answers: What can be guessed.
        several: Whether more than one answer can be guessed.
    """

    dataset: str
    question: str
    short: str
    answers: tuple[Answer, ...]
    several: bool = True


def _family(name: str, title: str, about: str) -> Answer:
    return Answer(name, title, about, frozenset({name}))


_FAMILIES = (
    _family("mlp", mark("Multilayer perceptron"), mark("weighs every place by itself")),
    _family("recurrent", mark("Recurrent"), mark("reads step by step, remembers")),
    _family("convolutional", mark("Convolutional"), mark("slides short patterns along")),
    _family(
        "recurrent-convolutional",
        mark("Recurrent-convolutional"),
        mark("short patterns, then their order"),
    ),
)
_SLIDING = frozenset({"convolutional", "recurrent-convolutional"})
_READING = frozenset({"recurrent", "recurrent-convolutional"})

STORIES: dict[str, Story] = {
    story.dataset: story
    for story in (
        Story(
            "probe-motif",
            mark("0 1 2 in a row, anywhere among 120 numbers: who finds it?"),
            mark("Who finds a motif that can be anywhere?"),
            _FAMILIES,
        ),
        Story(
            "probe-order",
            mark("0 1 2 and 3 4 5, both among 120 numbers: who can tell which came first?"),
            mark("Who can tell which motif came first?"),
            _FAMILIES,
        ),
        Story(
            "probe-last",
            mark("Many markers A and B, of which only the last one counts: who still knows it?"),
            mark("Who still knows the last marker?"),
            _FAMILIES,
        ),
        Story(
            "digits",
            mark("Handwritten digits of 8×8 pixels: does it take a convolution to read them?"),
            mark("Do pictures need a convolution?"),
            (
                Answer(
                    "yes",
                    mark("Yes, they do"),
                    mark("a network that slides patterns over the picture is better"),
                    _SLIDING,
                    frozenset({"mlp", "recurrent"}),
                ),
                Answer(
                    "no",
                    mark("No, not these"),
                    mark("one that weighs each pixel by itself is as good"),
                    frozenset({"mlp"}),
                ),
                Answer(
                    "rows",
                    mark("Reading row by row is enough"),
                    mark("a recurrent network is as good"),
                    frozenset({"recurrent"}),
                ),
            ),
        ),
        Story(
            "imdb",
            mark("25,000 film reviews, good or bad: does the order of the words matter?"),
            mark("Does word order matter in a film review?"),
            (
                Answer(
                    "words",
                    mark("No, the words are enough"),
                    mark("weighing each place by itself is as good"),
                    frozenset({"mlp"}),
                ),
                Answer(
                    "phrases",
                    mark("Short phrases matter"),
                    mark("sliding patterns of a few words is best"),
                    frozenset({"convolutional"}),
                    frozenset({"mlp"}),
                ),
                Answer(
                    "order",
                    mark("The whole order matters"),
                    mark("reading from the first word to the last is best"),
                    _READING,
                    frozenset({"mlp", "convolutional"}),
                ),
            ),
            several=False,
        ),
    )
}


def was_right(answer: Answer, leading: Collection[str]) -> bool | None:
    """Whether an answer was right; None while nobody can say.

    Args:
        answer: What was guessed.
        leading: Families of the leading group, empty while nobody can say.
    """
    if not leading:
        return None
    return bool(answer.families & set(leading)) and not answer.without & set(leading)


def next_story(dataset: str) -> str:
    """The dataset of the story after that of ``dataset``; "" after the last, or if it has none."""
    names = list(STORIES)
    return "" if dataset not in names[:-1] else names[names.index(dataset) + 1]
