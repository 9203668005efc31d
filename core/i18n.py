"""Translation of every sentence that a person sees.

The English sentence is the message id. A message is a whole sentence with named placeholders, and
is translated when it is shown: tables and errors store the English id and its values, never a
translation.

Each session has its language; workers and background threads use English. What sessions share and
holds words has the language in its key. A language is ``locale/<code>/LC_MESSAGES/recipe_lab.mo``;
CONTRIBUTING.md explains how to add one.
"""

from __future__ import annotations

import gettext as _gettext
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from core import pseudo

ENGLISH = "en"
STORED_LENGTH = 2_000
LOCALE_DIR = Path(__file__).with_name("locale")
_language: ContextVar[str] = ContextVar("recipe_lab_language", default="")
_finders: list[Callable[[], str]] = []


def languages() -> tuple[str, ...]:
    """The codes of all languages: English, those that have a catalogue, and the pseudo-language."""
    catalogues = LOCALE_DIR.glob("*/LC_MESSAGES/recipe_lab.mo")
    return (ENGLISH, *sorted(path.parts[-3] for path in catalogues), pseudo.CODE)


def set_language(code: str) -> None:
    """Set the language of this context (a thread, a session), for example ``"ko"``."""
    _language.set(code)


def language() -> str:
    """The language of this context; where none is set, the one that is found, else English."""
    return _language.get() or (_finders[0]() if _finders else ENGLISH)


def find_language(finder: Callable[[], str]) -> None:
    """Have ``finder`` find the language of contexts where none is set."""
    _finders[:] = [finder]


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Use another language inside the block."""
    before = _language.set(code)
    try:
        yield
    finally:
        _language.reset(before)


def mark(message: str) -> str:
    """Mark a message id where it is defined; ``gettext`` translates it where it is shown."""
    return message


def gettext(message: str, **values: object) -> str:
    """Translate ``message`` into the context's language and fill in its named placeholders.

    Args:
        message: An English sentence, the message id, with ``{name}`` placeholders.
        **values: The values of the placeholders.

    Returns:
        The sentence to show.
    """
    text = _translated(message)
    return text.format(**values) if values else text


_FIELD = re.compile(r"\{(\w+)(?:![rsa])?(?::([^{}]*))?\}")
_FORMAT = re.compile(r",?(?:\.\d)?[dfge%]?")


def gettext_stored(message: str, values: Mapping[str, object]) -> str:
    """Like ``gettext``, for a sentence that was read from a file or a database.

    It is not trusted: only plain ``{name}`` fields are filled in, numbers only in simple formats,
    and the result has at most STORED_LENGTH characters.
    """

    def fill(field: re.Match) -> str:
        name, format_spec = field[1], field[2] or ""
        if name not in values:
            return field[0]
        value = values[name]
        if isinstance(value, int | float) and _FORMAT.fullmatch(format_spec):
            with suppress(ValueError):
                return format(value, format_spec)
        return str(value)[:STORED_LENGTH]

    text = _translated(message[:STORED_LENGTH])
    return _FIELD.sub(fill, text)[:STORED_LENGTH]


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Like ``gettext``, with a singular and a plural; ``{count}`` is filled in too.

    Args:
        one: The English sentence for a count of one, the message id.
        many: The English sentence for any other count.
        count: The number that decides.
        **values: The values of the other placeholders.
    """
    text = _catalogue(language()).ngettext(one, many, count)
    return text.format(count=count, **values)


def _translated(message: str) -> str:
    # A catalogue's translation of "" is its header.
    return _catalogue(language()).gettext(message) if message else ""


@lru_cache(maxsize=16)
def _catalogue(language: str) -> _gettext.NullTranslations:
    # Cached, since a page shows a thousand sentences.
    if language == pseudo.CODE:
        return pseudo.Pseudo()
    return _gettext.translation("recipe_lab", LOCALE_DIR, languages=[language], fallback=True)
