"""The installation's settings: environment variable, then settings file, then default."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from core.errors import RequestError
from core.hosts import clean_ancestors, clean_names
from core.people import clean_addresses

LEAST = {
    "slots": 1,
    "threads": 1,
    "artifacts_limit_mb": 1,
    "person_limit": 0,
    "ray_cpus": 0,
    "ray_gpus": 0,
    "checkpoint_seconds": 0,
    "run_minutes": 0,
    "keep_checkpoints_days": 0,
    "keep_weights_days": 0,
    "keep_predictions_days": 0,
}
CHOICES = {
    "executor": ("process", "thread", "ray"),
    "resume": ("ask", "auto"),
    "sign_in": ("no", "yes"),
    "email_verified": ("required", "assumed"),
    "limits": ("refuse", "warn"),
    "log": ("no", "json", "text"),
    "log_level": ("debug", "info", "warning", "error"),
}
CLEANED = {
    "allowed_hosts": clean_names,
    "frame_ancestors": clean_ancestors,
    "trainers": clean_addresses,
    "administrators": clean_addresses,
}
DEFAULT_HOME = Path("~/.recipe-lab")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation's settings; each is read from ``RECIPE_LAB_<NAME>``.

    Attributes:
        home: Folder of the store, artifacts and caches.
        data: Folder of dataset files that is looked in first; None when not set.
        store: SQLAlchemy URL of the run store; SQLite in ``home`` when not set.
        executor: ``process`` (a worker process a run), ``thread`` (in the server, opt-in) or
            ``ray`` (on a Ray cluster, an optional extra).
        ray_address: The cluster's head, ``host:port``; one of this machine's own when not set.
        ray_cpus: CPUs of the cluster that a run takes; 0 for as many as ``threads``.
        ray_gpus: GPUs of the cluster that a run takes.
        artifacts_url: Where runs' files are for all machines: a folder that all of them mount, or
            an address that fsspec knows (``s3://…``); in ``home`` when not set.
        slots: Runs at once.
        threads: Threads a run computes with; runs are comparable in time and to the last bit
            only where this is equal.
        artifacts_limit_mb: Megabytes (10**6 bytes) of weights and predictions kept in all; the
            oldest go first, histories never.
        resume: What happens to runs that ended with their server: ``ask`` (people resume them) or
            ``auto`` (they are queued again when the server is back).
        checkpoint_seconds: The least seconds between two checkpoints of a run; they are further
            apart where writing one would cost more than a hundredth of the time.
        person_limit: How many runs of one person may run at once; 0 for any number.
        limits: What happens to a run that this machine's memory or disk cannot hold: ``refuse``
            (it is not queued) or ``warn`` (it is said, and tried).
        run_minutes: Minutes a run may train before it is stopped, to be resumed; 0 for any.
        keep_checkpoints_days: Days a checkpoint is kept after it was written; 0 for ever.
        keep_weights_days: Days the weights of a run are kept; 0 for ever.
        keep_predictions_days: Days the predictions of a run are kept; 0 for ever.
        log: What the log says on stderr as well: ``no``, ``json`` or ``text``.
        log_level: The least that is logged: ``debug``, ``info``, ``warning`` or ``error``.
        sign_in: ``yes`` where people sign in by Streamlit's OpenID Connect, else ``no``: everybody
            may do everything under the name their browser keeps.
        trainers: With sign-in, who may train: e-mail addresses separated by commas, ``*`` for
            anything.
        administrators: With sign-in, who may change other people's runs, likewise.
        email_verified: ``required``: with sign-in, an address counts only where the provider says
            that it is verified; ``assumed``: also where it says nothing.
        allowed_hosts: Host names the dashboard is reached by besides ``localhost`` and addresses,
            separated by commas.
        frame_ancestors: Origins whose pages may show the dashboard in a frame, likewise.
    """

    home: Path
    data: Path | None = None
    store: str = ""
    executor: str = "process"
    ray_address: str = ""
    ray_cpus: int = 0
    ray_gpus: int = 0
    artifacts_url: str = ""
    slots: int = 4
    threads: int = 2
    artifacts_limit_mb: int = 10_000
    resume: str = "ask"
    checkpoint_seconds: int = 5
    person_limit: int = 0
    limits: str = "refuse"
    run_minutes: int = 0
    keep_checkpoints_days: int = 0
    keep_weights_days: int = 0
    keep_predictions_days: int = 0
    log: str = "no"
    log_level: str = "info"
    sign_in: str = "no"
    trainers: str = "*"
    administrators: str = ""
    email_verified: str = "required"
    allowed_hosts: str = ""
    frame_ancestors: str = ""

    @property
    def store_url(self) -> str:
        return self.store or f"sqlite:///{self.home / 'runs.sqlite'}"

    @property
    def artifacts(self) -> Path:
        """Where runs' files are read and written; a copy where they are shared by an address."""
        shared = Path(self.artifacts_url).expanduser()
        return shared if self.artifacts_url and not self.shares else self.home / "artifacts"

    @property
    def shares(self) -> bool:
        """Whether runs' files are copied to and from an address that is no plain folder."""
        return "://" in self.artifacts_url

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def decoded(self) -> Path:
        """Where datasets are kept decoded, as memory-mapped arrays; may be emptied any time."""
        return self.home / "decoded"

    @property
    def downloads(self) -> Path:
        return self.home / "downloads"


