"""The installation's settings: from environment variables, the settings file or the defaults."""

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
from core.hosts import clean_ancestor, clean_host
from core.i18n import languages
from core.people import clean_address

PREFIX = "RECIPE_LAB_"
MOST = 2**31 - 1  # some are stored in database columns of 32 bits
CHOICES = {
    "executor": ("process", "thread", "ray"),
    "resume": ("ask", "auto"),
    "sign_in": ("no", "yes"),
    "email_verified": ("required", "assumed"),
    "limits": ("refuse", "warn"),
    "log": ("no", "json", "text"),
    "log_level": ("debug", "info", "warning", "error"),
    "language": languages(),
}
PATHS = ("home", "data")
# Comma-separated in an environment variable; settings.toml may have a list instead.
LISTS = {
    "allowed_hosts": clean_host,
    "frame_ancestors": clean_ancestor,
    "trainers": clean_address,
    "administrators": clean_address,
}
NOT_SETTINGS = ("no_skip",)
"""Names with our prefix that are not settings: a switch of the test runner."""
DEFAULT_HOME = Path("~/.recipe-lab")
# Similarity (difflib's ratio) from which a name counts as a misspelling of another: for SIGN_IN,
# SIGNIN (0.92) and SIGN (0.73) do; for DATA, DATA_DIR (0.67) does not.
_SIMILAR = 0.7
# TOML's a.a.a… may be nested too deeply for repr.
_SHORT = reprlib.Repr()
_SHORT.maxstring = 200


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation's settings; each is read from ``RECIPE_LAB_<NAME>``.

    Attributes:
        home: Folder of the store, artifacts and caches.
        data: Folder searched first for dataset files; None if not set.
        store: SQLAlchemy URL of the run store; SQLite in ``home`` if not set.
        executor: ``process`` (a worker process per run), ``thread`` (in the server, opt-in) or
            ``ray`` (on a Ray cluster, an optional extra).
        ray_address: The cluster's head, ``host:port``; a local cluster if not set.
        ray_cpus: CPUs of the cluster per run; 0 for as many as ``threads``.
        ray_gpus: GPUs of the cluster per run.
        artifacts_url: Where all machines share runs' files: a folder that all of them mount, or
            an address that fsspec supports (``s3://…``); in ``home`` if not set.
        slots: Number of runs at once.
        standby: Worker processes that may wait for another run, with a generated recipe prepared,
            as long as no more than this many run or wait; 0 for none.
        threads: Number of threads a run computes with; only runs with equal numbers, on the same
            engine, can be compared in time and to the last bit.
        artifacts_limit_mb: Megabytes (10**6 bytes) of weights and predictions kept in total; the
            oldest are deleted first, histories never.
        resume: What happens to runs that ended with their server: ``ask`` (people resume them) or
            ``auto`` (they are queued again when the server is back).
        checkpoint_seconds: The least seconds between two checkpoints of a run; more if writing
            one would take over a hundredth of the time.
        keep_epochs_mb: The most megabytes (10**6 bytes) that a run's weights after up to twelve
            epochs take; of a larger model, none are kept.
        person_limit: Number of runs at once per person; 0 for no limit.
        limits: What happens to a run that does not fit into this machine's memory or disk:
            ``refuse`` (it is not queued) or ``warn`` (it is tried, with a warning).
        run_minutes: Minutes a run may train before it is stopped, to be resumed; 0 for no limit.
        keep_checkpoints_days: Days a checkpoint is kept after it was written; 0 for ever.
        keep_weights_days: Days the weights of a run are kept; 0 for ever.
        keep_predictions_days: Days the predictions of a run are kept; 0 for ever.
        log: Format of the log on stderr: ``no``, ``json`` or ``text``.
        log_level: The lowest level logged: ``debug``, ``info``, ``warning`` or ``error``.
        language: Code of the pages' language: ``en``, another that core/locale has, or ``xx``, a
            pseudo-language that shows how pages look with longer words.
        sign_in: ``yes`` if people sign in through Streamlit's OpenID Connect; ``no`` if everyone
            may do everything under the display name in their browser.
        trainers: With sign-in, who may train: e-mail addresses separated by commas, with ``*``
            for anything.
        administrators: With sign-in, who may change other people's runs, likewise.
        email_verified: With sign-in, whether the provider must say that an address is verified
            (``required``) or may leave it open (``assumed``).
        allowed_hosts: Host names of the dashboard, separated by commas; ``localhost`` and
            addresses are always allowed.
        frame_ancestors: Origins whose pages may embed the dashboard in a frame, likewise.
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
    standby: int = 4
    threads: int = 2
    artifacts_limit_mb: int = 10_000
    resume: str = "ask"
    checkpoint_seconds: int = 5
    keep_epochs_mb: int = 4
    person_limit: int = 0
    limits: str = "refuse"
    run_minutes: int = 0
    keep_checkpoints_days: int = 0
    keep_weights_days: int = 0
    keep_predictions_days: int = 0
    log: str = "no"
    log_level: str = "info"
    language: str = "en"
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
        """Folder of runs' files; a local copy if they are shared through an address."""
        shared = Path(self.artifacts_url).expanduser()
        return shared if self.artifacts_url and not self.shares else self.home / "artifacts"

    @property
    def shares(self) -> bool:
        """Whether runs' files are copied to and from an address instead of a folder."""
        return "://" in self.artifacts_url

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def decoded(self) -> Path:
        """Folder of decoded datasets, as memory-mapped arrays; may be emptied at any time."""
        return self.home / "decoded"

    @property
    def downloads(self) -> Path:
        return self.home / "downloads"


NAMES = tuple(entry.name for entry in fields(Settings))
LEAST = {entry.name: 0 for entry in fields(Settings) if isinstance(entry.default, int)}
LEAST |= dict.fromkeys(("slots", "threads", "artifacts_limit_mb"), 1)


def listed(text: str) -> list[str]:
    """The items of a comma-separated setting."""
    return [part.strip() for part in text.split(",") if part.strip()]


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings: from the environment, else ``settings.toml`` in the home, else defaults.

    Raises:
        RequestError: A value is wrong, the settings file cannot be read, or the name of a variable
            looks like a misspelt setting.
    """
    for name in unknown_names(environment):
        known = difflib.get_close_matches(name.lower(), NAMES, n=1, cutoff=_SIMILAR)
        if known:
            raise RequestError(
                "{prefix}{name} is set but is not a setting; did you mean {prefix}{known}?",
                prefix=PREFIX,
                name=name,
                known=known[0].upper(),
            )
    values, _ = _read(environment)
    return Settings(**{name: _convert(name, value) for name, value in values.items()})


def unknown_names(environment: Mapping[str, str] | None = None) -> list[str]:
    """Names, without ``RECIPE_LAB_``, of variables that are set but are not settings."""
    environment = os.environ if environment is None else environment
    read = {name.upper() for name in (*NAMES, *NOT_SETTINGS)}
    names = (name.removeprefix(PREFIX) for name in environment if name.startswith(PREFIX))
    return sorted(name for name in names if environment[PREFIX + name] and name not in read)


def sources(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Setting → source of its value: ``environment``, ``file`` or ``default``.

    Raises:
        RequestError: The settings file cannot be read.
    """
    return _read(environment)[1]


def _read(environment: Mapping[str, str] | None) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that are set, and the source of every setting, both by name."""
    environment = os.environ if environment is None else environment
    home = _path("home", environment.get(f"{PREFIX}HOME") or DEFAULT_HOME)
    from_file = _from_file(home / "settings.toml")
    from_environment = {
        name: text for name in NAMES if (text := environment.get(f"{PREFIX}{name.upper()}"))
    }
    values = from_file | from_environment | {"home": home}
    origins = dict.fromkeys(NAMES, "default")
    origins |= dict.fromkeys(from_file.keys() - {"home"}, "file")
    origins |= dict.fromkeys(from_environment, "environment")
    return values, origins


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
        if name not in NAMES:
            raise RequestError(
                "The settings file {path} has an unknown name {name!r}; the settings are: {names}.",
                path=path,
                name=name,
                names=", ".join(sorted(NAMES)),
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
            value=_SHORT.repr(value),
        )
    if name == "artifacts_url":
        _path(name, value)
    if name in LISTS:
        items = value if isinstance(value, list) else listed(_text(name, value))
        return ", ".join(LISTS[name](_text(name, item)) for item in items)
    return _text(name, value)


def _number(name: str, value: Any) -> int:
    number = -1
    with suppress(ValueError):  # int() alone would accept true as 1 and 2.9 as 2
        number = int(value) if type(value) in (int, str) else -1
    if not LEAST[name] <= number <= MOST:
        raise RequestError(
            "RECIPE_LAB_{name} must be a whole number from {least:,} to {most:,}, got {value}.",
            name=name.upper(),
            least=LEAST[name],
            most=MOST,
            value=_SHORT.repr(value),
        )
    return number


def _path(name: str, value: Any) -> Path:
    try:
        return Path(value if isinstance(value, Path) else _text(name, value)).expanduser()
    except RuntimeError:  # ~name of an unknown user
        raise RequestError(
            "RECIPE_LAB_{name} must be a folder, got {value}, whose user does not exist.",
            name=name.upper(),
            value=_SHORT.repr(value),
        ) from None


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise RequestError(
            "RECIPE_LAB_{name} must be text, got {value}.",
            name=name.upper(),
            value=_SHORT.repr(value),
        )
    return value
