"""The table of files, by the names that ``data fetch`` and ``data check`` accept."""

from __future__ import annotations

from core.datasets import imdb, jena_file, mnist, raw_reviews, reuters, word_index
from core.datasets.glove import glove_source
from core.datasets.sources import Source
from core.errors import look_up
from core.i18n import mark

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
    """The source with this name.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    return look_up(
        SOURCES, name, mark("{name!r} has no file to fetch or check; these have: {names}.")
    )
