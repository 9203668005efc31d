"""A server on 127.0.0.1 that publishes a file, and can break off, wait or send wrong content."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Serves one file.

    Attributes:
        breaks_after: For each request in turn, the bytes after which its connection ends early.
        asked: The Range header of each request so far.
        hold: While cleared, a response stops after its first half.
    """

    def __init__(self, content: bytes):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.etag, self.ranges = content, '"one"', True
        self.breaks_after: list[int] = []
        self.asked: list[str | None] = []
        self.code = 200
        self.hold = threading.Event()
        self.hold.set()

    def handle_error(self, request, client_address):
        """Ignore clients that disconnect in the middle."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/file.bin"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server, byte_range = self.server, self.headers.get("Range")
        server.asked.append(byte_range)
        if server.code != 200:
            self.send_error(server.code)
            return
        start = int(byte_range[len("bytes=") : -1]) if byte_range and server.ranges else 0
        if start and self.headers.get("If-Range") != server.etag:
            start = 0
        body = server.content[start:]
        if start and not body:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(server.content)}")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            end, size = len(server.content) - 1, len(server.content)
            self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", server.etag)
        self.end_headers()
        if server.breaks_after:
            body = body[: server.breaks_after.pop(0)]
        half = len(body) // 2
        self.wfile.write(body[:half])
        server.hold.wait(300)
        self.wfile.write(body[half:])

    def log_message(self, *_):
        pass


@contextmanager
def publishing(content: bytes) -> Iterator[Server]:
    """Run a server that publishes ``content``."""
    server = Server(content)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()
