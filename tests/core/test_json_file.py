"""A file is written whole, and a failure leaves only the previous file."""

import json
import os

import pytest

from core.json_file import parse_object, read_object, write_json


def test_a_file_is_written_into_a_new_folder_and_over_an_old_one(tmp_path):
    path = tmp_path / "new" / "file.json"
    for content in ({"a": 1}, {"a": None, "b": "ü"}):
        write_json(path, content)
        assert json.loads(path.read_text(encoding="utf-8")) == content


def test_a_failed_write_leaves_the_previous_file(tmp_path):
    path = tmp_path / "file.json"
    write_json(path, [1])
    with pytest.raises(ValueError):
        write_json(path, [float("nan")])
    (tmp_path / "a folder").mkdir()
    with pytest.raises(OSError):
        write_json(tmp_path / "a folder", [1])
    assert json.loads(path.read_text(encoding="utf-8")) == [1]
    assert {item.name for item in tmp_path.iterdir()} == {"file.json", "a folder"}


def test_an_object_is_read_from_a_regular_file_only(tmp_path):
    write_json(tmp_path / "file.json", {"a": [1]})
    assert read_object(tmp_path / "file.json") == {"a": [1]}
    os.mkfifo(tmp_path / "fifo.json")
    for name in ("fifo.json", "none.json"):
        with pytest.raises(OSError):
            read_object(tmp_path / name)


@pytest.mark.parametrize("text", ["", "[1]", "1", b"\xff", "[" * 100_000, '{"a":' * 100_000])
def test_anything_but_an_object_is_a_value_error(text):
    assert parse_object('{"a": [1]}') == parse_object(b'{"a": [1]}') == {"a": [1]}
    with pytest.raises(ValueError):
        parse_object(text)
