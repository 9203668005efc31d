"""The installation's settings: environment variable, then settings file, then default."""

from __future__ import annotations

import difflib
import os
import reprlib
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from core.errors import RequestError
from core.hosts import clean_ancestors, clean_names
from core.people import clean_addresses

PREFIX = "RECIPE_LAB_"
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
MOST = 2**31 - 1  # a database keeps some in a column of 32 bits
CHOICES = {
    "executor": ("process", "thread", "ray"),
    "resume": ("ask", "auto"),
    "sign_in": ("no", "yes"),
    "email_verified": ("required", "assumed"),
    "limits": ("refuse", "warn"),
    "log": ("no", "json", "text"),
    "log_level": ("debug", "info", "warning", "error"),
}
PATHS = ("home", "data")
# Text in an environment variable, separated by commas; settings.toml may have a list instead.
LISTS = {
    "allowed_hosts": clean_names,
    "frame_ancestors": clean_ancestors,
    "trainers": clean_addresses,
    "administrators": clean_addresses,
}
NOT_SETTINGS = ("no_skip",)
"""Names with our prefix that other programs read: the tests' own switch."""
DEFAULT_HOME = Path("~/.recipe-lab")
# How alike two names are that one is taken for a misspelling of the other (difflib's ratio):
# SIGNIN and SIGN_IN are (0.92), SIGN too (0.73), DATA_DIR and DATA are not (0.67).
_ALIKE = 0.7
# TOML's a.a.a… may be nested deeper than repr can follow.
_SHOWN = reprlib.Repr()
_SHOWN.maxstring = 200


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


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings: environment over ``settings.toml`` in the home over the defaults.

    Raises:
        RequestError: A value is of the wrong kind, the settings file cannot be read, or a variable
            is named almost like one of ours.
    """
    for name in unknown_names(environment):
        known = difflib.get_close_matches(name.lower(), _known(), n=1, cutoff=_ALIKE)
        if known:
            raise RequestError(
                "{prefix}{name} is set, which is not a setting; did you mean {prefix}{known}?",
                prefix=PREFIX,
                name=name,
                known=known[0].upper(),
            )
    values, _ = _read(environment)
    return Settings(**{name: _convert(name, value) for name, value in values.items()})


def unknown_names(environment: Mapping[str, str] | None = None) -> list[str]:
    """Names, without ``RECIPE_LAB_``, of variables that are set and that nothing here reads."""
    environment = os.environ if environment is None else environment
    read = {name.upper() for name in (*_known(), *NOT_SETTINGS)}
    names = (name.removeprefix(PREFIX) for name in environment if name.startswith(PREFIX))
    return sorted(name for name in names if environment[PREFIX + name] and name not in read)


def sources(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Setting → where its value is from: ``environment``, ``file`` or ``default``.

    Raises:
        RequestError: The settings file cannot be read.
    """
    return _read(environment)[1]


def _known() -> list[str]:
    return [entry.name for entry in fields(Settings)]


def _read(environment: Mapping[str, str] | None) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that are set, and the source of every setting."""
    environment = os.environ if environment is None else environment
    home = _path("home", environment.get(f"{PREFIX}HOME") or DEFAULT_HOME)
    from_file = _from_file(home / "settings.toml")
    from_environment = {
        name: text for name in _known() if (text := environment.get(f"{PREFIX}{name.upper()}"))
    }
    values = from_file | from_environment | {"home": home}
    came_from = dict.fromkeys(_known(), "default")
    came_from |= dict.fromkeys(from_file.keys() - {"home"}, "file")
    came_from |= dict.fromkeys(from_environment, "environment")
    return values, came_from


def _from_file(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise RequestError(
            "The settings file {path} cannot be read ({reason}); correct it or move it away.",
            path=path,
            reason=error,
        ) from None
    for name in content:
        if name not in _known():
            raise RequestError(
                "The settings file {path} has an unknown name {name!r}; known are: {names}.",
                path=path,
                name=name,
                names=", ".join(sorted(_known())),
            )
    return content


def _convert(name: str, value: Any) -> Any:
    if name in LEAST:
        return _number(name, value)
    if name in PATHS:
        return _path(name, value)
    if name in CHOICES and value not in CHOICES[name]:
        raise RequestError(
            "RECIPE_LAB_{name} must be {choices}, got {value}.",
            name=name.upper(),
            choices=" or ".join(CHOICES[name]),
            value=_SHOWN.repr(value),
        )
    if name == "artifacts_url":
        _path(name, value)
    if name in LISTS:
        items = value if isinstance(value, list) else listed(_text(name, value))
        return ", ".join(LISTS[name]([_text(name, item) for item in items]))
    return _text(name, value)


def _number(name: str, value: Any) -> int:
    number = -1
    with suppress(ValueError):  # int() would make 1 of true and 2 of 2.9
        number = int(value) if type(value) in (int, str) else -1
    if not LEAST[name] <= number <= MOST:
        raise RequestError(
            "RECIPE_LAB_{name} must be a whole number from {least:,} to {most:,}, got {value}.",
            name=name.upper(),
            least=LEAST[name],
            most=MOST,
            value=_SHOWN.repr(value),
        )
    return number


def _path(name: str, value: Any) -> Path:
    try:
        return Path(value if isinstance(value, Path) else _text(name, value)).expanduser()
    except RuntimeError:  # ~somebody, who is nobody here
        raise RequestError(
            "RECIPE_LAB_{name} must be a folder, got {value}, whose user does not exist.",
            name=name.upper(),
            value=_SHOWN.repr(value),
        ) from None


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise RequestError(
            "RECIPE_LAB_{name} must be text, got {value}.",
            name=name.upper(),
            value=_SHOWN.repr(value),
        )
    return value
