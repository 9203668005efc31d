from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import zipfile

import numpy as np
import pytest

from core.datasets import dataset, glove, known, raw_reviews
from core.datasets.glove import decode_glove, load_glove
from core.datasets.raw_reviews import decode_reviews, split_words
from core.errors import DatasetError, RequestError
from tests.core.datasets.helpers import real_file

EACH = 12
WORDS = ["the", "film", "Film", "was", "great.", "great!", "bad;", "it's", "<br", "/>"]
WORDS += ["naïve", "_x_", "10/10", "“ok”"]


def reviews() -> dict[str, str]:
    rng = np.random.default_rng(0)
    texts = {}
    for part in ("train", "test"):
        for label in ("neg", "pos"):
            for number in range(EACH):
                words = rng.choice(WORDS, rng.integers(0, 25))
                text = "\t".join(words[:3]) + "\r\n" + " ".join(words[3:])
                texts[f"aclImdb/{part}/{label}/{number}_{rng.integers(1, 11)}.txt"] = text
    return texts


def write_archive(path, texts, mode="w:gz"):
    with tarfile.open(path, mode) as target:
        for name, text in texts.items():
            content = text if isinstance(text, bytes) else text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            target.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture
def small(settings, monkeypatch):
    from core.datasets import imdb_raw

    monkeypatch.setattr(raw_reviews, "TEXTS", EACH)
    monkeypatch.setattr(imdb_raw, "TEXTS", EACH)
    monkeypatch.setattr(known, "require_digest", lambda *_: None)
    texts = reviews()
    extra = {"aclImdb/README": "r", "aclImdb/train/unsup/0_0.txt": "u", "aclImdb/imdb.vocab": "v"}
    path = write_archive(settings.data / "aclImdb_v1.tar.gz", extra | texts)
    return path, texts


def load(settings, **changes):
    entry = dataset("imdb-raw")
    values = {setting.name: setting.default for setting in entry.settings}
    values |= {"num_words": 9, "maxlen": 6, "train_samples": 10, "validation_samples": 14}
    return entry.load(values | changes, settings)


