"""Would the tests notice? ``python -m tests.mutants COSMIC_RAY``; CONTRIBUTING.md says how.

A fixed sample of small changes to core, made one after another in a copy by Cosmic Ray: a
comparison turned, a sign, an ``and`` for an ``or``, a number one off. After each, the tests of its
package that need no TensorFlow run. Prints how many changes failed one of them or hung, and every
one that went unnoticed as a diff.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("verdict", "analysis", "recipes", "architectures", "sweeps", "baselines")
# Those that a reader could take for right. Cosmic Ray also makes a shift of every sum and an
# identity of every equality, which fail at once or change nothing.
KINDS = re.compile(
    r"""core/(
    AddNot | ExceptionReplacer | NumberReplacer | ZeroIterationForLoop
    | Replace(AndWithOr | OrWithAnd | TrueWithFalse | FalseWithTrue)
    | Replace(BreakWithContinue | ContinueWithBreak)
    | ReplaceUnaryOperator_Delete_\w+
    | ReplaceComparisonOperator_(Is_IsNot | IsNot_Is | (Eq|NotEq|Lt|LtE|Gt|GtE)_(?!Is)\w+)
    | ReplaceBinaryOperator_(Add_Sub | Sub_Add | Mul_Div | Div_Mul | Pow_Mul | FloorDiv_Mul
        | Mod_FloorDiv | BitOr_BitAnd | BitAnd_BitOr)
    )""",
    re.VERBOSE,
)
CONFIGURATION = """
[cosmic-ray]
module-path = "core/{package}"
timeout = 180.0
excluded-modules = []
test-command = "{python} -m pytest {options} {tests}"
[cosmic-ray.distributor]
name = "local"
"""
OPTIONS = "-x -q -p no:cacheprovider -m 'not tensorflow'"
# Most changes are noticed before this begins.
SLOW = ("test_calibration.py",)
# It waits for real workers: on a busy machine it fails by itself, and that is no change noticed.
LEFT_OUT = ("test_driver.py",)


def copy(target: Path) -> None:
    """The project as it is here, with what is not committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


@cache
def annotations(path: Path) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """From where to where a file's annotations are; nothing reads them as it runs."""
    spans = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name in ("annotation", "returns"):
            if note := getattr(node, name, None):
                start = (note.lineno, note.col_offset)
                spans.append((start, (note.end_lineno, note.end_col_offset)))
    return tuple(spans)


def places(sessions: dict[str, Path]) -> dict[tuple, list[tuple[str, int, str]]]:
    """Where something can be changed → the changes: kind, its occurrence in the file, id."""
    changes: dict[tuple, list[tuple[str, int, str]]] = {}
    for package, session in sessions.items():
        tree = session.with_suffix("")
        with sqlite3.connect(session) as rows:
            for path, kind, occurrence, job, *position in rows.execute(
                "SELECT module_path, operator_name, occurrence, job_id, start_pos_row, "
                "start_pos_col, end_pos_row, end_pos_col FROM mutation_specs"
            ):
                start = tuple(position[:2])
                noted = any(low <= start < high for low, high in annotations(tree / path))
                if KINDS.fullmatch(kind) and not noted:
                    place = (package, path, *position)
                    changes.setdefault(place, []).append((kind, occurrence, job))
    return changes


def keep(session: Path, jobs: set[str]) -> None:
    """Take all other changes out of a session."""
    with sqlite3.connect(session) as rows:
        others = [
            row for row in rows.execute("SELECT job_id FROM work_items") if row[0] not in jobs
        ]
        for table in ("mutation_specs", "work_items"):
            rows.executemany(f"DELETE FROM {table} WHERE job_id = ?", others)


def results(session: Path) -> Iterator[tuple[str, str]]:
    """Of each change: ``killed``, ``survived`` or what went wrong; and its diff."""
    with sqlite3.connect(session) as rows:
        for worker, outcome, diff in rows.execute(
            "SELECT worker_outcome, test_outcome, diff FROM work_results JOIN mutation_specs "
            "USING (job_id) ORDER BY module_path, start_pos_row, start_pos_col"
        ):
            yield (outcome if worker == "NORMAL" else worker).lower(), diff or ""


def configuration(package: str, tree: Path) -> str:
    files = sorted(Path(tree, "tests", "core", package).glob("test_*.py"))
    files = [path for path in files if path.name not in LEFT_OUT]
    files.sort(key=lambda path: path.name in SLOW)
    tests = " ".join(path.relative_to(tree).as_posix() for path in files)
    return CONFIGURATION.format(
        package=package, python=sys.executable, options=OPTIONS, tests=tests
    )


class Sessions:
    """A copy of the project and a session of Cosmic Ray for each package.

    Args:
        command: Cosmic Ray's.
        folder: An empty one.
    """

    def __init__(self, command: Path, folder: Path, packages: Sequence[str]):
        self._command, self._folder = command, folder
        self.sessions = {package: folder / f"{package}.sqlite" for package in packages}
        for package in packages:
            copy(folder / package)
            text = configuration(package, folder / package)
            (folder / f"{package}.toml").write_text(text, encoding="utf-8")
            self._run("baseline", package)  # unchanged, all tests pass
            self._run("init", package, str(self.sessions[package]))

    def make(self, package: str) -> list[tuple[str, str]]:
        """Make every change of a package; of each, what came of it and its diff."""
        self._run("exec", package, str(self.sessions[package]))
        outcomes = list(results(self.sessions[package]))
        print(f"{package}: {len(outcomes)} made", flush=True)
        return outcomes

    def _run(self, action: str, package: str, *more: str) -> None:
        command = [str(self._command), action, str(self._folder / f"{package}.toml"), *more]
        subprocess.run(command, cwd=self._folder / package, check=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split(";")[0])
    arguments.add_argument("cosmic_ray", type=Path, help="the command, in its own environment")
    arguments.add_argument("--changes", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=0, help="another is another sample")
    arguments.add_argument("--packages", nargs="+", default=PACKAGES, help="of core")
    arguments.add_argument("--at-once", type=int, default=1, help="packages at the same time")
    asked = arguments.parse_args()

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        made = Sessions(asked.cosmic_ray.absolute(), Path(folder), asked.packages)
        candidates = places(made.sessions)
        rng = random.Random(asked.seed)
        drawn = rng.sample(sorted(candidates), min(asked.changes, len(candidates)))
        jobs = {place: rng.choice(sorted(candidates[place]))[2] for place in drawn}
        print(f"{len(drawn)} changes at {len(candidates):,} places", flush=True)
        for package, session in made.sessions.items():
            keep(session, {job for place, job in jobs.items() if place[0] == package})
        with ThreadPoolExecutor(asked.at_once) as pool:
            outcomes = dict(zip(asked.packages, pool.map(made.make, asked.packages), strict=True))

    lines = []
    for package, each in outcomes.items():
        unnoticed = [diff for outcome, diff in each if outcome != "killed"]
        print(*unnoticed, sep="\n")
        lines.append((package, len(each), len(each) - len(unnoticed), len(unnoticed)))
    sums = [sum(column) for column in zip(*(line[1:] for line in lines), strict=True)]
    print("| package | changes | noticed | unnoticed |\n|---|---:|---:|---:|")
    for line in [*lines, ("all", *sums)]:
        print("| {} | {} | {} | {} |".format(*line))


if __name__ == "__main__":
    main()
