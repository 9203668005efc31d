"""A real server for browser tests, bound to this machine, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from core.runs.run import Run
from core.runs.store import Store

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Names that the browser takes for this machine's, as if a resolver had said so.
FOREIGN, OWN = "rebound.example.net", "lab.example.org"
NAMES = f"--host-resolver-rules=MAP {FOREIGN} {HOST}, MAP {OWN} {HOST}"
# The page is whole: nothing runs for it any more, and it has a heading, perhaps in a component.
READY = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState
  === 'notRunning' && [...document.querySelectorAll('[data-testid=stMainBlockContainer] *')].some(
    node => node.tagName === 'H2' || node.shadowRoot?.querySelector('h2'))"""
DRAWN = '.live-chart[data-state="drawn"]'


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return free.getsockname()[1]


class Server:
    """``streamlit run app.py`` with a home of its own.

    Args:
        home: RECIPE_LAB_HOME.
        port: Where it listens; a free one if not given.
        script: What it runs.
        **settings: More of the server's environment.
    """

    def __init__(
        self, home: Path, *, port: int = 0, script: Path = ROOT / "app.py", **settings: str
    ):
        self.port = port or free_port()
        self.url = f"http://{HOST}:{self.port}"
        environment = os.environ | {"RECIPE_LAB_HOME": str(home), **settings}
        address = settings.get("STREAMLIT_SERVER_ADDRESS", HOST)
        options = {"server.address": address, "server.port": self.port, "server.headless": "true"}
        flags = [f"--{name}={value}" for name, value in options.items()]
        self.log = home.parent / f"server-{self.port}.log"
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(script), *flags],
                cwd=home.parent,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self, seconds: float = 300) -> None:
        """Until it answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not come up:\n{self.log.read_text()}")

    def close(self) -> float:
        """Ask it to end, as Ctrl-C and service managers do; the seconds that took."""
        began = time.monotonic()
        self.process.terminate()
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
        return time.monotonic() - began


@contextmanager
def serving(home: Path, *, port: int = 0, **settings: str) -> Iterator[Server]:
    server = Server(home, port=port, **settings)
    try:
        server.wait()
        yield server
    finally:
        server.close()


@contextmanager
def browsing(*arguments: str) -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    assert path, "Chromium is needed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*BROWSER_ARGUMENTS, *arguments]
        )
        try:
            yield browser
        finally:
            browser.close()


def launched(page: Page, store: Store) -> Run:
    """The run that a press of Train launches."""
    known = {run.id for run in store.runs.list()}
    page.locator(".st-key-launch").get_by_role("button", name="Train").click()
    page.wait_for_url(lambda url: "run=" in url)
    return next(run for run in store.runs.list() if run.id not in known)