def old_tokenizer(texts: list[str]) -> dict[str, int]:
    """The ranks that the old Tokenizer gives."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text.lower().translate(str.maketrans(dict.fromkeys(FILTERS, " "))).split(" "):
            if word:
                counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts.items(), key=lambda entry: entry[1], reverse=True)
    return {word: rank for rank, (word, _) in enumerate(ranked, start=1)}


FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


def in_order(texts: dict[str, str], part: str) -> list[str]:
    return [
        texts[name].replace("\r\n", "\n")
        for label in ("neg", "pos")
        for name in sorted(name for name in texts if f"/{part}/{label}/" in name)
    ]


def test_words_are_split_as_the_old_tokenizer_did():
    text = "It's GOOD,good—<br />\t10/10\n_x_ don't  stop"
    words = [word for word in split_words(text) if word]
    assert words == ["it's", "good", "good—", "br", "10", "10", "x", "don't", "stop"]


def test_ranks_and_tokens(small):
    path, texts = small
    content = decode_reviews(path)
    ranks = old_tokenizer(in_order(texts, "train"))
    assert content.text("words") == list(ranks)
    for part in ("train", "test"):
        offsets = content.arrays[f"{part}_offsets"]
        for number, text in enumerate(in_order(texts, part)):
            right = [ranks[word] for word in split_words(text) if word in ranks]
            tokens = content.arrays[f"{part}_tokens"][offsets[number] : offsets[number + 1]]
            assert tokens.tolist() == right
        assert content.arrays[f"{part}_labels"].tolist() == [0] * EACH + [1] * EACH


def test_splits(small, settings):
    path, _texts = small
    content = decode_reviews(path)
    splits = load(settings, data_seed=5)
    order = np.random.default_rng(5).permutation(2 * EACH)
    offsets, tokens = content.arrays["train_offsets"], content.arrays["train_tokens"]
    for samples, chosen in ((splits.train, order[:10]), (splits.validation, order[10:24])):
        for row, number in zip(samples.inputs, chosen, strict=True):
            words = tokens[offsets[number] : offsets[number + 1]]
            known = words[words < 9][-6:].tolist()
            assert row.tolist() == [0] * (6 - len(known)) + known
        assert samples.targets.tolist() == (chosen >= EACH).astype(int).tolist()
    assert len(splits.test) == 2 * EACH
    again = load(settings, data_seed=6)
    assert again.train.inputs.tolist() != splits.train.inputs.tolist()
    np.testing.assert_array_equal(again.test.inputs, splits.test.inputs)


def test_a_folder_and_other_archives_are_the_same_data(small, settings):
    path, texts = small
    digest = decode_reviews(path).digest
    other = write_archive(settings.data / "aclImdb_labelled_text.tar.xz", texts, "w:xz")
    assert decode_reviews(other).digest == digest
    for name, text in texts.items():
        target = settings.data / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    (settings.data / "aclImdb" / "train" / "pos" / ".DS_Store").write_text("x")
    assert decode_reviews(settings.data / "aclImdb").digest == digest
    path.unlink()
    other.unlink()
    assert len(load(settings).train) == 10


def test_too_many_samples_are_a_wrong_request(small, settings):
    with pytest.raises(RequestError, match="at most 24, got 25"):
        load(settings, train_samples=11)


def test_nothing_is_unpacked_and_unexpected_members_are_ignored(small, settings, tmp_path):
    path, texts = small
    digest = decode_reviews(path).digest
    with tarfile.open(path, "w:gz") as target:
        for name in ("../../escaped.txt", "/tmp/absolute.txt", "aclImdb/train/pos/../x.txt"):
            member = tarfile.TarInfo(name)
            member.size = 1
            target.addfile(member, io.BytesIO(b"x"))
        link = tarfile.TarInfo("aclImdb/train/pos/99_9.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        target.addfile(link)
        for name, text in texts.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            target.addfile(member, io.BytesIO(text.encode()))
    before = sorted(tmp_path.rglob("*"))
    assert decode_reviews(path).digest == digest
    assert sorted(tmp_path.rglob("*")) == before


def refusal(path) -> str:
    before = path.read_bytes()
    with pytest.raises(DatasetError) as caught:
        decode_reviews(path)
    assert path.read_bytes() == before and "left unchanged" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("mode", ["w:gz", "w:xz", "w"])
def test_damaged_archives_are_refused(small, mode):
    path, texts = small
    write_archive(path, texts, mode)
    whole = path.read_bytes()
    for content in (b"", b"no archive at all" * 100, whole[:600], whole[: len(whole) // 2]):
        path.write_bytes(content)
        refusal(path)


def test_missing_reviews_are_counted(small):
    path, texts = small
    texts.pop(next(name for name in texts if "/test/pos/" in name))
    write_archive(path, texts)
    assert "aclImdb/test/pos has 11 reviews, but it must have 12" in refusal(path)


def test_a_review_that_is_not_text_is_refused(small):
    path, texts = small
    name = next(iter(texts))
    write_archive(path, texts | {name: b"\xff\xfe\x00"})
    assert "not UTF-8 text" in refusal(path)


def test_a_review_of_gigabytes_is_refused_unread(small, monkeypatch):
    path, texts = small
    name = next(iter(texts))
    write_archive(path, texts | {name: bytes(2_000_000)})
    assert path.stat().st_size < 100_000
    assert "2,000,000 bytes" in refusal(path)
    monkeypatch.setattr(raw_reviews, "_ARCHIVE_LIMIT", 1_500_000)
    write_archive(path, {"aclImdb/big.bin": bytes(2_000_000)} | texts)
    assert "2,000,000 bytes" in refusal(path)


# GloVe


def vectors(words: list[str], width: int = 100) -> str:
    rng = np.random.default_rng(0)
    return "".join(
        " ".join([word, *(f"{number:.5g}" for number in rng.normal(size=width))]) + "\n"
        for word in words
    )


def test_glove_fills_the_words_it_has(small, settings):
    _path, texts = small
    text = vectors(["great", "nan", '"', "unused", "film", "null"])
    (settings.data / "glove.6B.100d.txt").write_text(text)
    splits = load(settings, embedding="glove")
    ranks = old_tokenizer(in_order(texts, "train"))
    assert splits.embeddings.shape == (9, 100) and splits.embeddings.dtype == np.float32
    lines = {line.split()[0]: line.split()[1:] for line in text.splitlines()}
    for word, rank in ranks.items():
        if rank < 9:
            right = np.asarray(lines.get(word, [0] * 100), np.float32)
            np.testing.assert_array_equal(splits.embeddings[rank], right)
    assert not splits.embeddings[0].any()
    (note,) = splits.notes
    assert note.startswith("2 of the 8 words have a GloVe vector (the file has 6 words)")
    learned = load(settings)
    assert learned.embeddings is None and learned.digest != splits.digest


def test_glove_is_needed_only_if_requested(small, settings):
    load(settings)
    with pytest.raises(DatasetError, match=r"glove\.6B\.zip is missing .*data fetch glove"):
        load(settings, embedding="glove")


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("glove.6B.zip", ["glove.6B.50d.txt", "glove.6B.100d.txt", "glove.6B.300d.txt"]),
        ("glove.6B.100d.txt.zip", ["glove.6B.100d.txt"]),
        ("glove.6B.100d.top9.txt.zip", ["glove.6B.100d.top9.txt"]),
    ],
)
def test_glove_is_found_in_every_packing(settings, name, members):
    with zipfile.ZipFile(settings.data / name, "w") as target:
        for member in members:
            width = int(member.split("d.")[0].rsplit(".", 1)[1])
            target.writestr(member, vectors(["the", "of"], width))
    matrix, with_vector, _ = load_glove({"the": 1, "nowhere": 2, "of": 3}, 3, settings)
    assert with_vector == 1 and matrix[1].any() and not matrix[2].any()


BAD = {
    "empty": "",
    "another width": vectors(["the", "of"], 50),
    "a truncated line": vectors(["the", "of"])[:-40],
    "a word for a number": vectors(["the", "of"]).replace(" ", " x ", 1),
    "no vectors": "\x00\x01\x02\n",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_bad_vectors_are_refused(settings, text):
    path = settings.data / "glove.6B.100d.txt"
    path.write_text(text)
    with pytest.raises(DatasetError, match="a word and 100 numbers"):
        decode_glove(path)
    assert path.read_text() == text


# the real files

_AGAINST_KERAS = """
import sys, tarfile
from pathlib import Path
import numpy as np
from keras.src.legacy.preprocessing.text import Tokenizer
from keras.utils import pad_sequences
from core.datasets import dataset
from core.settings import Settings

