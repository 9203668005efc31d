"""The locks: which files pip may install, on every platform, and that it refuses all others."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
# a lock, and the requirements it is made from
LOCKS = {
    "requirements.lock": "requirements.txt",
    "tests/requirements.lock": "tests/requirements.txt",
}
SYSTEMS = (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))
PLATFORMS = [
    {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "sys_platform": sys_platform,
        "platform_system": system,
        "os_name": "nt" if system == "Windows" else "posix",
        "platform_machine": {"Darwin": "arm64", "Windows": "AMD64"}.get(system, "x86_64"),
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    for version in ("3.11", "3.12", "3.13")
    for sys_platform, system in SYSTEMS
]
ENTRY = re.compile(r"([\w.-]+==[^\s;]+(?: ; .+?)?)((?: --hash=sha256:[0-9a-f]{64})+)")


def lines(name: str) -> list[str]:
    """A requirements file's lines without comments, continued lines joined."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
    joined = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in joined if line and not line.startswith("#")]


@cache
def locked(name: str) -> dict[str, Requirement]:
    entries = [ENTRY.fullmatch(line) for line in lines(name)[1:]]
    assert entries and all(entries), name
    found = [Requirement(entry[1]) for entry in entries]
    assert len({canonicalize_name(item.name) for item in found}) == len(found)
    return {canonicalize_name(item.name): item for item in found}


def asked(name: str) -> set[Requirement]:
    """The requirements of a file and of those it includes."""
    found = set()
    for line in lines(name):
        if line.startswith("-r "):
            found |= asked((ROOT / name).parent.joinpath(line[3:]).resolve().relative_to(ROOT))
        else:
            found.add(Requirement(line))
    return found


def pins(requirements) -> set[tuple[str, str]]:
    return {(canonicalize_name(item.name), str(item.specifier)) for item in requirements}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_a_hash_for_every_package_and_names_no_host(name):
    # Anything but a wheel runs code of its own while it is built, with what nobody pinned.
    assert lines(name)[0] == "--only-binary :all:"
    assert locked(name)
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_locks_are_the_constraints():
    constraints = pins(Requirement(line) for line in lines("constraints.txt"))
    assert pins(locked("tests/requirements.lock").values()) == constraints
    assert pins(locked("requirements.lock").values()) < constraints


@pytest.mark.parametrize(("name", "requirements"), LOCKS.items())
def test_a_lock_holds_what_is_required(name, requirements):
    assert pins(asked(requirements)) <= pins(locked(name).values())


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_complete_on_every_platform(name):
    """Every dependency of an installed package is in the lock wherever its marker holds."""
    lock = locked(name)
    followed = 0
    for package, entry in lock.items():
        try:
            requires = metadata.requires(package) or []
        except metadata.PackageNotFoundError:  # for another platform
            continue
        for needed in map(Requirement, requires):
            for platform in PLATFORMS:
                environment = {**platform, "extra": ""}
                if entry.marker and not entry.marker.evaluate(environment):
                    continue
                if needed.marker and not needed.marker.evaluate(environment):
                    continue
                found = lock[canonicalize_name(needed.name)]
                assert not found.marker or found.marker.evaluate(environment), (package, platform)
                assert needed.specifier.contains(str(found.specifier).removeprefix("=="))
                followed += 1
    assert followed > len(lock)


# ── what pip does with it ────────────────────────────────────────────────────────────────────────


def wheel(folder: Path) -> str:
    """Write a minimal wheel into ``folder`` and return its SHA-256."""
    info = "tampered-1.0.dist-info"
    files = {
        "tampered.py": b"",
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: tampered\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {name: hashlib.sha256(data).digest() for name, data in files.items()}
    rows = [
        f"{name},sha256={base64.urlsafe_b64encode(digest).decode().rstrip('=')},{len(files[name])}"
        for name, digest in digests.items()
    ]
    path = folder / "tampered-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,"]))
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: there is no make")
def test_make_installs_only_files_that_the_lock_knows(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").write_text("tampered==1.0\n")
    (tmp_path / "constraints.txt").write_text("tampered==1.0\n")
    right = wheel(tmp_path)
    environment = {
        **os.environ,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path),
    }

    def made(lock: str) -> bool:
        (tmp_path / "requirements.lock").write_text(lock)
        command = ["make", ".venv/.app-ready", f"PYTHON={sys.executable}"]
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        installed = list(tmp_path.glob(".venv/lib/*/site-packages/tampered.py"))
        assert (ran.returncode == 0) == bool(installed), ran.stderr
        return ran.returncode == 0

    assert not made("tampered==1.0\n")
    assert not made(f"tampered==1.0 --hash=sha256:{'0' * 64}\n")
    assert made(f"tampered==1.0 --hash=sha256:{right}\n")
