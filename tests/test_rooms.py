"""The rooms of the house: who may enter which, and that CONTRIBUTING.md shows them as they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.test_house import ROOT, imports, python_files, tracked, tree

# ── pages/components ─────────────────────────────────────────────────────────────────────────────

COMPONENTS = "pages/components"
# Rooms that several pages use; each may import those before it.
SHARED = ("frame", "live", "run")


def pages() -> set[str]:
    """The names of the pages, which are also those of their rooms."""
    found = {Path(name).stem for name in python_files("pages") if name.count("/") == 1}
    return found - {"navigation"}


def room(name: str) -> str:
    """Where a file is: its room, or for a page the room of its name."""
    parts = name.split("/")
    return parts[2] if name.startswith(f"{COMPONENTS}/") else Path(parts[-1]).stem


def entered() -> Iterator[tuple[str, str, str]]:
    """A file, and the room and the module of other rooms that it imports."""
    for name in (*python_files("pages", "app.py"), *python_files("core")):
        for module in imports(name):
            parts = module.split(".")
            if parts[:2] == ["pages", "components"] and len(parts) > 3 and parts[2] != room(name):
                yield name, parts[2], ".".join(parts[:4])


def may_enter(name: str, target: str) -> bool:
    """Whether what ``name`` is may import from the room ``target``."""
    if target not in SHARED:
        return False  # a page's own
    own = room(name)
    return own not in SHARED or SHARED.index(target) < SHARED.index(own)


def test_components_are_in_rooms_of_pages_or_shared_ones():
    rooms = {room(name) for name in tracked() if name.startswith(f"{COMPONENTS}/")}
    assert rooms <= pages() | {*SHARED}


def test_the_room_of_a_page_is_entered_by_that_page_only():
    """And of the rooms that all share, each imports those before it only."""
    wrong = {
        (name.removeprefix(f"{COMPONENTS}/"), module)
        for name, target, module in entered()
        if not may_enter(name, target)
    }
    assert not wrong


# ── core/runs ────────────────────────────────────────────────────────────────────────────────────

# A room of core/runs, or one of its two files, and the others it may import.
RUNS: dict[str, set[str]] = {
    "run": set(),
    "files": set(),
    "store": {"files", "run"},
    "index": {"run", "store"},
    "workers": {"files", "run", "store"},
    "queue": {"files", "run", "store", "workers"},
    "backup": {"files", "run", "store"},
}


def test_rooms_of_runs_import_one_way():
    wrong = []
    for name in python_files("core"):
        if not name.startswith("core/runs/") or name == "core/runs/__init__.py":
            continue
        own = name.split("/")[2].removesuffix(".py")
        assert own in RUNS, f"core/runs/{own} is new: say in RUNS what it may import"
        modules = [module.split(".") for module in imports(name)]
        found = {parts[2] for parts in modules if parts[:2] == ["core", "runs"] and parts[2:]}
        wrong += [f"{name} → {target}" for target in found - RUNS[own] - {own}]
    assert not wrong


def test_rooms_of_runs_have_no_circle():
    done: set[str] = set()
    while left := RUNS.keys() - done:
        ends = {name for name in left if RUNS[name] <= done}
        assert ends, f"a circle among {sorted(left)}"
        done |= ends


def test_only_the_store_knows_its_tables():
    """Everyone else asks its parts: no SQL, and nothing of SQLAlchemy, outside its room."""
    for name in python_files("core", "pages", "app.py"):
        if not name.startswith("core/runs/store/"):
            modules = set(imports(name))
            assert not {module for module in modules if module.split(".")[0] == "sqlalchemy"}, name
            assert "core.runs.store.tables" not in modules, name


def offered(package: str) -> set[str] | None:
    """The names in a package's ``__all__``; None if it has none."""
    for node in tree(f"{package}/__init__.py").body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return set(ast.literal_eval(node.value))
    return None


def test_every_package_of_core_says_what_it_offers():
    """Most by name; eight offer modules, which must then be all that others import."""
    used: dict[str, set[str]] = {}
    for name in python_files("core", "pages", "app.py"):
        for module in imports(name):
            parts = module.split(".")
            if parts[0] == "core" and len(parts) > 2 and not name.startswith(f"core/{parts[1]}/"):
                used.setdefault(f"core/{parts[1]}", set()).add(parts[2])
    for name in python_files("core"):
        package = name.removesuffix("/__init__.py")
        if package == name or package in ("core", "core/commands"):  # the terminal has the commands
            continue
        assert tree(name).body[0].value.value, name
        offers = offered(package)
        assert offers, name
        modules = {
            path.stem if path.is_file() else path.name for path in (ROOT / package).iterdir()
        }
        if offers <= modules:
            assert used[package] == offers, package


def test_tests_of_rooms_are_in_rooms_of_the_same_name():
    for top in ("core/runs", COMPONENTS):
        there = {str(Path(name).parent) for name in tracked() if name.startswith(f"{top}/")}
        for name in python_files("tests"):
            if name.startswith(f"tests/{top}/"):
                assert str(Path(name).parent).removeprefix("tests/") in there, name


# ── CONTRIBUTING.md ──────────────────────────────────────────────────────────────────────────────


def shown() -> list[str]:
    """The folders of the tree in CONTRIBUTING.md: those that a line begins with."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found, above = [], []
    for line in text.split("## The tree")[1].split("```")[1].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        for word in line.split():
            if not word.endswith("/"):
                break
            above[depth:] = [word]
            found.append("".join(above).rstrip("/"))
    return found


def test_the_tree_shows_every_folder_and_no_other():
    there = set()
    for name in tracked():
        folders = Path(name).parts[:-1]
        if folders[:1] == ("tests",):
            folders = folders[:2]  # below, they mirror the code
        elif not name.endswith(".py"):
            folders = folders[:1]
        if folders and not folders[0].startswith("."):
            there |= {"/".join(folders[: depth + 1]) for depth in range(len(folders))}
    assert len(shown()) == len(set(shown()))
    assert set(shown()) == there
