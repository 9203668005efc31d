from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil

from core.machine import disk, existing, files_left, memory, open_files, resident


def group(folder, **files: str):
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def test_without_a_limit_it_is_the_machines_memory(tmp_path):
    unlimited = group(tmp_path, memory__max="max\n", memory__current="5\n")
    assert memory(unlimited).total == psutil.virtual_memory().total
    assert 0 < memory(unlimited).available <= memory(unlimited).total


def test_a_containers_limit_counts_and_its_file_cache_is_available(tmp_path):
    limited = group(
        tmp_path,
        memory__max="1000000\n",
        memory__current="700000\n",
        memory__stat="anon 400000\ninactive_file 300000\n",
    )
    container = memory(limited)
    assert (container.total, container.available) == (1_000_000, 600_000)


def test_files_of_version_1_are_read_too(tmp_path):
    (tmp_path / "memory").mkdir()
    group(
        tmp_path / "memory",
        memory__limit_in_bytes="2000000\n",
        memory__usage_in_bytes="1500000\n",
        memory__stat="total_inactive_file 100000\n",
    )
    container = memory(tmp_path)
    assert (container.total, container.available) == (2_000_000, 600_000)


def test_a_folder_that_does_not_exist_yet_is_on_its_parents_disk(tmp_path):
    assert existing(tmp_path / "a" / "b") == tmp_path
    assert disk(tmp_path / "a" / "b").total == disk(tmp_path).total > 0


def test_a_process_that_has_ended_has_no_memory():
    assert resident(os.getpid()) > 10_000_000
    assert resident(2**22 + 1) is None


def test_open_files_and_their_limit(tmp_path):
    before, limit = open_files().used, open_files().limit
    files = [(tmp_path / str(number)).open("w") for number in range(20)]
    assert open_files().used == before + 20 and open_files().limit == limit
    assert 0 < files_left() <= limit - 3
    for file in files:
        file.close()


LIMITS = """
import os, resource
from core.machine import files_left, raise_file_limit
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
raise_file_limit(hard)
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
raise_file_limit(1_000)  # more than allowed
opened = []
while files_left():
    opened.append(os.open(os.devnull, os.O_RDONLY))
print(len(opened) > 50, files_left())
"""


def test_the_limit_is_raised_and_files_left_reaches_zero():
    root = Path(__file__).parents[2]
    process = subprocess.run(
        [sys.executable, "-c", LIMITS], capture_output=True, text=True, cwd=root
    )
    assert process.stdout.split() == ["True", "True", "0"], process.stderr
