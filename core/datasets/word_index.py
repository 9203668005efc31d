"""Keras' word indices: the words behind the numbers of IMDB and Reuters."""

from __future__ import annotations

import functools
import json
from pathlib import Path

from core.datasets.decoded import Content, text_array
from core.datasets.keras_files import keras_file
from core.datasets.known import published
from core.datasets.sources import Source
from core.errors import DatasetError

_SIZE_LIMIT = 100_000_000


def word_index_source(name: str, size: int, sha256: str, digest: str) -> Source:
    """The source of the word index of ``imdb`` or ``reuters``.

    Args:
        name: ``imdb`` or ``reuters``.
        size: Size of the download in bytes.
        sha256: Digest of the published file.
        digest: Digest of the decoded content.
    """
    file = keras_file(f"{name}_word_index.json", size, sha256)
    decoder = functools.partial(decode_word_index, digest=digest)
    return Source(f"{name}-words", "1", file, decoder)


def decode_word_index(path: Path, digest: str) -> Content:
    """Decode a word index: a JSON object that maps words to their ranks by frequency.

    Returns:
        ``words``: the words in order of rank, as the bytes of one text with a word per line.

    Raises:
        DatasetError: The file is damaged, no such object, or not the published content.
    """
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            raise ValueError(f"{path.stat().st_size:,} bytes")
        index = json.loads(path.read_bytes())
        words = sorted(index, key=index.__getitem__)
        if [index[word] for word in words] != list(range(1, len(words) + 1)):
            raise ValueError("ranks")
        arrays = {"words": text_array(words)}
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise DatasetError(
            "{path} is refused and left unchanged: it must be a JSON object of words and their "
            "ranks 1, 2, 3, …, but it is something else ({reason}).",
            path=path,
            reason=str(error).split("\n")[0] or type(error).__name__,
        ) from None
    return published(path, arrays, digest)


IMDB_WORDS = word_index_source(
    "imdb",
    1_641_221,
    "027313fe9a320280f3bf0fac5baf58c4a683cf39a7ed9c3d3d3912bde4284cf6",
    "8addc293dc1189136a546bab10bfd14367ee6d2a73c43405eb02468c65e74e60",
)
REUTERS_WORDS = word_index_source(
    "reuters",
    550_378,
    "9b56000edc4b34a32e89fd5a23b2605594682c74efcf7d8f4e2a5514b771e633",
    "5549fa038c3bc016a6afa2d4a3f078a49d64fadc082660b44fc078e49b84c08a",
)
