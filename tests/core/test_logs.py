"""Structured logs: one line per event, whatever its content, from any number of processes."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

from core import logs
from core.logs import event, set_up
from core.settings import load_settings

log = logging.getLogger("core.runs.test")


@pytest.fixture
def start(tmp_path, capsys):
    """Sets up logging in a home of its own and returns the path of the file."""

    def start(**values: str):
        environment = {f"RECIPE_LAB_{name.upper()}": value for name, value in values.items()}
        settings = load_settings(environment | {"RECIPE_LAB_HOME": str(tmp_path)})
        set_up(settings, "server")
        return settings.logs / logs.NAME

    yield start
    for name in logs.LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.NOTSET)
        for handler in [item for item in logger.handlers if getattr(item, "ours", False)]:
            logger.removeHandler(handler)
            handler.close()


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_event_is_one_line_of_facts(start):
    path = start()
    event(log, "queued", run="abc", recipe="imdb/cnn", seed=0, person="")
    (line,) = lines(path)
    assert line["event"] == "queued" and line["run"] == "abc" and line["seed"] == 0
    assert line["program"] == "server" and line["level"] == "info" and line["pid"] > 0
    assert line["time"].endswith("Z") and "person" not in line and "message" not in line


def test_nothing_a_user_wrote_breaks_a_line_or_a_terminal(start):
    path = start(log="text")
    for text in ('a\nb{"event": "failed"}', "\x1b[31mred\x1b[0m", "\u2028\x7f\r", "x" * 100_000):
        event(log, "queued", person=text, message=text)
    raw = path.read_bytes()
    assert raw.count(b"\n") == 4 and raw.isascii() and b"\x1b" not in raw and b"\x7f" not in raw
    assert len(raw) < 4_000 and {line["event"] for line in lines(path)} == {"queued"}


def test_no_password_is_logged(start):
    path = start()
    event(log, "store trouble", message="postgresql+psycopg://ann:hu@sh@db/lab is away")
    try:
        raise OSError("postgresql://ann:hush@db/lab")
    except OSError:
        log.exception("it failed")
    assert "hush" not in path.read_text() and "hu@sh" not in path.read_text()
    assert "ann:***@" in lines(path)[1]["traceback"]


@pytest.mark.parametrize(
    ("setting", "shown"),
    [("no", "WARN"), ("text", "INFO"), ("json", "INFO")],
)
def test_stderr_follows_the_setting(start, capsys, setting, shown):
    start(log=setting)
    event(log, "queued", run="abc")
    event(log, "slow write", logging.WARNING, seconds=2.0)
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == (1 if shown == "WARN" else 2)
    if setting == "json":
        assert [json.loads(line)["event"] for line in errors] == ["queued", "slow write"]
    else:
        assert "slow write" in errors[-1] and "seconds=2.0" in errors[-1]


def test_the_level_is_a_setting(start):
    path = start(log_level="error")
    event(log, "queued")
    event(log, "store trouble", logging.ERROR)
    assert [line["event"] for line in lines(path)] == ["store trouble"]


def test_setting_up_again_writes_every_line_once(start):
    start()
    path = start()
    event(log, "queued")
    assert len(lines(path)) == 1


WRITER = """
import logging, sys
from core import logs
from core.settings import load_settings
logs.FILE_BYTES = 20_000
logs.set_up(load_settings({"RECIPE_LAB_HOME": sys.argv[1]}), "worker")
for number in range(200):
    logs.event(logging.getLogger("core.x"), "counted", number=number, run=sys.argv[2])
"""


def test_several_processes_write_whole_lines_and_the_files_stay_small(tmp_path):
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name]) for name in "ab"
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    files = sorted((tmp_path / "logs").iterdir())
    assert 2 <= len(files) <= 1 + logs.OLD_FILES
    written = [line for path in files for line in lines(path)]
    assert {line["event"] for line in written} == {"counted"}
    # a process that finds another one rotating goes on writing, at most its 200 lines
    assert all(path.stat().st_size < 20_000 + 200 * 180 for path in files)
    assert {(line["run"], line["number"]) for line in written} >= {("a", 199), ("b", 199)}


def test_a_home_that_cannot_be_written_is_ignored(start, tmp_path, capsys):
    (tmp_path / "logs").write_text("mine")
    start()
    event(log, "queued")
    assert (tmp_path / "logs").read_text() == "mine"
    assert capsys.readouterr().err == ""
