"""What text and tokens have in common: a sequence of words, asked as it is or in another order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext, ngettext
from core.inside.inputs import Input
from core.inside.samples import read_sample
from core.inside.texts import read_text, test_text, words_of
from core.recipes import Recipe
from core.stories import DECIDES, token_kinds
from pages.components.inside import words
from pages.components.inside.asking import Answers, ask_rows
from pages.components.inside.choice import MOST_CHARACTERS, Given, give, given
from pages.components.inside.models import Row
from pages.components.inside.rows import Part, describe
from pages.components.live.manager import run_manager

MOST_SHOWN = 40
"""Words a row shows; of longer texts, those around the largest effects."""
AROUND, LEAST = 2, 0.01


def follow(key: str) -> None:
    """Take over what the component of this key has just sent, before the page is run again."""
    sent = st.session_state[key].given
    sample, shuffle = sent["sample"], sent["shuffle"]
    give(sample=int(sample), text=sent["text"], shuffle=int(shuffle))


def describe_sequence(rows: Sequence[Row], **phrases: str) -> dict[str, Any]:
    """Describe the input and all answers for text.js and tokens.js.

    Args:
        rows: The models; all read the same dataset.
        **phrases: Replace phrases about words, as for ``rows.describe``.
    """
    shown, recipe = given(), rows[0].recipe
    try:
        text = shown.text if shown.text is not None else sample_text(recipe, shown.sample)
    except RecipeLabError:  # each row says why; something else can still be typed
        text = ""
    mixed = _mixed(recipe, text, shown.shuffle)
    known: dict[str, Input] = {}  # what reads the same is read once

    def read(entry: Recipe) -> Input:
        key = repr(sorted(entry.preprocessing.items()))
        if key not in known:
            known[key] = _read(entry, shown, " ".join(mixed))
        return known[key]

    answers = ask_rows(rows, read)
    # what is no token decides nothing
    tokens = [int(it) if len(it) < 5 and it.isdecimal() else -1 for it in mixed]
    kinds = token_kinds(recipe.dataset, tokens)
    parts = _parts(answers, mixed, recipe, kinds)
    described = describe(answers, lambda asked: parts[asked.row.key], **phrases)
    problem = ""
    if not any(asked.answers for asked in answers.rows):  # one sentence is enough
        problem = answers.rows[0].problem
        described["rows"] = [one | {"problem": ""} for one in described["rows"]]
    return {
        "given": asdict(shown),
        "text": text,
        "kinds": kinds,
        "mixed": mixed if recipe.data.encoding is None else [],
        "samples": _test_samples(recipe),
        "most": MOST_CHARACTERS,
        "answers": described,
        "finding": problem or _finding(answers, recipe, described),
        "problem": bool(problem),
        "note": _note(answers, len(mixed), shown, recipe),
        "title": {
            "example": gettext("Example"),
            "shuffle": gettext("Shuffle the words"),
        },
    }


def sample_text(recipe: Recipe, number: int) -> str:
    """A test sample as it can be typed.

    Raises:
        RecipeLabError: No sample has this number, or the dataset is missing.
    """
    settings = run_manager().settings
    read = read_sample(recipe, number, settings)  # refuses a number that is too large
    return test_text(recipe, number, settings) if recipe.data.encoding else " ".join(read.parts)


def read_sequence(recipe: Recipe, shown: Given) -> Input:
    """What is given, as a recipe's models read it.

    Raises:
        RecipeLabError: They cannot read it.
    """
    text = shown.text if shown.text is not None else sample_text(recipe, shown.sample)
    return _read(recipe, shown, " ".join(_mixed(recipe, text, shown.shuffle)))


def given_words(recipe: Recipe) -> list[str]:
    """The words that are given, as they were typed.

    Raises:
        RecipeLabError: No sample has this number, or the dataset is missing.
    """
    shown = given()
    return _mixed(recipe, shown.text or sample_text(recipe, shown.sample), 0)


def _mixed(recipe: Recipe, text: str, shuffle: int) -> list[str]:
    """The words of a text in the order in which they are read."""
    ordered = text.split() if recipe.data.encoding is None else words_of(text)
    return [ordered[place] for place in _order(len(ordered), shuffle)]


def _read(recipe: Recipe, shown: Given, text: str) -> Input:
    settings = run_manager().settings
    if shown.text is None and not shown.shuffle:
        return read_sample(recipe, shown.sample, settings)
    return read_text(recipe, text, settings)  # what it is in another order, nobody knows


def _order(count: int, shuffle: int) -> list[int]:
    """The places of the words in the order in which they are read."""
    if not shuffle:
        return list(range(count))
    return np.random.default_rng(shuffle).permutation(count).tolist()


def _test_samples(recipe: Recipe) -> int:
    sizes = recipe.data.sizes(recipe.preprocessing)
    return sizes.test if sizes else 1


def _parts(
    answers: Answers, mixed: Sequence[str], recipe: Recipe, kinds: Mapping[int, str]
) -> dict[str, list[Part]]:
    """Row key → what is shown of its words, the same words in all rows."""
    leaves_out = recipe.data.encoding is not None and recipe.data.encoding.unknown is None
    full = {
        asked.row.key: [
            (text, kind or kinds.get(place, ""), number)
            for place, (text, kind, number) in enumerate(
                aligned(mixed, asked.given, leaves_out=leaves_out)
            )
        ]
        for asked in answers.rows
        if asked.answers
    }
    if len(mixed) <= MOST_SHOWN:
        return full
    strength = np.zeros(len(mixed))
    strength[[place for place, kind in kinds.items() if kind == DECIDES]] = 1
    for asked in answers.rows:
        for place, (_, _, number) in enumerate(full.get(asked.row.key, ())):
            if number is not None:
                strength[place] = max(strength[place], abs(asked.effects[number]))
    shown = strongest(strength, MOST_SHOWN)
    return {key: _shortened(parts, shown) for key, parts in full.items()}


def aligned(typed: Sequence[str], read: Input, *, leaves_out: bool) -> Iterator[Part]:
    """Each word with its kind and its number among the parts that were read.

    Args:
        typed: All words, in the order in which they are read.
        read: What the model made of them.
        leaves_out: Whether unknown words are left out, and not read as "unknown".
    """
    unknown = set(read.unknown)
    number = -read.truncated
    for word in typed:
        if leaves_out and word in unknown:
            yield word, "unknown", None
            continue
        if number < 0:
            yield word, "cut", None
        else:
            yield word, "unknown" if word in unknown else "", number
        number += 1


def strongest(strength: np.ndarray, most: int) -> np.ndarray:
    """Which places are shown, in order: at most ``most``, the strongest with their neighbours.

    Weaker ones than a point are not, unless all are.
    """
    shown: set[int] = set()
    for place in np.argsort(-strength, kind="stable"):
        if shown and strength[place] < LEAST:
            break
        around = range(max(0, place - AROUND), min(len(strength), place + AROUND + 1))
        if len(shown | set(around)) > most:
            break
        shown |= set(around)
    return np.array(sorted(shown), np.int64)


def _shortened(parts: Sequence[Part], shown: np.ndarray) -> list[Part]:
    result: list[Part] = []
    before = -1
    for place in [*shown.tolist(), len(parts)]:
        if hidden := place - before - 1:
            result.append((gettext("… {count} more …", count=hidden), "more", None))
        if place < len(parts):
            result.append(parts[place])
        before = place
    return result


def _note(answers: Answers, count: int, shown: Given, recipe: Recipe) -> str:
    """How many words there are, what becomes of them, and which sample it is."""
    if recipe.data.encoding:
        parts = [ngettext("{count:,} word", "{count:,} words", count)]
    else:
        parts = [ngettext("{count:,} token", "{count:,} tokens", count)]
    read = next((asked.given for asked in answers.rows if asked.answers), None)
    if read and read.unknown:
        parts.append(ngettext("{count} unknown", "{count} unknown", len(set(read.unknown))))
    if read and read.truncated:
        cut = ngettext("the first is cut off", "the first {count:,} are cut off", read.truncated)
        parts.append(cut)
    if shown.shuffle:
        parts.append(gettext("read in another order"))
    if shown.text is not None:
        return " · ".join(parts)
    parts.append(gettext("test sample {number:,}", number=shown.sample + 1))
    if read and read.truth is not None:
        truth = words.class_title(recipe, int(read.truth))
        parts.append(gettext("truth: {answer}", answer=truth))
    return " · ".join(parts)


def _finding(answers: Answers, recipe: Recipe, described: dict[str, Any]) -> str:
    """Who says what, and which word matters most, in a sentence or two."""
    answered = [asked for asked in answers.rows if asked.answers]
    winners = [asked.winner for asked in answered]
    truth = answered[0].given.truth
    if truth is not None:
        first = gettext(
            "{right} of {count} are right: it is “{answer}”.",
            right=winners.count(truth),
            count=len(winners),
            answer=words.class_title(recipe, int(truth)),
        )
        return " ".join([first, _strongest_word(described)]).strip()
    most = max(winners, key=winners.count)
    title = words.class_title(recipe, most)
    if winners.count(most) == len(winners):
        first = ngettext(
            "The network answers “{answer}”.",
            "All {count} answer “{answer}”.",
            len(winners),
            answer=title,
        )
    else:
        first = gettext(
            "{votes} of {count} answer “{answer}”.",
            votes=winners.count(most),
            count=len(winners),
            answer=title,
        )
    return " ".join([first, _strongest_word(described)]).strip()


def _strongest_word(described: dict[str, Any]) -> str:
    best = max(
        (
            (abs(effect), text, effect, row["family"])
            for row in described["rows"]
            for text, _, effect in row.get("parts", ())
            if effect
        ),
        default=None,
    )
    if best is None or best[0] < 0.01:
        return ""
    _, text, effect, family = best
    points = f"{100 * effect:+.0f}".replace("-", "−")
    return gettext(
        "“{word}” weighs most: {points} points for {family}.",
        word=text,
        points=points,
        family=family,
    )
