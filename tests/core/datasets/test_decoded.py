from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from core.datasets.decoded import Content, decode_first, decode_once, is_decoded
from core.errors import DatasetError
from core.settings import Settings
from tests.core.datasets.helpers import run_without_room


class Decoder:
    """Decodes a file of numbers, and counts its calls."""

    def __init__(self):
        self.calls = 0

    def __call__(self, path):
        self.calls += 1
        text = path.read_text()
        if not text.startswith("["):
            raise DatasetError("{path} is no list.", path=path)
        numbers = np.array(json.loads(text), np.int32)
        return Content({"numbers": numbers, "twice": numbers * 2.0}, {"made": "here"})


@pytest.fixture
def source(settings):
    path = settings.data / "numbers.json"
    path.write_text("[1, 2, 3]")
    return path


def numbers(content: Content) -> list[int]:
    return content.arrays["numbers"].tolist()


def cache_file(settings):
    (path,) = settings.decoded.glob("*.arrays")
    return path


def test_decoded_once_then_mapped_and_equal(source, settings):
    decoder = Decoder()
    first = decode_once("a-1", source, decoder, settings)
    second = decode_once("a-1", source, decoder, settings)
    assert decoder.calls == 1
    assert second.digest == first.digest and second.facts == {"made": "here"}
    assert second.notes == ()
    for name, array in first.arrays.items():
        np.testing.assert_array_equal(second.arrays[name], array)
        assert second.arrays[name].dtype == array.dtype
        assert not second.arrays[name].flags.writeable


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0, 4), ()])
def test_empty_and_scalar_arrays_survive(source, settings, shape):
    made = Content({"a": np.zeros(shape, np.float32), "b": np.arange(3)})
    for _ in range(2):
        read = decode_once("a-1", source, lambda path: made, settings)
        assert read.arrays["a"].shape == shape
        assert read.arrays["b"].tolist() == [0, 1, 2]


def test_a_changed_file_is_decoded_again(source, settings):
    decoder = Decoder()
    decode_once("a-1", source, decoder, settings)
    source.write_text("[1, 2, 4]")
    os.utime(source, ns=(1, 1))
    assert numbers(decode_once("a-1", source, decoder, settings)) == [1, 2, 4]
    assert decoder.calls == 2
    assert len(list(settings.decoded.iterdir())) == 1


def test_another_version_of_the_decoder_decodes_again(source, settings):
    decoder = Decoder()
    decode_once("a-1", source, decoder, settings)
    decode_once("a-2", source, decoder, settings)
    assert decoder.calls == 2


def test_a_damaged_cache_is_decoded_again_and_replaced(source, settings):
    decoder = Decoder()
    decode_once("a-1", source, decoder, settings)
    whole = cache_file(settings).read_bytes()
    changed = bytearray(whole)
    changed[-70] ^= 1
    for calls, damaged in enumerate(
        [b"", whole[:10], whole[:-1], whole + b"1", bytes(changed), b"x" * len(whole)], start=2
    ):
        cache_file(settings).write_bytes(damaged)
        content = decode_once("a-1", source, decoder, settings)
        assert numbers(content) == [1, 2, 3] and decoder.calls == calls
        assert cache_file(settings).read_bytes() == whole


HEADERS = {
    "deep": lambda header: b"[" * 100_000,
    "a list": lambda header: b"[]",
    "an empty one": lambda header: b"{}",
    **{
        f"the shape {shape}": lambda header, shape=shape: (
            header
            | {
                "arrays": [
                    [name, dtype, shape, offset] for name, dtype, _, offset in header["arrays"]
                ]
            }
        )
        for shape in ([-8, -1], [0, 2**62], [2**70], [True] * 80, ["3"], 3)
    },
    "objects": lambda header: header | {"arrays": [["numbers", "|O", [1], 0]]},
    "an offset far away": lambda header: header | {"arrays": [["numbers", "<i4", [3], 2**80]]},
    "no arrays": lambda header: header | {"arrays": 5},
}


