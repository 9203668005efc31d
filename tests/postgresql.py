"""A private PostgreSQL server for tests: its own folder, port and password, gone afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

HOST = "127.0.0.1"
USER = "lab"
PASSWORD = "correct-horse"
MISSING = "PostgreSQL is not installed (apt-get install postgresql)"
START_SECONDS = 30


@cache
def binaries() -> Path | None:
    """The folder of the newest initdb and postgres there are."""
    places = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found := shutil.which("initdb"):
        places.append(Path(found).resolve().parent)
    places = [place for place in places if (place / "postgres").exists()]
    return max(places, key=lambda place: (len(str(place)), str(place)), default=None)


class Server:
    """A cluster that was just made; ``store()`` gives URLs of new, empty stores in it.

    PostgreSQL refuses to run as root, so root becomes somebody else. Text is ordered as in a
    dictionary, where "_" hardly counts, and not by bytes: what must not depend on it shows.
    """

    def __init__(self) -> None:
        self._programs = binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="recipe-lab-postgresql-"))
        self._as: dict[str, object] = {}
        if os.getuid() == 0:
            user = _somebody()
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._names = itertools.count(1)
        self._process: subprocess.Popen | None = None
        self._initialise()
        self.port = _free_port()  # somebody else may take it before it is used
        self.start()

    def start(self) -> None:
        options = {
            "listen_addresses": HOST,
            "port": self.port,
            "unix_socket_directories": self._folder,
            "fsync": "off",  # a test's data need not outlive the machine
            "shared_buffers": "32MB",
            "max_connections": 40,
        }
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._programs / "postgres",
                    *("-D", self._folder / "data"),
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                **self._as,
            )
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.run("SELECT 1")
                return
            except Exception:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((self._folder / "log").read_text()) from None
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT cuts every connection in an orderly way, SIGQUIT is a crash."""
        self._process.send_signal(how)
        self._process.wait(START_SECONDS)

    def close(self) -> None:
        if self._process and self._process.poll() is None:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://{USER}:{PASSWORD}@{HOST}:{self.port}/{database}"

    def store(self) -> str:
        """The URL of a new, empty schema: as good as a database, and made in no time."""
        name = f"test_{next(self._names)}"
        self.run(f"CREATE SCHEMA {name}")
        return f"{self.url()}?options=-csearch_path%3D{name}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple]:
        """What a statement returns, on a connection of its own, with every right."""
        import psycopg

        url = self.url(database).replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _initialise(self) -> None:
        word = self._folder / "word"
        word.write_text(PASSWORD)
        if self._as:
            os.chown(word, self._as["user"], self._as["group"])
        command = [self._programs / "initdb", "-D", self._folder / "data", "-U", USER, "--no-sync"]
        command += ["--auth=scram-sha-256", f"--pwfile={word}", "--encoding=UTF8"]
        ordered = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
        for locale in (ordered, ["--locale=C.UTF-8"], ["--locale=C"]):  # as old ones have no ICU
            shutil.rmtree(self._folder / "data", ignore_errors=True)
            done = subprocess.run(
                [*command, *locale], capture_output=True, text=True, cwd=self._folder, **self._as
            )
            if done.returncode == 0:
                return
        raise RuntimeError(done.stderr)


def _somebody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return found.getsockname()[1]
