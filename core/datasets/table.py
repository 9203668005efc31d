"""What can be on disk: the files by the name ``data fetch`` and ``data check`` take."""

from __future__ import annotations

from core.datasets import imdb, jena_file, mnist, raw_reviews, reuters, word_index
from core.datasets.glove import glove_source
from core.datasets.sources import Source
from core.errors import RequestError

SOURCES: dict[str, Source] = {
    "imdb": imdb.SOURCE,
    "imdb-raw": raw_reviews.SOURCE,
    "glove": glove_source(),
    "reuters": reuters.SOURCE,
    "mnist": mnist.SOURCE,
    "jena": jena_file.SOURCE,
    "imdb-words": word_index.IMDB_WORDS,
    "reuters-words": word_index.REUTERS_WORDS,
}


def source(name: str) -> Source:
    """The source of that name.

    Raises:
        RequestError: There is none; the message lists the names.
    """
    try:
        return SOURCES[name]
    except KeyError:
        raise RequestError(
            "{name!r} has no file to fetch or check; these have: {names}.",
            name=name,
            names=", ".join(SOURCES),
        ) from None
