"""Serving: from settings to a listening server, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import sqlite3
import ssl
import sys
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from typing import Any

import uvicorn
import uvloop
from uvicorn.config import Config

from cordboard import __version__, startup
from cordboard.faces.http.limits import BodyLimit
from cordboard.faces.http.protocol import make_protocol
from cordboard.faces.http.watch import Watch
from cordboard.setting_sources import Loaded
from cordboard.settings import Settings, SettingsError
from cordboard.store.sqlite.engine import StoreError
from cordboard.wiring.admitting import admitting
from cordboard.wiring.console import operator_first, wire_console
from cordboard.wiring.handset_file import try_handsets
from cordboard.wiring.kinds import kept_types
from cordboard.wiring.mcp import answering, refusing, wire_mcp
from cordboard.wiring.running import Server
from cordboard.wiring.server import make_server

log = logging.getLogger("cordboard")
# The commit's thread must take the lock back at once, or every batch waits the default 5 ms for it.
SWITCH_S = 0.0005


def serve(loaded: Loaded, as_json: bool) -> int:
    """Run the server until it is told to stop; return the exit code. Raises: SettingsError."""
    settings = loaded.settings
    logging.basicConfig(level=settings.log_level.value.upper(), stream=sys.stderr, format="%(levelname)s %(message)s")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # the banner says what its start-up lines would
    for warning in loaded.warnings:
        log.warning(warning)
    if not settings.data.exists():  # at the very first start, what is wrong with a file leaves no folder behind
        try_handsets(settings.handsets)
    startup.make_folder(settings.data)
    listener = startup.listen(settings)
    sys.setswitchinterval(SWITCH_S)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            return runner.run(_run(settings, listener, as_json))
        except StoreError as fault:
            raise SettingsError(str(fault)) from fault
        finally:
            listener.close()


async def _run(settings: Settings, listener: socket.socket, as_json: bool) -> int:
    server = await make_server(settings)
    scheme = "https" if settings.tls_certificate else "http"
    host, port = listener.getsockname()[:2]
    server.parts.ground.url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    door, console = wire_mcp(server.gate, settings), wire_console(server)
    answer = operator_first(console, answering(server.gate, door))
    config = Config(
        _not_found,
        http=make_protocol(
            answer,
            refusing(server.gate),
            body_limit=BodyLimit(settings.max_body_bytes, settings.max_send_bytes),
            admit=admitting(server.gate),
        ),
        ws="none",
        lifespan="off",
        loop="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=75,
        headers=[("X-Home-Region", settings.home_region.value)],
        ssl_context_factory=_tls_of(settings),
    )
    web = uvicorn.Server(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: setattr(web, "should_exit", True))
    web.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    await server.resume()
    beside = AsyncExitStack()
    if settings.proxy_port is not None:
        from cordboard.wiring.proxy import standing_proxy  # 80 ms to import, and most servers have none

        await beside.enter_async_context(standing_proxy(settings, port))
    _settle_memory()
    announce = loop.create_task(_announce(server, web, console.link(server.parts.ground.url), as_json=as_json))
    Watch(web.server_state.connections, loop).look()
    await web._serve([listener])
    await announce
    await door.close()
    await beside.aclose()
    await server.close()
    return 0


def _tls_of(settings: Settings) -> Callable[..., ssl.SSLContext] | None:
    certificate = settings.tls_certificate
    return None if certificate is None else lambda *_: startup.tls_context(settings, certificate)


def _settle_memory() -> None:
    """Take what was made at the start out of the collector's sight, and let it look again, less often.

    What the start leaves as garbage is less than 1 MB, and to look for it takes 70 ms. Requests and calls drop what
    they make by themselves, so what the collector looks at is alive, as a few hundred calls are with some hundred
    objects each: with the default of 700 it took a twentieth of the accept benchmark, with 20,000 a twentieth of calls.
    What is left to it, such as connections that were closed, waits in 5 MB at the most.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


async def _announce(server: Server, web: uvicorn.Server, console_link: str, *, as_json: bool) -> None:
    while not web.started:
        if web.should_exit:
            return
        await asyncio.sleep(0.005)
    ground, owner = server.parts.ground, server.owner
    startup.keep_credentials(ground.settings.data, owner, ground.url, server.parts.accounts.accounts)
    numbers = sorted(server.parts.numbers.numbers.owned_by_anyone)
    ready = startup.Ready(ground.settings, owner, ground.url, console_link, numbers)
    print(ready.json() if as_json else ready.banner(is_seen=sys.stdout.isatty()), flush=True)


async def _not_found(scope: Any, receive: Any, send: Any) -> None:
    """Answer what no protocol of ours takes up, which is nothing."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def probes(loaded: Loaded) -> Iterable[tuple[str, bool, str]]:
    """Try what a server needs: the data folder, the store and what it holds, the port, and handsets of a file."""
    settings = loaded.settings
    yield (
        "version",
        True,
        f"Cordboard {__version__}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}",
    )
    yield startup.probe("data folder", lambda: startup.make_folder(settings.data), f"{settings.data} can be written")
    path = startup.database(settings)
    yield startup.probe("store", lambda: startup.try_store(path), f"{path} can be used")
    yield startup.probe("resources", lambda: startup.try_rows(path, kept_types()), "each one can be read")
    yield startup.probe("port", lambda: startup.listen(settings).close(), f"{settings.host}:{settings.port} is free")
    if settings.handsets is not None:
        says = f"what {settings.handsets} tells can be set"
        yield startup.probe("handsets", lambda: try_handsets(settings.handsets), says)
