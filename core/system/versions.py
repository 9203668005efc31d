"""Versions of the packages in use, read without importing them, and the settings in force."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from core.runs.store.database import without_password
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
    """Name → version of Recipe Lab (its git commit), Python and packages; "" if unknown."""
    result = {"Recipe Lab": commit(ROOT) or "", "Python": platform.python_version()}
    for name in PACKAGES:
        try:
            result[name] = version(name)
        except PackageNotFoundError:
            result[name] = ""
    return result


def commit(root: Path) -> str | None:
    """The commit of a git checkout; None if it is not one or git is not installed."""
    if not (root / ".git").exists():  # a parent folder may be another project's checkout
        return None
    try:
        result = subprocess.run(
            ["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"],
            capture_output=True,
            text=True,
            timeout=5,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout.strip() or None


def settings_in_force(settings: Settings) -> list[Setting]:
    """Every setting with its value and source, passwords hidden."""
    rows = []
    for name, source in sources().items():
        value = settings.store_url if name == "store" else getattr(settings, name)
        text = "" if value is None else str(value)
        rows.append(Setting(name, without_password(text) if "://" in text else text, source))
    return rows
