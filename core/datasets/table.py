"""The table of files, by the names that ``data fetch`` and ``data check`` accept."""

from __future__ import annotations

from core.datasets import glove, imdb, jena_file, mnist, raw_reviews, reuters, word_index
from core.datasets.sources import Source
from core.errors import look_up
from core.i18n import mark

SOURCES: dict[str, Source] = {
    entry.name: entry
    for entry in (
        imdb.SOURCE,
        raw_reviews.SOURCE,
        glove.SOURCE,
        reuters.SOURCE,
        mnist.SOURCE,
        jena_file.SOURCE,
        word_index.IMDB_WORDS,
        word_index.REUTERS_WORDS,
    )
}


def source(name: str) -> Source:
    """The source with this name.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    return look_up(
        SOURCES, name, mark("{name!r} has no file to fetch or check; these have: {names}.")
    )