@pytest.mark.parametrize("change", HEADERS.values(), ids=HEADERS)
def test_a_strange_header_is_decoded_again_and_replaced(source, settings, change):
    decoder = Decoder()
    decode_once("a-1", source, decoder, settings)
    whole = cache_file(settings).read_bytes()
    magic, start = whole[:20], 28 + int.from_bytes(whole[20:28], "little")
    changed = change(json.loads(whole[28:start]))
    header = changed if isinstance(changed, bytes) else json.dumps(changed).encode()
    text = magic + len(header).to_bytes(8, "little") + header
    text = text.ljust(-(-len(text) // 64) * 64, b"\0") + whole[-(-start // 64) * 64 :]
    cache_file(settings).write_bytes(text)
    is_decoded("a-1", source, settings)  # either, but no error
    assert numbers(decode_once("a-1", source, decoder, settings)) == [1, 2, 3]
    assert decoder.calls == 2 and cache_file(settings).read_bytes() == whole


@pytest.mark.parametrize("record", ["[" * 100_000, "[]", "{}", None])
def test_a_strange_recorded_refusal_is_ignored(source, settings, record):
    source.write_text("no list")
    decoder = Decoder()
    with pytest.raises(DatasetError):
        decode_once("a-1", source, decoder, settings)
    (path,) = settings.decoded.glob("*.refused.json")
    path.write_text(record or path.read_text().replace('"path"', '"other"'))
    assert not is_decoded("a-1", source, settings)
    with pytest.raises(DatasetError) as caught:
        decode_once("a-1", source, decoder, settings)
    assert decoder.calls == 2 and str(source) in str(caught.value)


def test_a_home_that_cannot_be_written_adds_a_note(source, settings):
    settings.home.write_text("a file where the folder should be")
    decoder = Decoder()
    for calls in (1, 2):
        content = decode_once("a-1", source, decoder, settings)
        assert numbers(content) == [1, 2, 3] and decoder.calls == calls
        (note,) = content.notes
        assert str(settings.decoded) in note and "decode it again" in note
    assert settings.home.read_text() == "a file where the folder should be"


_ON_A_FULL_DISK = """
import sys
from pathlib import Path
import numpy as np
from core.datasets.decoded import Content, decode_once
from core.settings import Settings
home, source = map(Path, sys.argv[1:])
made = Content({"a": np.arange(100_000)})
content = decode_once("a-1", source, lambda path: made, Settings(home=home))
print(content.arrays["a"].sum(), *content.notes)
print([path.name for path in home.rglob("*") if path.is_file()])
"""


@pytest.mark.skipif(os.name == "nt", reason="not on Windows: no small disk to be had")
def test_a_full_disk_adds_a_note(source, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    first, second = run_without_room(_ON_A_FULL_DISK, disk, source).splitlines()
    assert first.startswith("4999950000 ") and "could not be cached" in first
    assert "No space left on device" in first or "File too large" in first
    assert second == "[]"


_AT_ONCE = """
import sys
from pathlib import Path
import numpy as np
from core.datasets.decoded import Content, decode_once
from core.settings import Settings
home, source = map(Path, sys.argv[1:])
made = Content({"a": np.arange(2_000_000)})
for number in range(10):
    content = decode_once("a-1", source, lambda path: made, Settings(home=home))
    assert content.arrays["a"].sum() == 1999999000000 and not content.notes
    if number % 2:
        source.touch()
"""


def test_several_processes_decode_at_once(source, settings):
    command = [sys.executable, "-c", _AT_ONCE, str(settings.home), str(source)]
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    running = [
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        for _ in range(4)
    ]
    for process in running:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    assert len(list(settings.decoded.iterdir())) == 1


def test_files_left_by_a_killed_process_are_removed(source, settings):
    decode_once("a-1", source, Decoder(), settings)
    old, new = (
        cache_file(settings).with_name(f".{cache_file(settings).name}.{name}")
        for name in ("1.1", "2.2")
    )
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, ns=(1, 1))
    decode_once("a-1", source, Decoder(), settings, refresh=True)
    assert not old.exists() and new.exists()


def test_a_refusal_is_cached_until_the_file_changes(source, settings):
    decoder = Decoder()
    source.write_text("no list")
    sentences = set()
    for _ in range(2):
        with pytest.raises(DatasetError) as caught:
            decode_once("a-1", source, decoder, settings)
        sentences.add(str(caught.value))
    assert sentences == {f"{source} is no list."} and decoder.calls == 1
    with pytest.raises(DatasetError, match="is no list"):
        is_decoded("a-1", source, settings)
    with pytest.raises(DatasetError):
        decode_once("a-1", source, decoder, settings, refresh=True)
    assert decoder.calls == 2
    source.write_text("[5, 6]")
    assert numbers(decode_once("a-1", source, decoder, settings)) == [5, 6]
    assert is_decoded("a-1", source, settings)


def test_a_refused_file_is_skipped_with_a_note(source, settings):
    bad = settings.data / "bad.json"
    bad.write_text("bad")
    content = decode_first("a-1", [bad, source], Decoder(), settings)
    assert numbers(content) == [1, 2, 3]
    assert content.notes == (f"{bad} is no list.",)
    with pytest.raises(DatasetError, match=r"bad\.json is no list"):
        decode_first("a-1", [bad], Decoder(), settings)


def test_a_missing_source_is_an_error(settings):
    with pytest.raises(DatasetError, match="cannot be read"):
        decode_once("a-1", settings.data / "gone", Decoder(), settings)


def test_a_changed_file_in_a_folder_changes_its_key(settings):
    folder = settings.data / "folder" / "below"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("one")
    calls = []

    def decoder(path):
        calls.append(path)
        return Content({"a": np.arange(2)})

    decode_once("a-1", folder.parent, decoder, settings)
    decode_once("a-1", folder.parent, decoder, settings)
    assert len(calls) == 1
    (folder / "a.txt").write_text("other")
    decode_once("a-1", folder.parent, decoder, settings)
    assert len(calls) == 2


def test_digests_distinguish_arrays():
    from core.datasets.decoded import arrays_digest

    base = {"a": np.arange(6, dtype=np.int32)}
    digest = arrays_digest(base)
    assert digest == arrays_digest({"a": np.arange(6, dtype=">i4")})
    for other in (
        {"b": base["a"]},
        {"a": base["a"].reshape(2, 3)},
        {"a": base["a"].astype(np.int64)},
        {"a": base["a"][::-1]},
    ):
        assert arrays_digest(other) != digest


def test_the_settings_give_the_folder(tmp_path):
    assert Settings(home=tmp_path).decoded == tmp_path / "decoded"
