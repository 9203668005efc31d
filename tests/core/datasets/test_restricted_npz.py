from __future__ import annotations

import pickle
import resource
import struct
import time
import zipfile

import numpy as np
import pytest

from core.datasets.restricted_npz import MEMBER_LIMIT, PICKLE_LIMIT, read_npz
from core.errors import DatasetError
from tests.core.datasets.helpers import (
    HOSTILE_SHAPES,
    Gadget,
    gadget_in_array,
    npy,
    npy_with_pickle,
    ragged,
)


def write(path, **members: bytes):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return path


def refusal(path, *names: str) -> str:
    before = path.read_bytes()
    with pytest.raises(DatasetError) as caught:
        read_npz(path, names or ("x",))
    assert path.read_bytes() == before
    sentence = str(caught.value)
    assert str(path) in sentence and "left unchanged" in sentence
    return sentence


@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_lists_are_read_from_every_protocol(tmp_path, protocol):
    array = ragged([1, 300, 70_000], [], [0], list(range(2_000)))
    stream = pickle.dumps(array, protocol)
    path = write(tmp_path / "a.npz", x=npy_with_pickle(stream, (4,)))
    assert read_npz(path, ("x",))["x"] == array.tolist()


def test_arrays_written_by_numpy_are_read(tmp_path):
    path = tmp_path / "a.npz"
    numbers = np.arange(12, dtype=">i4").reshape(3, 4)
    fortran = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    lists = ragged([5], [6, 7])
    arrays = np.empty(2, object)
    arrays[:] = [np.arange(3), np.arange(5, dtype=np.uint8)]
    np.savez_compressed(path, numbers=numbers, fortran=fortran, lists=lists, arrays=arrays)
    read = read_npz(path, ("numbers", "fortran", "lists", "arrays"))
    np.testing.assert_array_equal(read["numbers"], numbers)
    np.testing.assert_array_equal(read["fortran"], fortran)
    assert read["lists"] == [[5], [6, 7]]
    for received, right in zip(read["arrays"], arrays, strict=True):
        assert received.dtype == right.dtype
        np.testing.assert_array_equal(received, right)


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_a_malicious_pickle_is_refused_and_never_executed(tmp_path, protocol):
    marker = tmp_path / "executed"
    for stream in (gadget_in_array(marker, protocol), pickle.dumps(Gadget(marker), protocol)):
        sentence = refusal(write(tmp_path / "a.npz", x=npy_with_pickle(stream, (2,))))
        assert not marker.exists()
        assert "only lists, numbers and plain arrays" in sentence
    # normal unpickling executes it:
    pickle.loads(gadget_in_array(marker, protocol))
    assert marker.exists()


MALICIOUS = {
    "a call by INST": b"(S'touch /tmp/x'\nios\nsystem\n.",
    "a call by OBJ": b"(cos\nsystem\nS'true'\no.",
    "numpy's own loader": b"\x80\x03cnumpy\nload\n\x8c\x01x\x85R.",
    "a name with dots": b"\x80\x04\x8c\x05numpy\x8c\x0dndarray.dump\x93.",
    "an extension code": b"\x80\x02\x82\x01.",
    "an outside reference": b"\x80\x02X\x01\x00\x00\x00aQ.",
    "NEWOBJ": b"\x80\x02cnumpy\nndarray\n)\x81.",
    "attributes of a name": b"\x80\x02cnumpy\ndtype\n}X\x01\x00\x00\x00aK\x01sb.",
    "state of a name": b"\x80\x02cnumpy\ndtype\nN}\x86b.",
    "a number alone": b"\x80\x02K\x01.",
    "two pickles": b"\x80\x02].\x80\x02].",
    "no end": b"\x80\x02](K\x01K\x02e",
    "nothing": b"",
    "an empty stack": b"\x80\x02a.",
    "a mark without end": b"\x80\x02(((.",
    "a memo never filled": b"\x80\x02h\x05.",
    "a memo of 64 GB": b"\x80\x02]r" + struct.pack("<I", 0xFFFFFFF0) + b".",
    "a memo of 64 GB behind a long number": b"\x80\x02]\x8a\x01Kr"
    + struct.pack("<I", 2**32 - 16)
    + b".",
    "a frame longer than the file": b"\x80\x04\x95" + struct.pack("<Q", 2**40) + b"].",
    "a text longer than the file": b"\x80\x02X" + struct.pack("<I", 0x7FFFFFFF) + b"a.",
}


@pytest.mark.parametrize("stream", MALICIOUS.values(), ids=MALICIOUS)
def test_hostile_streams_are_refused(tmp_path, stream):
    refusal(write(tmp_path / "a.npz", x=npy_with_pickle(stream, (1,))))


