"""A typed text, or a test text, as the numbers a model reads: tokenised as its dataset is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.datasets import dataset
from core.datasets.raw_reviews import split_words
from core.errors import DatasetError, RequestError
from core.inside.inputs import TEXT, Input, Steps, Whole, require_reads
from core.recipes import Recipe
from core.settings import Settings

MOST_WORDS, MOST_CHARACTERS = 10_000, 1_000_000
# Phones type these; the datasets have the others, and an apostrophe is part of a word.
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", **dict.fromkeys("“”„«»…–—", " ")})
# Token 0 fills up the short texts of topics. A probe's texts have one length, and 0 is a token.
_FILLED = ("topics",)


def read_text(recipe: Recipe, text: str, settings: Settings) -> Input:
    """Encode a typed text; generated tokens are typed as numbers.

    Raises:
        RequestError: The recipe reads no text, the text is empty or too long, all its words are
            unknown, or a token is not one of the vocabulary's numbers.
        DatasetError: The dataset's words are missing.
    """
    require_reads(recipe, TEXT)
    words = words_of(text)
    if not words:
        raise RequestError("The text has no words.")
    if len(words) > MOST_WORDS or len(text) > MOST_CHARACTERS:
        raise RequestError(
            "A text may have at most {most:,} words and {most_characters:,} characters, got "
            "{words:,} and {characters:,}.",
            most=MOST_WORDS,
            most_characters=MOST_CHARACTERS,
            words=len(words),
            characters=len(text),
        )
    if recipe.data.encoding is None:
        return _generated(recipe, _tokens(recipe, words))
    numbers = _numbers(recipe, words, settings)
    known = numbers < recipe.preprocessing["num_words"]
    if not known.any():
        raise RequestError(
            "{recipe} knows none of these words, such as {word!r}: its vocabulary is the "
            "{count:,} most frequent words of its dataset.",
            recipe=recipe.id,
            word=words[0],
            count=recipe.preprocessing["num_words"],
        )
    return _encoded(recipe, numbers, words)


def words_of(text: str) -> list[str]:
    """The words of a typed text, as the datasets split theirs: lower case, no punctuation."""
    readable = text.encode("utf-8", "replace").decode()  # a terminal may pass on half a character
    return " ".join(split_words(readable.translate(_TYPOGRAPHY))).split()


def vocabulary(recipe: Recipe, settings: Settings) -> tuple[str, ...]:
    """The word of each number that a model reads; "" for a number that is no word.

    Raises:
        DatasetError: The dataset's words are missing.
    """
    encoding = recipe.data.encoding
    if encoding is None:
        first = int(recipe.dataset in _FILLED)
        return ("",) * first + tuple(map(str, range(first, recipe.data.vocabulary)))
    count = recipe.preprocessing["num_words"] - encoding.first_word
    return ("",) * encoding.first_word + _words(recipe.dataset, settings)[:count]


def number_of(recipe: Recipe, word: str, settings: Settings) -> int:
    """The number that a model reads for one word.

    Raises:
        RequestError: It is not one word, or not in the model's vocabulary.
        DatasetError: The dataset's words are missing.
    """
    require_reads(recipe, TEXT)
    words = words_of(word)
    if len(words) != 1:
        raise RequestError(
            "Expected one word, got {received}: {word!r}.", received=len(words), word=word[:100]
        )
    if recipe.data.encoding is None:
        return _token(recipe, words[0])
    number, count = int(_numbers(recipe, words, settings)[0]), recipe.preprocessing["num_words"]
    if number == count:
        raise RequestError(
            "{recipe} does not know the word {word!r}: its vocabulary is the {count:,} most "
            "frequent words of its dataset.",
            recipe=recipe.id,
            word=words[0],
            count=count,
        )
    return number


def read_test_text(recipe: Recipe, number: int, settings: Settings) -> Input:
    """Encode a test text, with its words by name if the dataset's words are available.

    Raises:
        IndexError: There is no such text.
        DatasetError: The dataset is missing or refused.
    """
    numbers, names, truth = _test_text(recipe, number, settings)
    return replace(_encoded(recipe, numbers, names), truth=truth)


def test_text(recipe: Recipe, number: int, settings: Settings) -> str:
    """A test text as it can be typed, the words that are cut off included.

    Raises:
        IndexError: There is no such text.
        DatasetError: The dataset is missing or refused.
    """
    return " ".join(_test_text(recipe, number, settings)[1])


def _test_text(
    recipe: Recipe, number: int, settings: Settings
) -> tuple[np.ndarray, list[str], int]:
    """Numbers, words and class of a test text."""
    encoding = recipe.data.encoding
    texts = encoding.texts(recipe.preprocessing, settings)["test"]
    if not 0 <= number < len(texts):
        raise IndexError(len(texts))
    numbers = texts.text(number)
    if encoding.start is not None:
        numbers = numbers[1:]
    try:
        words = _words(recipe.dataset, settings)
    except DatasetError:  # its words are another file
        words = ()
    first = encoding.first_word
    names = [
        words[token - first] if first <= token < first + len(words) else str(token)
        for token in numbers.tolist()
    ]
    return numbers, names, int(texts.targets[number])


def read_tokens(recipe: Recipe, tokens: np.ndarray) -> Input:
    """A generated text of (length,) int32 tokens, as its dataset makes it."""
    if recipe.dataset in _FILLED:
        tokens = np.trim_zeros(tokens, "f")
    return _generated(recipe, tokens)


def _encoded(recipe: Recipe, numbers: np.ndarray, names: Sequence[str]) -> Input:
    """An input of (words,) int32 numbers of the dataset, of which some may be unknown."""
    encoding, settings = recipe.data.encoding, recipe.preprocessing
    num_words, maxlen = settings["num_words"], settings["maxlen"]
    known = numbers < num_words
    outside = tuple(name for name, knows in zip(names, known, strict=True) if not knows)
    if encoding.unknown is None:  # such words are left out
        numbers, names = numbers[known], [n for n, knows in zip(names, known, strict=True) if knows]
    read = min(len(numbers), maxlen)
    full = numbers if encoding.start is None else np.insert(numbers, 0, encoding.start)
    changes: Whole | Steps
    if encoding.unknown is None:
        last = range(len(full) - read, len(full))
        rows = [encoding.row(np.delete(full, place), settings) for place in last]
        changes = Whole(np.array(rows, np.int32).reshape(read, maxlen))
    else:
        changes = Steps(np.arange(maxlen - read, maxlen), np.full(read, encoding.unknown, np.int32))
    return Input(
        values=encoding.row(full, settings)[None],
        changes=changes,
        parts=tuple(names[len(names) - read :]),
        unknown=outside,
        truncated=len(numbers) - read,
    )


def _generated(recipe: Recipe, tokens: np.ndarray) -> Input:
    """An input of (length,) int32 generated tokens; those in front may be padding."""
    vocabulary, (length,) = recipe.data.vocabulary, recipe.input_shape
    read = min(len(tokens), length)
    values = np.zeros((1, length), np.int32)
    values[0, length - read :] = tokens[len(tokens) - read :]
    places = np.arange(length - read, length)
    if recipe.dataset in _FILLED:
        changes = Steps(places, np.zeros(read, np.int32))
    else:  # no token stands for an unknown one: it may be any, so the answer is their mean
        any_token = np.tile(np.arange(vocabulary, dtype=np.int32), read)
        changes = Steps(np.repeat(places, vocabulary), any_token, draws=vocabulary)
    return Input(
        values=values,
        changes=changes,
        parts=tuple(map(str, values[0, length - read :].tolist())),
        truncated=len(tokens) - read,
    )


def _tokens(recipe: Recipe, words: Sequence[str]) -> np.ndarray:
    (length,) = recipe.input_shape
    tokens = np.array([_token(recipe, word) for word in words], np.int32)
    if recipe.dataset not in _FILLED and len(words) != length:
        raise RequestError(
            "{recipe} reads {right} tokens, got {received}.",
            recipe=recipe.id,
            right=length,
            received=len(words),
        )
    return tokens


def _token(recipe: Recipe, word: str) -> int:
    first, vocabulary = int(recipe.dataset in _FILLED), recipe.data.vocabulary
    if word.isascii() and word.isdigit() and first <= int(word[:9]) < vocabulary:
        return int(word[:9])
    raise RequestError(
        "{recipe} reads tokens, whole numbers from {first} to {last}, got {word!r}.",
        recipe=recipe.id,
        first=first,
        last=vocabulary - 1,
        word=word,
    )


def _numbers(recipe: Recipe, words: Sequence[str], settings: Settings) -> np.ndarray:
    """The dataset's numbers of words; unknown ones get the first number outside the vocabulary."""
    num_words, first = recipe.preprocessing["num_words"], recipe.data.encoding.first_word
    ranks = _ranks(recipe.dataset, max(0, num_words - first), settings)
    return np.array(
        [first + ranks[word] if word in ranks else num_words for word in words], np.int32
    )


@lru_cache(maxsize=2)
def _words(name: str, settings: Settings) -> tuple[str, ...]:
    return dataset(name).encoding.words(settings)


@lru_cache(maxsize=4)
def _ranks(name: str, count: int, settings: Settings) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(_words(name, settings)[:count])}
