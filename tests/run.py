"""Run the tests in layers: ``python -m tests.run [--all] [LAYER …]``.

Without ``--all`` the tests marked ``slow`` are left out: that is the first tier, ``make test``;
``make test-all`` runs both.

What imports TensorFlow has processes of its own, so that no other test ever sees it: the long
files one each, all others one together, because each import takes seconds. Of the tests that drive
a browser most share one server and one browser; those with servers of their own have another
process. Two processes run at once, the longest first, and alongside them one of tests that mostly
wait. Each layer has a budget for the seconds of its processes together; ten minutes for all without
``--all`` is the aim. The last line of the output is ``N passed, N failed, N skipped``; the exit
code is 0 only where nothing failed.

``RECIPE_LAB_NO_SKIP=1`` counts a skipped test as failed unless its reason is one of
ALLOWED_SKIPS, or it needs data and ``RECIPE_LAB_DATA`` is not set.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
MARK = re.compile(r'(?<!")pytest\.mark\.tensorflow\b')
WHOLE_FILE = re.compile(r"^pytestmark\s*=.*\btensorflow\b", re.MULTILINE)
PAGES = ("tests/pages",)
BROWSER = "tests/e2e"
BUDGETS = {"lint": 20, "unit": 700, "pages": 120, "tensorflow": 850, "browser": 850}
LANES = 2
# Tests of processes that are begun, killed and waited for: they leave the cores idle most of the
# time, so they have a lane of their own.
WAITING = ("tests/core/runs", "tests/core/sweeps", "tests/core/commands")
WAITS = "unit, processes"
# TensorFlow tests that take long or configure the process: a process each.
APART = (
    "tests/core/runs/test_going_on.py",
    "tests/core/runs/workers/cluster/test_cluster.py",
    "tests/core/training/test_checkpoint.py",
    "tests/core/training/test_equals_fit.py",
)
# Browser tests that kill their servers, or whose servers have other settings.
OWN_SERVERS = (
    "tests/e2e/test_guard.py",
    "tests/e2e/test_lifecycle.py",
    "tests/e2e/test_sign_in.py",
)
# These begin first, so that both lanes end at about the same time.
LONG = (
    "browser",
    "test_equals_fit.py",
    "unit",
    "tensorflow",
    "test_going_on.py",
    "pages",
    "test_checkpoint.py",
    "browser, own servers",
    "test_cluster.py",
)
ALLOWED_SKIPS = re.compile(r"only on Windows|not on Windows|needs a GPU|downloads for real")
DATA_MISSING = "RECIPE_LAB_DATA is not set"
HANGS_AFTER = 3600  # seconds: a slow machine may need several times a budget
NO_TESTS = 5  # pytest's exit code


@dataclass
class Count:
    """What a layer's processes reported."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    refused_skips: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list, compare=False)
    seconds: float = field(default=0.0, compare=False)

    def __add__(self, other: Count) -> Count:
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.refused_skips + other.refused_skips,
            self.failures + other.failures,
            self.seconds + other.seconds,
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def commands(layer: str, both_tiers: bool = True) -> Iterator[tuple[str, list[str]]]:
    """The processes of a layer: name, and arguments of Python."""
    tier = "" if both_tiers else " and not slow"
    if layer == "lint":
        yield "check", ["-m", "ruff", "check", "--quiet", "."]
        yield "format", ["-m", "ruff", "format", "--check", "--quiet", "."]
        return
    pages = [path for path in PAGES if (ROOT / path).exists()]
    slowest = ["--durations=3", "--durations-min=20"]
    pytest = ["-m", "pytest", "-p", "no:cacheprovider", "--no-header", *slowest]
    if layer == "pages":
        yield layer, [*pytest, "-m", f"not tensorflow{tier}", *pages]
    elif layer == "unit":
        chosen = [*pytest, "-m", f"not tensorflow and not browser{tier}"]
        whole = [name for name, whole in tensorflow_files() if whole]
        ignored = [f"--ignore={path}" for path in [BROWSER, *PAGES, *whole]]
        waiting = [path for path in WAITING if (ROOT / path).exists()]
        if waiting:
            yield WAITS, [*chosen, *ignored, *waiting]
        yield layer, [*chosen, *ignored, *(f"--ignore={path}" for path in waiting), "tests"]
    elif layer == "browser":
        chosen = [*pytest, "-m", f"not tensorflow{tier}"]
        yield layer, [*chosen, BROWSER, *(f"--ignore={path}" for path in OWN_SERVERS)]
        yield f"{layer}, own servers", [*chosen, *OWN_SERVERS]
    else:
        chosen = [*pytest, "-m", f"tensorflow{tier}"]
        names = [name for name, _ in tensorflow_files()]
        yield layer, [*chosen, *(name for name in names if name not in APART)]
        for name in APART:
            yield name, [*chosen, name]


def tensorflow_files() -> list[tuple[str, bool]]:
    """Test files with a TensorFlow mark, and whether it is the whole file's."""
    found = []
    for path in sorted(TESTS.rglob("test_*.py")):
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        if MARK.search(text) and not name.startswith((BROWSER, *PAGES)):
            found.append((name, bool(WHOLE_FILE.search(text))))
    return found


