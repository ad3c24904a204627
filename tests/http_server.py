"""A real HTTP server in a thread, for the time of a block: what applications, sinks and proxies of tests run on."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers requests, and says nothing of it."""

    # Head and body are written apart, and the second would wait 40 ms until the first is acknowledged: RFC 1122, 4.2.3.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Takes as many connections at once as a server under test makes; of more than five the usual one drops some."""

    daemon_threads = True
    request_queue_size = 1024


@contextmanager
def serving(handler: type[Handler], context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve on a free port of the loopback, over TLS where there is a context; yields the port."""
    server = Server(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
