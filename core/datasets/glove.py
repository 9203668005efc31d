"""GloVe word vectors of 100 numbers, from a file with any number of words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from core.datasets.base import RemoteFile
from core.datasets.decoded import Content, text_array
from core.datasets.sources import Source
from core.datasets.zipped import UNREADABLE, open_text
from core.errors import DatasetError
from core.settings import Settings

WIDTH = 100
_SIZE_LIMIT = 5_000_000_000
_NAME = f"glove.6B.{WIDTH}d"

FILE = RemoteFile(
    name="glove.6B.zip",
    url="https://nlp.stanford.edu/data/glove.6B.zip",
    size=862_182_613,
    sha256="617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb",
    alternatives=(f"{_NAME}.txt", f"{_NAME}.txt.zip", f"{_NAME}*.txt", f"{_NAME}*.txt.zip"),
)


def decode_glove(path: Path) -> Content:
    """Decode a text file of vectors, or a zip file with one: a word and 100 numbers per line.

    Returns:
        ``vectors`` (words, 100) float32; ``words``: the bytes of one text with a word per line.

    Raises:
        DatasetError: The file is damaged, or no such text.
    """
    import pandas

    try:
        name = rf"(?:.*/)?[^/]*\b{WIDTH}d\b[^/]*\.txt"
        with open_text(path, name, _SIZE_LIMIT) as stream:
            table = pandas.read_csv(
                stream,
                sep=" ",
                header=None,
                quoting=3,
                keep_default_na=False,
                na_filter=False,
                dtype={0: str},
                lineterminator="\n",
                encoding="utf-8",
            )
    except UNREADABLE as error:
        raise _refused(path, str(error).strip() or type(error).__name__) from None
    if table.shape[1] != WIDTH + 1:
        raise _refused(path, f"{table.shape[1] - 1:,}")
    if any(kind.kind not in "if" for kind in table.dtypes.iloc[1:]):
        raise _refused(path, str(table.dtypes.iloc[1:].value_counts().index[-1]))
    vectors = np.ascontiguousarray(table.iloc[:, 1:].to_numpy(np.float32))
    if not np.isfinite(vectors).all():
        raise _refused(path, "NaN")
    return Content({"vectors": vectors, "words": text_array(table.iloc[:, 0])})


SOURCE = Source("glove", f"{WIDTH}-1", FILE, decode_glove)


def _refused(path: Path, received: str) -> DatasetError:
    return DatasetError(
        "{path} is refused and left unchanged: every line must be a word and {right} numbers, but "
        "it has something else ({received}).",
        path=path,
        right=WIDTH,
        received=received,
    )


def load_glove(
    word_index: Mapping[str, int], num_words: int, settings: Settings
) -> tuple[np.ndarray, int, Content]:
    """The embedding matrix of a vocabulary.

    Args:
        word_index: Token number of each word, from 1 on; numbers from ``num_words`` are unused.
        num_words: Number of rows of the matrix.
        settings: The installation's settings, with the folders of files.

    Returns:
        The matrix (num_words, 100) float32, with zeros for token 0 and words without a vector;
        the number of words with a vector; the decoded file.

    Raises:
        DatasetError: The file is missing or refused.
    """
    content = SOURCE.open(settings)
    rows, numbers = [], []
    for row, word in enumerate(content.text("words")):
        number = word_index.get(word, num_words)
        if number < num_words:
            rows.append(row)
            numbers.append(number)
    matrix = np.zeros((num_words, WIDTH), np.float32)
    matrix[numbers] = content.arrays["vectors"][rows]
    return matrix, len(set(numbers)), content
