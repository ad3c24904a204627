"""Wiring for the proxy: beside a server, for one program, and for a shell."""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from cordboard.faces.cli.client import Credentials
from cordboard.faces.cli.run import Job
from cordboard.faces.proxy import standing
from cordboard.faces.proxy.authority import load_authority
from cordboard.faces.proxy.hosts import Place
from cordboard.faces.proxy.proxy import Board, Proxy
from cordboard.faces.proxy.run import FOLDER, run
from cordboard.faces.proxy.variables import variables
from cordboard.settings import Settings, SettingsError

# A server on every interface is reached from here on the loopback one (RFC 1122 §3.2.1.3, RFC 4291 §2.5.2).
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an address to translate, not to bind


def run_program(job: Job) -> int:
    """Run a program beside a proxy; return its exit code. Raises: OSError."""
    place = Place(job.origin.host, job.origin.port)
    return run(
        job.command,
        board=Board(place=place, context=_trusting(job.authority) if job.origin.is_tls else None),
        data=job.data,
        environ=os.environ,
        credentials=(job.credentials.account_sid, job.credentials.auth_token),
        is_offline=job.is_offline,
        say=lambda sentence: print(sentence, file=sys.stderr),
    )


def surroundings(data: Path, credentials: Credentials) -> Mapping[str, str]:
    """Return the variables for the proxy of a running server. Raises: LookupError when it has none, OSError."""
    folder = data / FOLDER
    return variables(
        os.environ,
        proxy_url=standing.find(folder),
        authority=load_authority(folder).pem,
        folder=folder,
        account_sid=credentials.account_sid,
        auth_token=credentials.auth_token,
    )


@asynccontextmanager
async def standing_proxy(settings: Settings, port: int) -> AsyncIterator[None]:
    """Run a proxy beside a server that listens on a port, for the time of a block. Raises: SettingsError."""
    folder = settings.data / FOLDER
    host = LOOPBACK.get(settings.host, settings.host)
    context = _trusting(settings.tls_certificate) if settings.tls_certificate else None
    try:
        proxy = Proxy(
            board=Board(place=Place(host, port), context=context),
            authority=load_authority(folder),
            is_offline=settings.proxy_offline,
        )
        standing.note(folder, await proxy.start(settings.proxy_port or 0))
    except OSError as fault:
        raise SettingsError(
            f"The proxy cannot listen on port {settings.proxy_port}, or not write to {folder}: {fault.strerror}."
            " Choose another port with --proxy-port; 0 picks a free one."
        ) from fault
    try:
        yield
    finally:
        standing.forget(folder)
        await proxy.close()


def _trusting(certificate: Path | None) -> ssl.SSLContext:
    """Trust what the system trusts, and a server's own certificate."""
    context = ssl.create_default_context()
    if certificate is not None:
        context.load_verify_locations(certificate)
    return context
