"""Regular files are opened; anything else is refused without blocking."""

from __future__ import annotations

import os
import socket

import pytest

from core.regular_file import NotRegularError, file_size, open_regular, replacing


def test_a_regular_file_is_read_through_links_above_it_and_to_it(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to(folder)
    (folder / "to the file").symlink_to("file")
    for path, follow in (("folder/file", False), ("link/file", False), ("link/to the file", True)):
        with open_regular(tmp_path / path, follow=follow) as file:
            assert file.read() == b"text"


def test_a_link_is_not_followed_if_links_are_not_allowed(tmp_path):
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    with pytest.raises(NotRegularError):
        open_regular(tmp_path / "link", follow=False)


@pytest.mark.parametrize("follow", [True, False])
def test_anything_but_a_regular_file_is_refused_at_once(tmp_path, follow):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tmp_path / "socket"))
        for path in (*(tmp_path / name for name in os.listdir(tmp_path)), "/dev/zero"):
            with pytest.raises(NotRegularError):
                open_regular(path, follow=follow)


def test_a_missing_file_is_a_file_not_found_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "none")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "file"
    with replacing(path) as file:
        file.write(b"old")
    with pytest.raises(ValueError), replacing(path) as file:
        file.write(b"new, but not wh")
        raise ValueError
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_the_size_of_what_is_not_there_is_zero(tmp_path):
    (tmp_path / "file").write_bytes(b"four")
    assert (file_size(tmp_path / "file"), file_size(tmp_path / "gone")) == (4, 0)
