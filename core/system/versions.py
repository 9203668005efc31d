"""Versions of everything in use, without importing any of it; and the settings in force."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.settings import Settings, sources

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("tensorflow", "keras", "numpy", "streamlit", "SQLAlchemy", "alembic", "psutil", "ray")


@dataclass(frozen=True)
class Setting:
    """One setting in force.

    Attributes:
        name: As in ``settings.toml``.
        value: As text; a password in it is hidden.
        source: ``environment``, ``file`` or ``default``.
    """

    name: str
    value: str
    source: str


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Recipe Lab's commit where it is a git checkout, Python and packages: name → version."""
    found = {"Recipe Lab": commit(ROOT) or "", "Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def commit(root: Path) -> str | None:
    """The commit of a git checkout; None where it is none, or git is not there to ask."""
    if not (root / ".git").exists():  # a checkout of something else may lie above
        return None
    try:
        asked = subprocess.run(
            ["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"],
            capture_output=True,
            text=True,
            timeout=5,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.strip() or None


def settings_in_force(settings: Settings) -> list[Setting]:
    """Every setting, where it came from, and no secret."""
    came_from = sources()
    found = []
    for name, source in came_from.items():
        value = settings.store_url if name == "store" else getattr(settings, name)
        text = "" if value is None else str(value)
        found.append(Setting(name, without_password(text) if "://" in text else text, source))
    return found


def without_password(url: str) -> str:
    """A URL with ``***`` for its password; what follows a ``?`` may be one too, and is left out."""
    try:
        found = make_url(url)
    except ArgumentError:
        return "***"
    hidden = found.set(query={}).render_as_string(hide_password=True)
    return f"{hidden}?***" if found.query else hidden
