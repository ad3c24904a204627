"""One program, run with everything that it asks of Twilio answered here."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import uvloop

from cordboard.faces.proxy.authority import load_authority
from cordboard.faces.proxy.proxy import Board, Proxy
from cordboard.faces.proxy.variables import variables

FOLDER: Final = "proxy"  # in the data folder
FORWARDED: Final = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
FROM_KEYS: Final = (signal.SIGINT, signal.SIGQUIT)
NOT_FOUND, NOT_EXECUTABLE, SIGNALLED = 127, 126, 128
"""Source: POSIX.1-2017, XCU §2.8.2: exit status for commands; by a signal, 128 and its number, as shells have it."""


def run(
    command: Sequence[str],
    *,
    board: Board,
    data: Path,
    environ: Mapping[str, str],
    credentials: tuple[str, str],
    is_offline: bool,
    say: Callable[[str], None],
) -> int:
    """Run a command to its end; return its exit code, or a shell's for one that cannot be started or was killed.

    Raises: OSError when the data folder or the roots cannot be read or written.
    """
    folder = data / FOLDER
    authority = load_authority(folder)

    async def with_proxy() -> int:
        proxy = Proxy(board=board, authority=authority, is_offline=is_offline)
        url = await proxy.start()
        account_sid, auth_token = credentials
        told = variables(
            environ,
            proxy_url=url,
            authority=authority.pem,
            folder=folder,
            account_sid=account_sid,
            auth_token=auth_token,
        )
        try:
            return await _child(command, {**environ, **told}, say)
        finally:
            await proxy.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(with_proxy())


async def _child(command: Sequence[str], environ: Mapping[str, str], say: Callable[[str], None]) -> int:
    forwarding = _Forwarding()
    loop = asyncio.get_running_loop()
    for number in FORWARDED:
        loop.add_signal_handler(number, forwarding.take, number)
    try:
        process = await asyncio.create_subprocess_exec(*command, env=environ)
    except FileNotFoundError:
        say(f"{command[0]}: there is no such command.")
        return NOT_FOUND
    except OSError as fault:
        say(f"{command[0]}: it cannot be run: {fault.strerror}.")
        return NOT_EXECUTABLE
    forwarding.begin(process)
    code = await process.wait()
    return code if code >= 0 else SIGNALLED - code


class _Forwarding:
    """Hands signals on to the program, those too that came before it had begun."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: list[signal.Signals] = []

    def take(self, number: signal.Signals) -> None:
        if number in FROM_KEYS and _keys_reach_child():
            return  # a second one would make many programs break off their clean end
        if self._process is None:
            self._waiting.append(number)
        else:
            self._send(self._process, number)

    def begin(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        for number in self._waiting:
            self._send(process, number)

    @staticmethod
    def _send(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(number)


def _keys_reach_child() -> bool:
    """Tell whether we are in the terminal's foreground group, all of which gets what Ctrl-C sends; the child is too."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
