"""The raw reviews of the Large Movie Review Dataset, tokenised as Keras' old Tokenizer did."""

from __future__ import annotations

import lzma
import os
import re
import tarfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from core.datasets.base import RemoteFile
from core.datasets.decoded import Content, arrays_digest
from core.datasets.known import require_digest
from core.datasets.sources import Source
from core.errors import DatasetError

TEXTS = 12_500
"""Texts of each class, in train and in test."""

DIGEST = "b4726008da02465fb9594baff565e96a3425efb7df10b4ddb2f30bed770c81f7"
FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
_SEPARATORS = str.maketrans(dict.fromkeys(FILTERS, " "))
_MEMBER = re.compile(r"(?:\./)?aclImdb/(train|test)/(neg|pos)/([0-9]+_[0-9]+\.txt)")
_TEXT_LIMIT = 1_000_000
_ARCHIVE_LIMIT = 2_000_000_000

FILE = RemoteFile(
    name="aclImdb_v1.tar.gz",
    url="https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
    size=84_125_825,
    sha256="c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
    alternatives=("aclImdb_labelled_text.tar.xz", "aclImdb"),
)

Texts = dict[tuple[str, str], dict[str, bytes]]


def split_words(text: str) -> list[str]:
    """The words of a text: lower case, punctuation, tabs and newlines to spaces, cut at spaces."""
    return text.lower().translate(_SEPARATORS).split(" ")


def decode_reviews(path: Path) -> Content:
    """Decode the archive, or an unpacked ``aclImdb`` folder.

    Texts are read class by class, ``neg`` before ``pos``, sorted by file name within; the source
    took the order its file system happened to list. That order only decides ties between words
    of the same frequency, and which texts a seed draws.

    Returns:
        For train and test: ``…_tokens`` (tokens,) int32, the rank of each word by frequency over
        the 25,000 training texts, from 1 on, ties in order of first sight, unknown words left
        out; ``…_offsets`` (25,001,) int64; ``…_labels`` (25,000,) int32. ``words``: the words by
        rank, as the bytes of one text, a line each.

    Raises:
        DatasetError: It is damaged, incomplete or other content.
    """
    texts = _read_folder(path) if path.is_dir() else _read_archive(path)
    for part in ("train", "test"):
        for label in ("neg", "pos"):
            found = len(texts[part, label])
            if found != TEXTS:
                raise DatasetError(
                    "{path} is refused, and left as it is: {received:,} reviews are in "
                    "aclImdb/{folder}, there must be {right:,}.",
                    path=path,
                    received=found,
                    folder=f"{part}/{label}",
                    right=TEXTS,
                )
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    train, train_offsets = _number(_decoded(path, texts, "train"), numbers.__getitem__)
    counts = np.bincount(train, minlength=len(numbers))
    by_rank = np.argsort(-counts, kind="stable")
    ranks = np.empty(len(numbers), np.int32)
    ranks[by_rank] = np.arange(1, len(numbers) + 1)
    words = list(numbers)
    known = numbers.keys()
    test, test_offsets = _number(
        ([word for word in text if word in known] for text in _decoded(path, texts, "test")),
        numbers.__getitem__,
    )
    labels = np.repeat(np.array([0, 1], np.int32), TEXTS)
    arrays = {
        "train_tokens": ranks[train],
        "train_offsets": train_offsets,
        "train_labels": labels,
        "test_tokens": ranks[test],
        "test_offsets": test_offsets,
        "test_labels": labels,
        "words": np.frombuffer("\n".join(words[n] for n in by_rank).encode(), np.uint8),
    }
    digest = arrays_digest(arrays)
    require_digest(path, digest, DIGEST)
    return Content(arrays, digest=digest)


SOURCE = Source("imdb-raw", "1", FILE, decode_reviews)


def ranked_words(content: Content) -> list[str]:
    """The words of decoded reviews, most frequent first: the word of rank r is at r − 1."""
    return content.arrays["words"].tobytes().decode().split("\n")


def _decoded(path: Path, texts: Texts, part: str) -> Iterator[list[str]]:
    for label in ("neg", "pos"):
        for name, content in sorted(texts[part, label].items()):
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError as error:
                raise DatasetError(
                    "{path} is refused, and left as it is: its review {name} is not UTF-8 text "
                    "({reason}).",
                    path=path,
                    name=f"{part}/{label}/{name}",
                    reason=error.reason,
                ) from None
            text = text.replace("\r\n", "\n").replace("\r", "\n")  # as a file opened as text
            yield [word for word in split_words(text) if word]


def _number(texts: Iterator[list[str]], number) -> tuple[np.ndarray, np.ndarray]:
    parts, lengths = [], [0]
    for words in texts:
        parts.append(np.fromiter(map(number, words), np.int32, len(words)))
        lengths.append(len(words))
    return np.concatenate(parts), np.cumsum(lengths)


def _read_archive(path: Path) -> Texts:
    """Stream the archive; members are read into memory by name, nothing is unpacked."""
    texts: Texts = defaultdict(dict)
    size = 0
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                size += member.size
                if size > _ARCHIVE_LIMIT:
                    raise _too_large(path, size, _ARCHIVE_LIMIT)
                found = _MEMBER.fullmatch(member.name)
                if not found or not member.isreg():
                    continue
                if member.size > _TEXT_LIMIT:
                    raise _too_large(path, member.size, _TEXT_LIMIT)
                part, label, name = found.groups()
                texts[part, label][name] = archive.extractfile(member).read()
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, ValueError) as error:
        raise _damaged(path, error) from None
    except OSError as error:
        if error.errno is None:  # gzip's and bzip2's way to call a stream damaged
            raise _damaged(path, error) from None
        raise
    return texts


def _damaged(path: Path, error: Exception) -> DatasetError:
    return DatasetError(
        "{path} is refused, and left as it is: it is damaged or incomplete ({reason}); a good "
        "copy is a tar archive with the folder aclImdb.",
        path=path,
        reason=str(error) or type(error).__name__,
    )


def _too_large(path: Path, received: int, right: int) -> DatasetError:
    return DatasetError(
        "{path} is refused, and left as it is: it unpacks to {received:,} bytes where at most "
        "{right:,} can be.",
        path=path,
        received=received,
        right=right,
    )


def _read_folder(path: Path) -> Texts:
    texts: Texts = defaultdict(dict)
    for part in ("train", "test"):
        for label in ("neg", "pos"):
            folder = path / part / label
            for entry in os.scandir(folder) if folder.is_dir() else ():
                member = f"aclImdb/{part}/{label}/{entry.name}"
                if not _MEMBER.fullmatch(member) or not entry.is_file(follow_symlinks=False):
                    continue
                if entry.stat().st_size > _TEXT_LIMIT:
                    raise _too_large(path, entry.stat().st_size, _TEXT_LIMIT)
                texts[part, label][entry.name] = Path(entry.path).read_bytes()
    return texts
