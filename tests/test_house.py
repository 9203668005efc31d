"""The house: which way imports point, what lies where, and what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# ── which way imports point ──────────────────────────────────────────────────────────────────────

LOW = {
    *(
        "digits",
        "durations",
        "errors",
        "hosts",
        "hyperparameters",
        "i18n",
        "logs",
        "lru",
        "machine",
        "npz",
        "json_file",
        "people",
        "regular_file",
        "settings",
    ),
    "sizes",
}
RECIPES = {"recipes", "architectures", "datasets", *LOW}
# A part of core, and the other parts it may import.
ARROWS: dict[str, set[str]] = {
    "i18n": {"pseudo"},
    "pseudo": set(),
    "errors": {"i18n"},
    "digits": set(),
    "durations": {"digits", "i18n"},
    "logs": {"settings"},
    "lru": set(),
    "machine": set(),
    "npz": {"regular_file"},
    "json_file": {"regular_file"},
    "regular_file": set(),
    "hosts": {"errors"},
    "people": {"errors", "i18n"},
    "sizes": {"i18n"},
    "hyperparameters": {"errors", "i18n"},
    "settings": {"errors", "hosts", "i18n", "people"},
    "architectures": LOW,
    "datasets": LOW,
    "verdict": {"errors", "i18n"},
    "recipes": RECIPES,
    "training": RECIPES,
    "inside": {"results", "runs", "verdict", *RECIPES},
    "runs": {"training", *RECIPES},
    "system": {"runs", "training", *RECIPES},
    "sweeps": {"runs", *RECIPES},
    "results": {"runs", "training", "verdict", *RECIPES},
    "analysis": {"results", "runs", "training", "verdict", *RECIPES},
    "stories": {"verdict", *RECIPES},
    "charts": {"analysis", "results", *RECIPES},
    "baselines": {"analysis", "verdict", *RECIPES},
    "commands": {
        "analysis",
        "baselines",
        "inside",
        "results",
        "runs",
        "sweeps",
        "system",
        "training",
        "verdict",
        *RECIPES,
    },
    "__main__": {"commands", *LOW},
}
KERAS = {"keras", "tensorflow"}
ALLOWED_TOP_LEVEL = {
    *("app.py", "pages", "core", "tests", "docs", "requirements.txt", "constraints.txt"),
    *("README.md", "CONTRIBUTING.md", "RESULTS.md", "LICENSE", "Makefile", "pyproject.toml"),
    *("requirements-postgres.txt", "requirements-sign-in.txt", "requirements-cluster.txt"),
    *("requirements.lock", ".streamlit", ".ci", ".gitignore"),
}
UNTRACKED = {".venv", "__pycache__", ".pytest_cache", ".ruff_cache"}
MAX_LINES = {"tests": 400}
MAX_LINES_ELSEWHERE = 300
# Longer files, each with its reason. One that became short enough must leave this list.
LONGER: dict[str, str] = {
    "core/recipes/published.py": "one table: 28 recipes with every printed figure",
    "core/architectures/layers.py": "one table: every layer type with its shapes and counts",
}


@cache
def tracked() -> tuple[str, ...]:
    """Every file of the project: what git knows or would add."""
    if not (ROOT / ".git").exists():  # an unpacked archive holds nothing else
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return tuple(path.as_posix() for path in found if not set(path.parts) & UNTRACKED)
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(name for name in listed.stdout.splitlines() if (ROOT / name).exists())


def python_files(*folders: str) -> list[str]:
    names = [name for name in tracked() if name.endswith(".py")]
    return [name for name in names if not folders or name.split("/")[0] in folders]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[str]:
    """Every module a file imports, at the top or inside functions, as a dotted name."""
    package = name.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def part(module: str) -> str:
    """The part of core a dotted name is in: core.runs.store → runs."""
    return module.split(".")[1] if "." in module else ""


def part_of_file(name: str) -> str:
    return name.split("/")[1].removesuffix(".py")


def test_imports_inside_core_point_one_way():
    wrong = []
    for name in python_files("core"):
        own = part_of_file(name)
        if own == "__init__":
            assert not list(imports(name))
            continue
        assert own in ARROWS, f"core/{own} is new: say in ARROWS what it may import"
        found = {part(module) for module in imports(name) if module.startswith("core.")}
        wrong += [f"{name} → {target}" for target in found - ARROWS[own] - {own}]
    assert not wrong


def test_the_arrows_have_no_circle():
    left = {name: set(targets) - {name} for name, targets in ARROWS.items()}
    while left:
        ends = [name for name, targets in left.items() if not targets & left.keys()]
        assert ends, f"a circle among {sorted(left)}"
        left = {name: targets for name, targets in left.items() if name not in ends}


def test_core_imports_no_page_and_no_streamlit():
    for name in python_files("core"):
        tops = {module.split(".")[0] for module in imports(name)}
        assert not tops & {"streamlit", "pages", "app", "tests"}, name
        assert name.startswith("core/training/") or not tops & KERAS, name


def test_pages_import_core_and_components_only():
    for name in python_files("pages", "app.py"):
        for module in imports(name):
            top, *rest = module.split(".")
            assert top not in KERAS | {"tests", "app"}, f"{name} imports {module}"
            assert [top, *rest[:1]] != ["core", "training"], f"{name} imports {module}"
            if top == "pages" and rest and name != "app.py":
                assert rest[0] == "components", f"{name} imports another page, {module}"


FORBIDDEN_IN_CHILD = """
import sys
import {modules}
unwanted = ("tensorflow", "keras", "streamlit", "ray", "fsspec", "optuna")
print(*[name for name in unwanted if name in sys.modules])
"""


@pytest.mark.parametrize(
    "modules",
    [
        "core.recipes, core.datasets, core.architectures",
        "core.runs.store, core.runs.queue.manager, core.runs.workers.table",
        "core.results.recorded, core.charts",
        "core.sweeps.driver, core.sweeps.desk",
        "core.__main__",
    ],
)
def test_importing_core_brings_neither_tensorflow_nor_streamlit_nor_ray(modules):
    ran = subprocess.run(
        [sys.executable, "-c", FORBIDDEN_IN_CHILD.format(modules=modules)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []


OPTIONAL = {"ray", "fsspec", "psycopg", "authlib"}


def test_what_is_optional_is_imported_only_by_who_asked_for_it():
    """Inside the functions that need it: nothing of it is there for anybody else."""
    for name in python_files("core", "pages", "app.py"):
        for node in tree(name).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                modules = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                assert not {module.split(".")[0] for module in modules} & OPTIONAL, name


# ── what lies where ──────────────────────────────────────────────────────────────────────────────


def test_the_top_level_holds_only_what_belongs_there():
    assert {name.split("/")[0] for name in tracked()} <= ALLOWED_TOP_LEVEL


def test_files_are_short():
    long = {}
    for name in python_files():
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
        if lines > MAX_LINES.get(name.split("/")[0], MAX_LINES_ELSEWHERE):
            long[name] = lines
    assert long.keys() - LONGER.keys() == set(), long
    assert LONGER.keys() - long.keys() == set(), "short enough now: take them off LONGER"


def test_tests_mirror_the_house():
    """tests/core/X/test_y.py tests something in core/X."""
    for name in python_files("tests"):
        parts = name.split("/")
        if parts[1] == "core" and len(parts) > 3:
            assert (ROOT / "core" / parts[2]).is_dir(), name


def test_test_files_that_import_tensorflow_say_so():
    for name in python_files("tests"):
        if name.split("/")[-1].startswith("test_"):
            tops = {module.split(".")[0] for module in imports(name)}
            if tops & KERAS:
                text = (ROOT / name).read_text(encoding="utf-8")
                assert "pytest.mark.tensorflow" in text, name


# ── what no file may hold ────────────────────────────────────────────────────────────────────────

MACHINE_PATHS = re.compile(r"(?<![\w.~{}-])/(?:work|root|home/\w+)/")
SHARED = ".." + "/shared"


def test_no_file_names_a_folder_of_one_machine():
    for name in tracked():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        assert name == ".ci/run" or SHARED not in text, name
        assert not MACHINE_PATHS.findall(text), name


PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+(?: ; .+)?")
OURS = (
    "requirements.txt",
    "requirements-postgres.txt",
    "requirements-sign-in.txt",
    "requirements-cluster.txt",
    "tests/requirements.txt",
)


@pytest.mark.parametrize("name", [*OURS, "constraints.txt"])
def test_requirements_are_pins_and_name_no_host(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert pins and all(PIN.fullmatch(line) for line in pins)
    assert not re.search(r"://|--index|--find|--extra|--trusted", "\n".join(lines))


def test_constraints_pin_what_requirements_ask():
    pinned = set((ROOT / "constraints.txt").read_text(encoding="utf-8").lower().splitlines())
    for name in OURS:
        for line in (ROOT / name).read_text(encoding="utf-8").lower().splitlines():
            assert not re.match(r"\w", line) or line in pinned, line


def required(name: str) -> set[str]:
    """The names a requirements file pins, as they are imported."""
    text = (ROOT / name).read_text(encoding="utf-8").lower()
    pinned = set(re.findall(r"^([\w-]+)==", text, re.MULTILINE))
    return {IMPORTED_AS.get(package, package.replace("-", "_")) for package in pinned}


IMPORTED_AS = {"scikit-learn": "sklearn", "pillow": "pil"}


def test_third_party_imports_are_required():
    """What we import ourselves is named by us, not left to others to bring along."""
    ours = {"app", "core", "pages", "tests", "__future__"}
    optional = ("requirements-postgres.txt", "requirements-cluster.txt")
    theirs = required("requirements.txt").union(*map(required, optional))
    for name in python_files():
        allowed = (
            theirs | required("tests/requirements.txt") if name.startswith("tests/") else theirs
        )
        tops = {module.split(".")[0].lower() for module in imports(name)}
        if name == "tests/benchmarks/pytorch.py":  # compared with where it is installed
            tops.discard("torch")
        assert tops - sys.stdlib_module_names - ours <= allowed, name


UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
UNSAFE_CALLS = {"eval", "exec", "os.system", "pickle.load", "pickle.loads"}


def test_nothing_unsafe_is_called():
    for name in python_files("core", "pages", "app.py"):
        tops = {module.split(".")[0] for module in imports(name)}
        assert not tops & UNSAFE_MODULES or name == "core/datasets/restricted_npz.py", name
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call):
                where = f"{name}:{node.lineno} {ast.unparse(node)}"
                assert ast.unparse(node.func) not in UNSAFE_CALLS, where
                for keyword in node.keywords:
                    assert keyword.arg != "unsafe_allow_html", where
                    if keyword.arg in ("allow_pickle", "shell"):
                        assert ast.unparse(keyword.value) == "False", where