def test_truncated_and_changed_streams_are_refused_or_harmless(tmp_path):
    """A damaged stream gives lists and numbers, or is refused."""
    stream = pickle.dumps(ragged([1, 300], [70_000, 2], [3]), 3)
    path = tmp_path / "a.npz"
    for end in range(len(stream)):
        refusal(write(path, x=npy_with_pickle(stream[:end], (3,))))
    rng = np.random.default_rng(0)
    for _ in range(500):
        changed = bytearray(stream)
        changed[rng.integers(len(stream))] = rng.integers(256)
        try:
            elements = read_npz(write(path, x=npy_with_pickle(bytes(changed), (3,))), ("x",))["x"]
        except DatasetError:
            continue
        assert isinstance(elements, list) and len(elements) == 3


def test_an_array_of_arrays_of_objects_is_refused(tmp_path):
    inner = np.empty(1, object)
    inner[0] = [1]
    outer = np.empty(1, object)
    outer[0] = inner
    refusal(write(tmp_path / "a.npz", x=npy_with_pickle(pickle.dumps(outer, 3), (1,))))


@pytest.mark.parametrize("dtype", ["<U3", "S4", "datetime64[s]", [("a", "i4")]])
def test_arrays_of_anything_but_numbers_are_refused(tmp_path, dtype):
    path = tmp_path / "a.npz"
    np.savez(path, x=np.zeros(3, dtype))
    assert "dtype" in refusal(path)


def test_a_missing_array_is_named(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, y=np.zeros(3))
    sentence = refusal(path, "x", "y")
    assert "'x'" in sentence and "y.npy" in sentence


def test_damaged_containers_are_refused(tmp_path):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, x=np.arange(10_000))
    whole = path.read_bytes()
    for content in (b"", b"no zip file", whole[:100], whole[: len(whole) // 2], whole[:-1]):
        path.write_bytes(content)
        refusal(path)
    changed = bytearray(whole)
    changed[len(whole) // 3] ^= 0xFF
    path.write_bytes(changed)
    refusal(path)


def test_a_member_that_unpacks_to_too_much_is_refused_unread(tmp_path):
    path = tmp_path / "a.npz"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x.npy", "w") as member,
    ):
        for _ in range(MEMBER_LIMIT // 1_000_000 + 1):
            member.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    assert f"{MEMBER_LIMIT:,}" in refusal(path)


@pytest.mark.parametrize("size", [0, 1, 5, 50])
def test_a_header_with_a_larger_shape_than_the_content_is_refused(tmp_path, size):
    header = npy_with_pickle(bytes(size), (10**12,)).replace(b"'|O'", b"'<i8'")
    refusal(write(tmp_path / "a.npz", x=header))


@pytest.mark.parametrize("dtype", ["<i8", "|u1", "|O"])
@pytest.mark.parametrize("shape", HOSTILE_SHAPES.values(), ids=HOSTILE_SHAPES)
def test_an_impossible_shape_is_refused(tmp_path, dtype, shape):
    content = pickle.dumps(ragged(), 3) if dtype == "|O" else bytes(8)
    for size in (0, len(content)):
        refusal(write(tmp_path / "a.npz", x=npy(dtype, shape, content[:size])))


@pytest.mark.parametrize("header", ["", "1", "[1]", "{'descr': 1}", "{" * 200, "\x00", "é" * 9])
def test_an_invalid_header_is_refused(tmp_path, header):
    text = header.encode("latin1").ljust(200) + b"\n"
    for version in (b"\1\0\xc9\0", b"\2\0\xc9\0\0\0", b"\3\0\xc9\0\0\0", b"\2\0\xff\xff\xff\xff"):
        refusal(write(tmp_path / "a.npz", x=b"\x93NUMPY" + version + text))


BOMBS = {
    "60 million marks": (b"(", 60_000_000),
    "60 million lists": (b"]", 60_000_000),
    "marks within the bytes": (b"(", PICKLE_LIMIT - 100),
    "lists within the bytes": (b"]", PICKLE_LIMIT - 100),
    "tuples in tuples": (b"\x85", PICKLE_LIMIT - 100),
    "long numbers": (b"\x8a\x01\x01", PICKLE_LIMIT // 3 - 100),
}


@pytest.mark.parametrize(("instruction", "count"), BOMBS.values(), ids=BOMBS)
def test_few_bytes_that_need_much_memory_are_refused_early(tmp_path, instruction, count):
    """Unpickling 60 million lists took 135 s and 4.9 GB."""
    path = tmp_path / "a.npz"
    stream = b"\x80\x02]" + instruction * count + b"."
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", npy_with_pickle(stream, (1,)))
    assert path.stat().st_size < 200_000
    began = time.process_time(), peak()
    refusal(path)
    assert time.process_time() - began[0] < 3
    assert peak() - began[1] < 100_000_000


def peak() -> int:
    """The peak memory of this process so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_a_compression_that_needs_much_memory_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("x.npy", npy("|u1", "(3,)", b"123"))
    refusal(tmp_path / "a.npz")
