"""The raw reviews of the Large Movie Review Dataset, tokenised as by Keras' old Tokenizer."""

from __future__ import annotations

import lzma
import os
import re
import tarfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from core.datasets.base import RemoteFile
from core.datasets.decoded import Content, text_array
from core.datasets.known import published
from core.datasets.sources import Source
from core.errors import DatasetError

TEXTS = 12_500
"""Number of texts of each class, in train as well as in test."""

FOLDERS = (("train", "neg"), ("train", "pos"), ("test", "neg"), ("test", "pos"))
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
    """Lower-case a text, replace punctuation, tabs and newlines by spaces, and split at spaces."""
    return text.lower().translate(_SEPARATORS).split(" ")


def decode_reviews(path: Path) -> Content:
    """Decode the archive, or an unpacked ``aclImdb`` folder.

    Texts are read class by class, ``neg`` before ``pos``, and sorted by file name within a class;
    the source used whatever order its file system gave. The order affects only ties between words
    of equal frequency, and which texts a seed draws.

    Returns:
        For train and test: ``…_tokens`` (tokens,) int32, the ranks of the words from 1 on, by
        frequency in the 25,000 training texts, with ties in order of first occurrence and unknown
        words left out; ``…_offsets`` (25,001,) int64; ``…_labels`` (25,000,) int32. ``words``: the
        words in order of rank, as the bytes of one text with a word per line.

    Raises:
        DatasetError: The file is damaged or incomplete, or not the published content.
    """
    texts = _read_folder(path) if path.is_dir() else _read_archive(path)
    for part, label in FOLDERS:
        count = len(texts[part, label])
        if count != TEXTS:
            raise DatasetError(
                "{path} is refused and left unchanged: aclImdb/{folder} has {received:,} "
                "reviews, but it must have {right:,}.",
                path=path,
                received=count,
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
        "words": text_array(words[n] for n in by_rank),
    }
    return published(path, arrays, DIGEST)


SOURCE = Source("imdb-raw", "1", FILE, decode_reviews)


def _decoded(path: Path, texts: Texts, part: str) -> Iterator[list[str]]:
    """The words of each text of ``train`` or ``test``."""
    for label in ("neg", "pos"):
        for name, content in sorted(texts[part, label].items()):
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError as error:
                raise DatasetError(
                    "{path} is refused and left unchanged: its review {name} is not UTF-8 text "
                    "({reason}).",
                    path=path,
                    name=f"{part}/{label}/{name}",
                    reason=error.reason,
                ) from None
            text = text.replace("\r\n", "\n").replace("\r", "\n")  # as a file opened as text
            yield [word for word in split_words(text) if word]


def _number(
    texts: Iterator[list[str]], number: Callable[[str], int]
) -> tuple[np.ndarray, np.ndarray]:
    """Tokens (tokens,) int32 and offsets (texts + 1,) int64 of texts, each word numbered."""
    parts, lengths = [], [0]
    for words in texts:
        parts.append(np.fromiter(map(number, words), np.int32, len(words)))
        lengths.append(len(words))
    return np.concatenate(parts), np.cumsum(lengths)


def _read_archive(path: Path) -> Texts:
    """Stream the archive, reading the reviews into memory; nothing is unpacked to disk."""
    texts: Texts = defaultdict(dict)
    size = 0
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                size += member.size
                if size > _ARCHIVE_LIMIT:
                    raise _too_large(path, size, _ARCHIVE_LIMIT)
                match = _MEMBER.fullmatch(member.name)
                if not match or not member.isreg():
                    continue
                if member.size > _TEXT_LIMIT:
                    raise _too_large(path, member.size, _TEXT_LIMIT)
                part, label, name = match.groups()
                texts[part, label][name] = archive.extractfile(member).read()
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, ValueError, OSError) as error:
        if getattr(error, "errno", None):  # gzip and bzip2 report a damaged stream without one
            raise
        raise DatasetError(
            "{path} is refused and left unchanged: it is damaged or incomplete ({reason}); it must "
            "be a tar archive with the folder aclImdb.",
            path=path,
            reason=str(error) or type(error).__name__,
        ) from None
    return texts


def _too_large(path: Path, received: int, right: int) -> DatasetError:
    return DatasetError(
        "{path} is refused and left unchanged: it unpacks to {received:,} bytes, but at most "
        "{right:,} are allowed.",
        path=path,
        received=received,
        right=right,
    )


def _read_folder(path: Path) -> Texts:
    texts: Texts = defaultdict(dict)
    for part, label in FOLDERS:
        folder = path / part / label
        for entry in os.scandir(folder) if folder.is_dir() else ():
            member = f"aclImdb/{part}/{label}/{entry.name}"
            if not _MEMBER.fullmatch(member) or not entry.is_file(follow_symlinks=False):
                continue
            if entry.stat().st_size > _TEXT_LIMIT:
                raise _too_large(path, entry.stat().st_size, _TEXT_LIMIT)
            texts[part, label][entry.name] = Path(entry.path).read_bytes()
    return texts
