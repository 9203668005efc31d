"""The runner counts what pytest did, and lets nothing be skipped in silence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import run

CASES = """
import pytest

def test_right():
    pass

def test_wrong():
    assert False

@pytest.fixture
def broken():
    raise OSError

def test_broken(broken):
    pass

@pytest.mark.skip(reason="it rained")
def test_rain():
    pass

@pytest.mark.skip(reason="needs a GPU")
def test_gpu():
    pass

@pytest.mark.skip(reason="RECIPE_LAB_DATA is not set: there are no real files to read")
def test_data():
    pass
"""


@pytest.fixture
def report(tmp_path) -> Path:
    (tmp_path / "test_some.py").write_text(CASES)
    path = tmp_path / "report.xml"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={path}"]
    subprocess.run([*command, "test_some.py"], cwd=tmp_path, capture_output=True)
    return path


@pytest.mark.parametrize(
    ("no_skip", "data", "counted", "refused"),
    [
        ("", "", (1, 2, 3), []),
        ("1", "", (1, 3, 2), ["test_some.test_rain: it rained"]),
        ("1", "/data", (1, 4, 1), ["test_some.test_rain", "test_some.test_data"]),
    ],
)
def test_every_case_is_counted_once(report, monkeypatch, no_skip, data, counted, refused):
    monkeypatch.setenv("RECIPE_LAB_NO_SKIP", no_skip)
    monkeypatch.setenv("RECIPE_LAB_DATA", data)
    count = run.read_report(report)
    assert (count.passed, count.failed, count.skipped) == counted
    assert len(count.refused_skips) == len(refused)
    assert all(map(str.startswith, count.refused_skips, refused))
    assert count.failures == ["test_some.test_wrong", "test_some.test_broken"]
    assert str(count) == "{} passed, {} failed, {} skipped".format(*counted)


def run_one(tmp_path, text: str, seconds: float = 60) -> run.Count:
    (tmp_path / "home").mkdir()
    path = tmp_path / "test_one.py"
    path.write_text(text)
    environment = run.clean_environment(tmp_path / "home")
    arguments = ["-m", "pytest", "-p", "no:cacheprovider", str(path)]
    return run.run_process("unit", "one", arguments, environment, seconds=seconds)


def test_a_process_that_crashes_has_failed(tmp_path):
    count = run_one(tmp_path, "import os\n\ndef test_crash():\n    os._exit(0)\n")
    assert count.failed == 1 and count.failures == ["one: exit code 0"]


def test_a_file_that_cannot_be_read_has_failed(tmp_path):
    assert run_one(tmp_path, "import no_such_module\n").failed == 1


def test_a_process_that_hangs_is_ended(tmp_path):
    text = "import time\n\ndef test_long():\n    time.sleep(60)\n"
    count = run_one(tmp_path, text, seconds=3)
    assert count.failed == 1 and count.failures == ["one: ended after 3 s"]


def test_a_layer_without_tests_has_failed(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "commands", lambda layer, both: iter([]))
    assert run.run_layers(["unit"], {}).failed == 1


def test_tensorflow_files_are_found_by_their_mark():
    found = dict(run.tensorflow_files())
    assert found["tests/core/training/test_build.py"] is True
    assert found["tests/core/datasets/test_keras_files.py"] is False
    (_, waiting), (_, unit) = run.commands("unit")
    assert "tests/core/runs" in waiting and "--ignore=tests/core/runs" in unit
    assert "--ignore=tests/core/training/test_build.py" in unit
    assert "--ignore=tests/core/datasets/test_keras_files.py" not in unit
    named = [path for _, command in run.commands("tensorflow") for path in command if ".py" in path]
    assert sorted(named) == sorted(found)


def test_every_browser_test_runs_once_and_what_takes_long_exists():
    names = [name for layer in run.BUDGETS for name, _ in run.commands(layer)]
    for end in run.LONG:
        assert sum(name.endswith(end) for name in names) == 1, end
    for path in (*run.OWN_SERVERS, *run.APART):
        assert (run.ROOT / path).exists(), path
    (_, shared), (_, own) = run.commands("browser")
    assert run.BROWSER in shared
    assert all(path in own and f"--ignore={path}" in shared for path in run.OWN_SERVERS)


def test_layers_side_by_side_are_counted_as_one_after_the_other(tmp_path, monkeypatch, capfd):
    (tmp_path / "home").mkdir()
    monkeypatch.delenv("RECIPE_LAB_NO_SKIP", raising=False)
    for name, text in (("unit", "def test_a():\n    pass\n"), ("tensorflow", CASES)):
        (tmp_path / f"test_{name}.py").write_text(text)
    pytest_one = ["-m", "pytest", "-p", "no:cacheprovider"]
    monkeypatch.setattr(
        run,
        "commands",
        lambda layer, both: iter([(layer, [*pytest_one, str(tmp_path / f"test_{layer}.py")])]),
    )
    environment = run.clean_environment(tmp_path / "home")
    count = run.run_layers(["unit", "tensorflow"], environment)
    assert (count.passed, count.failed, count.skipped) == (2, 2, 3)
    out = capfd.readouterr().out
    assert "── unit: 1 passed" in out and "── tensorflow: 1 passed, 2 failed" in out
    assert "test_wrong" in out  # what a process said is not lost


def test_the_first_tier_leaves_out_what_is_slow_and_the_second_has_everything():
    for layer in set(run.BUDGETS) - {"lint"}:
        for (name, first), (same, both) in zip(
            run.commands(layer, False), run.commands(layer), strict=True
        ):
            assert name == same
            assert any("not slow" in argument for argument in first)
            assert not any("slow" in argument for argument in both)
