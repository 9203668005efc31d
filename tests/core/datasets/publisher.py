"""A server on 127.0.0.1 that publishes a file: it resumes, breaks off, waits and lies."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Serves one content; ``breaks_after`` lists bytes after which a connection ends early."""

    def __init__(self, content: bytes):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.etag, self.ranges = content, '"one"', True
        self.breaks_after: list[int] = []
        self.asked: list[str | None] = []
        self.code = 200
        self.hold = threading.Event()
        self.hold.set()

    def handle_error(self, request, client_address):
        """A client that stops in the middle is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/file.bin"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server, asked = self.server, self.headers.get("Range")
        server.asked.append(asked)
        if server.code != 200:
            self.send_error(server.code)
            return
        start = int(asked[len("bytes=") : -1]) if asked and server.ranges else 0
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
        server.hold.wait(10)
        self.wfile.write(body[half:])

    def log_message(self, *_):
        pass


@contextmanager
def publishing(content: bytes) -> Iterator[Server]:
    """The server, while it runs."""
    running = Server(content)
    thread = threading.Thread(target=running.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield running
    finally:
        running.hold.set()
        running.shutdown()
        thread.join()
        running.server_close()
