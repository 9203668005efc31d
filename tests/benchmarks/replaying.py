"""What watching a replay costs the server: python -m tests.benchmarks.replaying [--viewers N]

A real Chromium opens Compare with a race of reference runs and plays it, while every HTTP request
and every WebSocket message of the page is counted. Then a few such pages play at once. Last come
200 viewers: as a page that plays says nothing to the server, they are sessions that have loaded the
page and stay connected; so many browsers do not fit on one machine. The server's CPU seconds are
compared with those of the same time without any page.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.e2e.server import Server, browsing, serving

PATH = "/compare?recorded=probe-motif/mlp,probe-motif/lstm,probe-motif/cnn,probe-motif/rcnn"
SECONDS = 20.0
SESSIONS = 200
TIMEOUT = 120_000


def cpu_seconds(server: Server) -> float:
    times = psutil.Process(server.process.pid).cpu_times()
    return times.user + times.system


def passing(server: Server, page: Page | None, seconds: float = SECONDS) -> float:
    """The server's CPU seconds while ``seconds`` pass in a page."""
    before = cpu_seconds(server)
    page.wait_for_timeout(1000 * seconds) if page else time.sleep(seconds)
    return cpu_seconds(server) - before


def open_page(browser: Browser, server: Server) -> tuple[Page, list[str]]:
    """A page that is drawn, and what it has exchanged with the server so far."""
    page = browser.new_context().new_page()
    page.set_default_timeout(TIMEOUT)
    exchanged: list[str] = []
    page.on("request", lambda request: exchanged.append(request.url))
    page.on(
        "websocket",
        lambda socket: (
            socket.on("framesent", lambda _: exchanged.append("sent")),
            socket.on("framereceived", lambda _: exchanged.append("received")),
        ),
    )
    page.goto(server.url + PATH)
    page.locator('.live-chart[data-state="drawn"]').first.wait_for()
    return page, exchanged


def play(page: Page) -> None:
    page.get_by_role("button", name="Replay").click()
    page.locator("dialog[open] .chart[data-state=drawn]").wait_for()


def begin_session(server: Server, stack: ExitStack) -> None:
    """Begin a session that has loaded the page, without a browser; the stack ends it."""
    url = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    socket = stack.enter_context(connect(url, subprotocols=["streamlit"], max_size=None))
    path, _, query = PATH.partition("?")
    question, answer = BackMsg(), ForwardMsg()
    question.rerun_script.page_name = path.strip("/")
    question.rerun_script.query_string = query
    socket.send(question.SerializeToString())
    while answer.WhichOneof("type") != "script_finished":
        answer.ParseFromString(socket.recv(timeout=TIMEOUT / 1_000))


def is_over(page: Page) -> bool:
    return page.locator("dialog input[type=range]").evaluate("it => it.value >= it.max - 0.01")


def measure(browser: Browser, server: Server, viewers: int) -> None:
    print(f"nobody: {passing(server, None):.2f} CPU s in {SECONDS:g} s", flush=True)
    page, exchanged = open_page(browser, server)
    page.wait_for_timeout(5_000)  # until the server has warmed up
    exchanged.clear()
    used = passing(server, page)
    print(f"one page, not playing: {used:.2f} CPU s, {len(exchanged)} exchanges", flush=True)
    play(page)
    page.wait_for_timeout(1_000)
    exchanged.clear()
    used = passing(server, page, SECONDS + 2)
    print(f"one page, playing to the end: {used:.2f} CPU s, {len(exchanged)} exchanges", flush=True)
    for what in exchanged:
        print(f"  {what}")
    print(f"  at its end: {is_over(page)}")
    pages = [page, *(open_page(browser, server)[0] for _ in range(viewers - 1))]
    page.wait_for_timeout(5_000)
    print(f"{viewers} pages, not playing: {passing(server, page):.2f} CPU s", flush=True)
    for one in pages[1:]:
        play(one)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(1_000)
    print(f"{viewers} pages, playing: {passing(server, page):.2f} CPU s", flush=True)
    for one in pages:
        one.context.close()
    with ExitStack() as stack:
        for _ in range(SESSIONS):
            begin_session(server, stack)
        time.sleep(5)
        print(f"{SESSIONS} sessions: {passing(server, None):.2f} CPU s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--viewers", type=int, default=10, help="pages that play at once")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "home") as server,
        browsing() as browser,
    ):
        measure(browser, server, chosen.viewers)


if __name__ == "__main__":
    main()
