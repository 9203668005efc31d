"""How many pages one dashboard holds open: python -m tests.benchmarks.open_pages [--most N]

Opens sessions of Home, one after the other and as a browser does, under a limit of so many files
until one is refused; then closes them all and sees how long the next one waits. Prints files,
memory and threads of the server.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from pathlib import Path

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.e2e.server import HOST, Server, serving

STEP = 50


async def open_page(server: Server):
    """A session whose first page is on its way; raises what a refused one gives."""
    url = f"ws://{HOST}:{server.port}/_stcore/stream"
    socket = await websockets.connect(url, subprotocols=["streamlit"], max_size=None)
    message = BackMsg()
    message.rerun_script.query_string = ""
    await socket.send(message.SerializeToString())
    return socket


async def read_until_closed(socket) -> None:
    try:
        async for _ in socket:
            pass
    except websockets.WebSocketException:
        pass


def say(process: psutil.Process, pages: int) -> None:
    memory = process.memory_info().rss / 1e6
    print(f"{pages:5d} pages: {process.num_fds():5d} files, {memory:5.0f} MB", flush=True)


async def measure(server: Server, most: int) -> None:
    process = psutil.Process(server.process.pid)
    say(process, 0)
    sockets, readers = [], []
    try:
        while len(sockets) < most:
            sockets.append(await open_page(server))
            readers.append(asyncio.create_task(read_until_closed(sockets[-1])))
            await asyncio.sleep(0.15)
            if len(sockets) % STEP == 0:
                say(process, len(sockets))
    except (OSError, websockets.WebSocketException) as error:
        print(f"page {len(sockets) + 1} was refused: {error}")
    say(process, len(sockets))
    await asyncio.gather(*(socket.close() for socket in sockets))
    began = time.monotonic()
    while True:
        try:
            await (await open_page(server)).close()
            break
        except (OSError, websockets.WebSocketException):
            await asyncio.sleep(1)
    print(f"after all were closed, the next page opened within {time.monotonic() - began:.0f} s")
    say(process, 0)
    print(f"lines in the server's log: {len(server.log.read_text().splitlines())}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1024, help="the server's limit")
    parser.add_argument("--most", type=int, default=1000, help="pages to open at most")
    chosen = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (chosen.files, chosen.files))
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "home") as server:
        asyncio.run(measure(server, chosen.most))


if __name__ == "__main__":
    main()