def listed(text: str) -> list[str]:
    """The parts of a setting that lists several, separated by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def load_settings(environment: dict[str, str] | None = None) -> Settings:
    """Read the settings: environment over ``settings.toml`` in the home over the defaults.

    Raises:
        RequestError: A value is of the wrong kind, or the settings file cannot be read.
    """
    values, _ = _read(environment)
    return Settings(**{name: _convert(name, value) for name, value in values.items()})


def sources(environment: dict[str, str] | None = None) -> dict[str, str]:
    """Setting → where its value is from: ``environment``, ``file`` or ``default``.

    Raises:
        RequestError: The settings file cannot be read.
    """
    return _read(environment)[1]


def _read(environment: dict[str, str] | None) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that are set, and the source of every setting."""
    environment = dict(os.environ) if environment is None else environment
    home = Path(environment.get("RECIPE_LAB_HOME") or DEFAULT_HOME).expanduser()
    values: dict[str, Any] = {"home": home} | _from_file(home / "settings.toml")
    came_from = {
        entry.name: "file" if entry.name in values else "default" for entry in fields(Settings)
    }
    came_from["home"] = "default"
    for entry in fields(Settings):
        text = environment.get(f"RECIPE_LAB_{entry.name.upper()}")
        if text:
            values[entry.name] = text
            came_from[entry.name] = "environment"
    values["home"] = home
    return values, came_from


def _from_file(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise RequestError(
            "The settings file {path} cannot be read ({reason}); correct it or move it away.",
            path=path,
            reason=error,
        ) from None
    known = {entry.name for entry in fields(Settings)}
    for name in content:
        if name not in known:
            raise RequestError(
                "The settings file {path} has an unknown name {name!r}; known are: {names}.",
                path=path,
                name=name,
                names=", ".join(sorted(known)),
            )
    return content


def _convert(name: str, value: Any) -> Any:
    if name in ("home", "data"):
        return Path(value).expanduser()
    if name in LEAST:
        try:
            number = int(value)
        except (TypeError, ValueError):
            number = LEAST[name] - 1
        if number < LEAST[name]:
            raise RequestError(
                "RECIPE_LAB_{name} must be a whole number of at least {least}, got {value!r}.",
                name=name.upper(),
                least=LEAST[name],
                value=value,
            )
        return number
    if name in CHOICES and value not in CHOICES[name]:
        raise RequestError(
            "RECIPE_LAB_{name} must be {choices}, got {value!r}.",
            name=name.upper(),
            choices=" or ".join(CHOICES[name]),
            value=value,
        )
    if name in CLEANED:
        return ", ".join(CLEANED[name](listed(value)))
    return value
