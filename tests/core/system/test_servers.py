"""Which dashboards run on a home."""

from __future__ import annotations

import json
import os
import platform
import time

import psutil
import pytest

from core.settings import load_settings
from core.system.servers import SILENT_SECONDS, Presence, servers
from tests.core.runs.waiting import wait_for


@pytest.fixture
def settings(tmp_path):
    return load_settings({"RECIPE_LAB_HOME": str(tmp_path), "RECIPE_LAB_SLOTS": "3"})


def write(settings, **values):
    mine = {
        "host": platform.node(),
        "pid": os.getpid(),
        "began": psutil.Process().create_time(),
        "heard": time.time(),
        "executor": "process",
        "warm": "warm",
        "slots": 4,
    }
    folder = settings.home / "servers"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{len(list(folder.iterdir()))}.json"
    path.write_text(json.dumps(mine | values))
    return path


def test_a_server_is_there_while_it_lives(settings):
    assert servers(settings) == []
    presence = Presence(settings, lambda: {"warm": "warming", "workers": {"abc": 5}})
    presence.start()
    wait_for(lambda: servers(settings))
    (running,) = servers(settings)
    assert (running.pid, running.warm, running.slots) == (os.getpid(), "warming", 3)
    assert running.workers == {"abc": 5}
    presence.close()
    assert servers(settings) == []
    assert list((settings.home / "servers").iterdir()) == []


def test_one_that_was_killed_is_gone_and_forgotten_by_the_next(settings):
    dead = write(settings, pid=2**22 + 1)
    reused = write(settings, began=psutil.Process().create_time() - 500)
    assert servers(settings) == []
    presence = Presence(settings, lambda: {"warm": "cold", "workers": {}})
    presence.start()
    wait_for(lambda: servers(settings))
    presence.close()
    assert not dead.exists() and not reused.exists()


def test_one_elsewhere_is_believed_while_it_is_heard(settings):
    write(settings, host="elsewhere", pid=7)
    write(settings, host="elsewhere", pid=8, heard=time.time() - SILENT_SECONDS - 1)
    write(settings, host="elsewhere", pid=9, heard=time.time() + 86_400)
    assert [server.pid for server in servers(settings)] == [7]


DEEP = '{"host": ' * 100_000


@pytest.mark.parametrize("text", ["half of someth", "[]", DEEP], ids=["half", "list", "deep"])
def test_what_cannot_be_read_is_nobody(settings, text):
    write(settings).write_text(text)
    os.mkfifo(write(settings).with_name("fifo.json"))
    alive = write(settings)
    assert [server.pid for server in servers(settings)] == [os.getpid()] * 2
    alive.unlink()
    assert len(servers(settings)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"colour": "unknown"},
        {"pid": "7"},
        {"pid": -1},
        {"began": None},
        {"host": "elsewhere", "heard": [1]},
        {"host": "elsewhere", "heard": 10**400},
        {"workers": ["abc"]},
        {"slots": "many"},
    ],
    ids=str,
)
def test_one_that_says_what_no_server_says_is_nobody(settings, values):
    write(settings, **values)
    assert servers(settings) == []
