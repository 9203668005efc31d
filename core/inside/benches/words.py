"""Words as numbers: a tokenizer, padding, and a row of GloVe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.datasets.raw_reviews import split_words
from core.errors import RequestError
from core.hyperparameters import Int
from core.i18n import gettext, mark, ngettext
from core.inside.benches.fields import MOST_COLUMNS, Matrix, Words, matrix
from core.inside.benches.sheet import GREEN, INK, VIOLET, Bench, Panel, Sheet, Step, written

MOST_WORDS, MOST_TEXTS = 24, 6
# The line of "the" in the file of 100 numbers, as the source printed it.
_THE = (
    "-0.038194,-0.24487,0.72812,-0.39961,0.083172,0.043953,-0.39141,0.3344,-0.57545,0.087459;"
    "0.28787,-0.06731,0.30906,-0.26384,-0.13231,-0.20757,0.33395,-0.33848,-0.31743,-0.48336;"
    "0.1464,-0.37304,0.34577,0.052041,0.44946,-0.46971,0.02628,-0.54155,-0.15518,-0.14107;"
    "-0.039722,0.28277,0.14393,0.23464,-0.31021,0.086173,0.20397,0.52624,0.17164,-0.082378;"
    "-0.71787,-0.41531,0.20335,-0.12763,0.41367,0.55187,0.57908,-0.33477,-0.36559,-0.54857;"
    "-0.062892,0.26584,0.30205,0.99775,-0.80481,-3.0243,0.01254,-0.36942,2.2167,0.72201;"
    "-0.24978,0.92136,0.034514,0.46745,1.1079,-0.19358,-0.074575,0.23353,-0.052062,-0.22044;"
    "0.057162,-0.15806,-0.30798,-0.41625,0.37972,0.15006,-0.53212,-0.2055,-1.2526,0.071624;"
    "0.70565,0.49744,-0.42063,0.26148,-1.538,-0.30223,-0.073438,-0.28312,0.37104,-0.25217;"
    "0.016215,-0.017099,-0.38984,0.87424,-0.72569,-0.51058,-0.52028,-0.1459,0.8278,0.27062"
)


def _tokenizer(values: Mapping[str, Any]) -> Sheet:
    texts = [list(filter(None, split_words(line))) for line in values["texts"].splitlines()]
    texts = [words for words in texts if words]
    # equal counts keep the order of first occurrence, as in Keras
    counts = Counter(word for words in texts for word in words).most_common()
    if not texts or len(texts) > MOST_TEXTS or len(counts) > MOST_WORDS:
        raise RequestError(
            "The sentences must be 1 to {most_texts}, with at most {most} different words; got "
            "{texts} with {words}.",
            most_texts=MOST_TEXTS,
            most=MOST_WORDS,
            texts=len(texts),
            words=len(counts),
        )
    index = {word: number for number, (word, _) in enumerate(counts, start=1)}
    longest = max(map(len, texts))
    sequences = np.full((len(texts), longest), "", dtype=object)
    one_hot = np.zeros((len(texts), len(index) + 1))
    steps = []
    for row, words in enumerate(texts):
        for place, word in enumerate(words):
            number = index[word]
            sequences[row, place] = str(number)
            one_hot[row, number] = 1
            count = counts[number - 1][1]
            steps.append(
                Step(
                    frames={"words": (number - 1, 0, 1, 2)},
                    line=ngettext(
                        "“{word}” is word {number}; it occurs once.",
                        "“{word}” is word {number}; it occurs {count} times.",
                        count,
                        word=word,
                        number=number,
                    ),
                    marks=(("sequences", row, place), ("matrix", row, number)),
                )
            )
    names = tuple(gettext("sentence {number}", number=row + 1) for row in range(len(texts)))
    return Sheet(
        finding=gettext(
            "{words} different words: the most frequent is 1, and 0 is left for padding.",
            words=len(index),
        ),
        panels={
            "words": Panel(
                gettext("Word index"),
                np.array([[str(index[word]), str(count)] for word, count in counts], dtype=object),
                rows=tuple(index),
                columns=(gettext("index"), gettext("count")),
            ),
            "sequences": Panel(gettext("Sequences"), sequences, rows=names),
            "matrix": Panel(
                gettext("One-hot matrix"),
                one_hot,
                rows=names,
                columns=tuple(map(str, range(len(index) + 1))),
                tone=GREEN,
            ),
        },
        steps=tuple(steps),
    )


def _padding(values: Mapping[str, Any]) -> Sheet:
    tokens, length = matrix(values["tokens"])[0], values["maxlen"]
    read = min(len(tokens), length)
    front, behind = np.zeros((2, 1, length))
    front[0, length - read :] = tokens[len(tokens) - read :]
    behind[0, :read] = tokens[:read]
    steps = []
    for place in range(length):
        first, other = place - (length - len(tokens)), place
        frames = {"tokens": (0, first, 1, 1)} if first >= 0 else {}
        marks = (("tokens", 0, other),) if other < len(tokens) else ()
        steps.append(
            Step(
                frames=frames,
                line=gettext(
                    "Place {place}: {front} in front, {behind} behind.",
                    place=place + 1,
                    front=written(front[0, place]),
                    behind=written(behind[0, place]),
                ),
                fills=(("front", 0, place), ("behind", 0, place)),
                marks=marks,
            )
        )
    return Sheet(
        finding=gettext("Padded in front, the last word stays last, where an LSTM ends."),
        panels={
            "tokens": Panel(gettext("Word numbers"), tokens[None], field="tokens"),
            "front": Panel(gettext("Padded and cut in front"), front, tone=GREEN, fills=True),
            "behind": Panel(gettext("Padded and cut behind"), behind, tone=VIOLET, fills=True),
        },
        steps=tuple(steps),
    )


def _glove(values: Mapping[str, Any]) -> Sheet:
    vector = matrix(values["vector"])
    stored = np.vectorize(_stored, otypes=[object])(vector)
    steps = [
        Step(
            frames={"vector": (row, column, 1, 1)},
            line=gettext(
                "{number} is stored as {stored}.",
                number=f"{vector[row, column]:g}".replace("-", "−"),
                stored=stored[row, column],
            ),
            fills=(("stored", row, column),),
        )
        for row, column in np.ndindex(*vector.shape)
    ]
    return Sheet(
        finding=gettext("“the” is word 1, so these are row 1 of the embedding matrix."),
        panels={
            "vector": Panel(gettext("The line of “the” in the file"), vector, field="vector"),
            "stored": Panel(gettext("Row 1 of the matrix, float32"), stored, tone=INK, fills=True),
        },
        steps=tuple(steps),
    )


def _stored(value: float) -> str:
    """A number as float32 has it, with the eight decimals that NumPy prints."""
    text = np.format_float_positional(float(np.float32(value)), precision=8, trim="-")
    return text.replace("-", "−")


TOKENIZER = Bench(
    "tokenizer",
    mark("Tokenizer"),
    (
        Words(
            name="texts",
            default="The cat sat on the mat.\nThe dog ate my homework.",
            label=mark("A sentence per line"),
            most=300,
        ),
    ),
    _tokenizer,
)
PADDING = Bench(
    "padding",
    mark("Padding"),
    (
        Matrix(name="tokens", default="1,2,3,4,1,5", most_rows=1, label=mark("Word numbers")),
        Int(name="maxlen", default=10, low=1, high=MOST_COLUMNS, label=mark("Length")),
    ),
    _padding,
)
GLOVE = Bench(
    "glove",
    mark("GloVe's row of “the”"),
    (
        Matrix(
            name="vector",
            default=_THE,
            label=mark("Vector"),
        ),
    ),
    _glove,
)
