"""Run the tests in layers: ``python -m tests.run [LAYER …]``.

Each layer has a budget in seconds on two cores; fifteen minutes for all is the aim. What imports
TensorFlow runs one process a file, so that no other test ever sees it, and beside the layers that
do not: two cores are enough for both. When these are done a second such file runs beside the first.
Browsers come last and alone. The last line of the output is
``N passed, N failed, N skipped``; the exit code is 0 only where nothing failed.

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
import threading
import time
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
MARK = re.compile(r"pytest\.mark\.tensorflow\b")
WHOLE_FILE = re.compile(r"^pytestmark\s*=.*\btensorflow\b", re.MULTILINE)
PAGES = ("tests/pages", "tests/test_app.py")
BROWSER = "tests/e2e"
BUDGETS = {"lint": 20, "unit": 420, "pages": 170, "tensorflow": 640, "browser": 400}
BESIDE = "tensorflow"
# These begin first, so that both lanes end at about the same time.
LONG = ("test_equals_fit.py", "test_going_on.py", "test_checkpoint.py")
LANES = 2
ALONE = "browser"
ALLOWED_SKIPS = re.compile(r"only on Windows|not on Windows|needs a GPU|downloads for real")
DATA_MISSING = "RECIPE_LAB_DATA is not set"
HANGS_AFTER = 3  # times the budget
NO_TESTS = 5  # pytest's exit code


@dataclass
class Count:
    """What a layer's processes reported."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    refused_skips: list[str] = field(default_factory=list)

    def __add__(self, other: Count) -> Count:
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.refused_skips + other.refused_skips,
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def commands(layer: str) -> Iterator[list[str]]:
    """The processes of a layer, as arguments of Python."""
    if layer == "lint":
        yield ["-m", "ruff", "check", "--quiet", "."]
        yield ["-m", "ruff", "format", "--check", "--quiet", "."]
        return
    pages = [path for path in PAGES if (ROOT / path).exists()]
    pytest = ["-m", "pytest", "-p", "no:cacheprovider", "--no-header"]
    if layer == "pages":
        yield [*pytest, *pages]
    elif layer == "browser":
        yield [*pytest, BROWSER]
    elif layer == "unit":
        elsewhere = [BROWSER, *PAGES, *(name for name, whole in tensorflow_files() if whole)]
        ignored = [f"--ignore={path}" for path in elsewhere]
        yield [*pytest, "tests", "-m", "not tensorflow and not browser", *ignored]
    else:
        names = [name for name, _ in tensorflow_files()]
        for name in sorted(names, key=lambda name: not name.endswith(LONG)):
            yield [*pytest, name, "-m", "tensorflow"]


def tensorflow_files() -> list[tuple[str, bool]]:
    """Test files with a TensorFlow mark, and whether it is the whole file's."""
    found = []
    for path in sorted(TESTS.rglob("test_*.py")):
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        if MARK.search(text) and not name.startswith((BROWSER, *PAGES)):
            found.append((name, bool(WHOLE_FILE.search(text))))
    return found


def run_all(layers: list[str], environment: dict[str, str]) -> Count:
    """Run the layers: what imports TensorFlow beside the others, browsers after all of them."""
    if BESIDE not in layers or len(set(layers) - {ALONE}) < 2:
        return sum((run_layer(layer, environment) for layer in layers), Count())
    first = [layer for layer in layers if layer not in (BESIDE, ALONE)]
    lanes = threading.Semaphore(1)
    with ThreadPoolExecutor(1) as other:
        beside = other.submit(run_layer, BESIDE, environment, together=True, lanes=lanes)
        total = sum((run_layer(layer, environment, together=True) for layer in first), Count())
        lanes.release()
        total += beside.result()
    return total + sum(
        (run_layer(layer, environment) for layer in layers if layer == ALONE), Count()
    )


def run_layer(
    layer: str,
    environment: dict[str, str],
    *,
    together: bool = False,
    lanes: threading.Semaphore | None = None,
) -> Count:
    """Run a layer and print its closing line.

    Args:
        together: Another layer runs beside it: each process is printed when it has ended.
        lanes: How many of its processes may run at once; one if not given.
    """
    budget = BUDGETS[layer]
    began = time.perf_counter()
    lanes = lanes or threading.Semaphore(1)

    def run_one(at: int, arguments: list[str]) -> Count:
        with lanes:
            left = HANGS_AFTER * budget - (time.perf_counter() - began)
            name = f"{layer}-{at}"
            return run_process(layer, name, arguments, environment, left, together=together)

    with ThreadPoolExecutor(LANES) as pool:
        begun = [pool.submit(run_one, at, each) for at, each in enumerate(commands(layer))]
        total = sum((one.result() for one in begun), Count())
    if total == Count():
        total.failed = 1
        print(f"The layer {layer} found no tests; it must have some.")
    for reason in total.refused_skips:
        print(f"Skipped, which RECIPE_LAB_NO_SKIP refuses: {reason}")
    seconds = time.perf_counter() - began
    late = " OVER BUDGET" if seconds > budget else ""
    print(f"── {layer}: {total} · {seconds:.0f} s of {budget} s{late}\n", flush=True)
    return total


def run_process(
    layer: str,
    name: str,
    arguments: list[str],
    environment: dict[str, str],
    seconds: float,
    *,
    together: bool = False,
) -> Count:
    """One process; a crash or one that hangs counts as a failed test."""
    report = Path(environment["RECIPE_LAB_HOME"]).parent / f"report-{name}.xml"
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
                timeout=max(seconds, 1),
                stdout=output if together else None,
                stderr=subprocess.STDOUT if together else None,
            )
    except subprocess.TimeoutExpired:
        print(f"Ended after {seconds:.0f} s: {' '.join(arguments)}")
        return Count(failed=1)
    finally:
        print(told.read_text(encoding="utf-8", errors="replace"), end="", flush=True)
    code = done.returncode
    if layer == "lint":
        return Count(failed=1) if code else Count(passed=1)
    count = read_report(report) if report.exists() else Count()
    ended_early = not report.exists() or code not in (0, NO_TESTS)
    if ended_early and not count.failed:
        print(f"Ended with exit code {code}: {' '.join(arguments)}")
        count.failed = 1
    return count


def read_report(report: Path) -> Count:
    """Count the cases of a JUnit report; refused skips count as failed."""
    count = Count()
    for case in xml.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            count.failed += 1
        elif (skipped := case.find("skipped")) is not None:
            reason = skipped.get("message", "")
            if may_skip(reason):
                count.skipped += 1
            else:
                count.failed += 1
                name = f"{case.get('classname')}.{case.get('name')}"
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
    layers = parser.parse_args().layers or list(BUDGETS)
    unknown = [name for name in layers if name not in BUDGETS]
    if unknown:
        parser.error(f"there is no layer {unknown[0]!r}; there are: {', '.join(BUDGETS)}")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="recipe-lab-tests-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        environment = clean_environment(home)
        total = run_all(layers, environment)
    print(f"All in {time.perf_counter() - began:.0f} s.")
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