def run_layers(layers: list[str], environment: dict[str, str], *, both_tiers: bool = True) -> Count:
    """Run the processes of these layers side by side and print a closing line for each layer."""
    begun = [(layer, *command) for layer in layers for command in commands(layer, both_tiers)]
    begun.sort(
        key=lambda one: next((at for at, end in enumerate(LONG) if one[1].endswith(end)), 99)
    )
    left = {layer: sum(one[0] == layer for one in begun) for layer in layers}
    counts = {layer: Count() for layer in layers}
    alone = len(begun) == 1
    with ThreadPoolExecutor(LANES) as pool, ThreadPoolExecutor(1) as waiting:
        running = {
            (waiting if one[1] == WAITS else pool).submit(
                run_process, *one, environment, together=not alone
            ): one[0]
            for one in begun
        }
        for ended in as_completed(running):
            layer = running[ended]
            counts[layer] += ended.result()
            left[layer] -= 1
            if not left[layer]:
                close_layer(layer, counts[layer])
    for layer in layers:
        if counts[layer] == Count():
            counts[layer] = Count(failed=1, failures=[f"{layer}: found no tests"])
    return sum(counts.values(), Count())


def close_layer(layer: str, count: Count) -> None:
    budget = BUDGETS[layer]
    late = " OVER BUDGET" if count.seconds > budget else ""
    print(f"── {layer}: {count} · {count.seconds:.0f} s of {budget} s{late}\n", flush=True)


def run_process(
    layer: str,
    name: str,
    arguments: list[str],
    environment: dict[str, str],
    *,
    seconds: float = HANGS_AFTER,
    together: bool = False,
) -> Count:
    """One process; a crash or one that hangs counts as a failed test.

    Args:
        seconds: How long it may take.
        together: Another one runs beside it: what it says is printed when it has ended.
    """
    began = time.perf_counter()
    report = (
        Path(environment["RECIPE_LAB_HOME"]).parent / f"report-{layer}-{name.replace('/', '-')}.xml"
    )
    report.unlink(missing_ok=True)
    command = [sys.executable, *arguments]
    if layer != "lint":
        command.append(f"--junitxml={report}")
    # Into a file: a pipe would be waited for as long as anything a test left behind holds it.
    told = report.with_suffix(".txt")
    try:
        with told.open("wb") as output:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=environment,
                timeout=seconds,
                stdout=output if together else None,
                stderr=subprocess.STDOUT if together else None,
            )
    except subprocess.TimeoutExpired:
        return Count(failed=1, failures=[f"{name}: ended after {seconds:.0f} s"])
    finally:
        print(told.read_text(encoding="utf-8", errors="replace"), end="", flush=True)
    count = counted(layer, done.returncode, report)
    reported = layer == "lint" or report.exists()
    if not (reported and done.returncode in (0, NO_TESTS)) and not count.failed:
        count.failed = 1
        count.failures.append(f"{name}: exit code {done.returncode}")
    count.seconds = time.perf_counter() - began
    return count


def counted(layer: str, code: int, report: Path) -> Count:
    """What a process that ended with this exit code reported."""
    if layer == "lint":
        return Count() if code else Count(passed=1)
    return read_report(report) if report.exists() else Count()


def read_report(report: Path) -> Count:
    """Count the cases of a JUnit report; refused skips count as failed."""
    count = Count()
    for case in xml.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            count.failed += 1
            count.failures.append(name)
        elif (skipped := case.find("skipped")) is not None:
            reason = skipped.get("message", "")
            if may_skip(reason):
                count.skipped += 1
            else:
                count.failed += 1
                count.refused_skips.append(f"{name}: {reason}")
        else:
            count.passed += 1
    return count


def may_skip(reason: str) -> bool:
    if os.environ.get("RECIPE_LAB_NO_SKIP") != "1":
        return True
    if DATA_MISSING in reason and not os.environ.get("RECIPE_LAB_DATA"):
        return True
    return bool(ALLOWED_SKIPS.search(reason))


def clean_environment(home: Path) -> dict[str, str]:
    """The environment without a person's own settings, and with a home that is thrown away."""
    kept = {"RECIPE_LAB_DATA", "RECIPE_LAB_NO_SKIP"}
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RECIPE_LAB_", "TF_CPP_")) or name in kept
    }
    return environment | {"RECIPE_LAB_HOME": str(home)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("layers", nargs="*", metavar="LAYER", help=", ".join(BUDGETS))
    parser.add_argument("--all", action="store_true", help="both tiers: those marked slow, too")
    options = parser.parse_args()
    layers = options.layers or list(BUDGETS)
    unknown = [name for name in layers if name not in BUDGETS]
    if unknown:
        parser.error(f"there is no layer {unknown[0]!r}; there are: {', '.join(BUDGETS)}")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="recipe-lab-tests-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        environment = clean_environment(home)
        total = run_layers(layers, environment, both_tiers=options.all)
    # At the very end, where a log that was cut still has it.
    for failure in total.failures:
        print(f"Failed: {failure}")
    for reason in total.refused_skips:
        print(f"Skipped, which RECIPE_LAB_NO_SKIP refuses: {reason}")
    print(f"All in {time.perf_counter() - began:.0f} s.")
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