home, data = map(Path, sys.argv[1:])
parts = {"train": {}, "test": {}}
with tarfile.open(data / "aclImdb_labelled_text.tar.xz") as archive:
    for member in archive:
        if member.name.endswith(".txt"):
            _, part, label, name = member.name.split("/")
            text = archive.extractfile(member).read().decode("utf-8")
            parts[part][label, name] = text
texts = {part: [reviews[key] for key in sorted(reviews)] for part, reviews in parts.items()}
tokenizer = Tokenizer(num_words=10_000)
tokenizer.fit_on_texts(texts["train"])
padded = {
    part: pad_sequences(tokenizer.texts_to_sequences(reviews), maxlen=100)
    for part, reviews in texts.items()
}
entry = dataset("imdb-raw")
values = {setting.name: setting.default for setting in entry.settings}
splits = entry.load(values, Settings(home=home, data=data))
order = np.random.default_rng(0).permutation(25_000)
np.testing.assert_array_equal(splits.test.inputs, padded["test"])
np.testing.assert_array_equal(splits.train.inputs, padded["train"][order[:200]])
np.testing.assert_array_equal(splits.validation.inputs, padded["train"][order[200:10_200]])
np.testing.assert_array_equal(splits.test.targets, np.repeat([0, 1], 12_500))
print("equal")
"""


@pytest.mark.slow
@pytest.mark.tensorflow
def test_equal_to_keras_old_tokenizer_number_by_number(real_settings):
    real_file(real_settings, "aclImdb_labelled_text.tar.xz")
    ran = subprocess.run(
        [sys.executable, "-c", _AGAINST_KERAS, real_settings.home, real_settings.data],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd(), "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip().endswith("equal")


def test_the_real_vectors(real_settings):
    real_file(real_settings, "glove.6B.100d.top2717.txt.zip")
    content = glove.SOURCE.open(real_settings)
    assert content.arrays["vectors"].shape == (2_717, 100)
    # the source prints the vector of its most frequent word
    np.testing.assert_allclose(
        content.arrays["vectors"][0, :3], [-0.038194, -0.24487, 0.72812], rtol=1e-6
    )
