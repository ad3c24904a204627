"""The audit, put together: rows of the gate's decisions, on disk in one chain, and how they are read and verified."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from cordboard import startup
from cordboard.access import audit as chain
from cordboard.access.agents import Agent
from cordboard.access.audit_export import Form, export
from cordboard.access.audit_rows import OutcomeRow, alert_row, decision_row, judgement_row, outcome_row
from cordboard.access.counts import Alert
from cordboard.access.decision import Decision
from cordboard.access.gate import Call
from cordboard.access.later import Deed
from cordboard.base.page import Page, PageRequest
from cordboard.settings import Loaded, SettingsError
from cordboard.store.sqlite.audit import AuditStore, read_file
from cordboard.store.sqlite.engine import Engine, StoreError
from cordboard.store.vault import AesVault, secret_of

log = logging.getLogger("cordboard.audit")
PAGE = 1000


class Audit:
    """The audit of a running server: the gate appends to it, the operator reads it."""

    def __init__(self, engine: Engine, now_ms: Callable[[], int], sign: chain.Sign) -> None:
        self._store = AuditStore(engine, chain.chained, chain.GENESIS)
        self._now_ms = now_ms
        self._sign = sign
        self._last: asyncio.Future[None] | None = None

    def decided(self, call: Call) -> Awaitable[None]:
        """Append the decision about a call; done when it is on disk."""
        ruling, bound = call.ruling, call.exchange.bound
        assert ruling is not None  # noqa: S101 - the gate has judged it
        assert bound is not None  # noqa: S101 - it was an operation that was judged
        row = decision_row(ruling.decision, call.request, bound.operation, call.given)
        return asyncio.shield(self._store.append(row))  # who waits for it may be cancelled, the row is not

    def ended(self, call: Call, request_sid: str, micros: int) -> None:
        """Append what came of a call. The answer does not wait, and a crash in between leaves a decision alone."""
        ruling, answer = call.ruling, call.answer
        assert ruling is not None  # noqa: S101 - the gate has judged it
        assert answer is not None  # noqa: S101 - it is closed with an answer
        row = outcome_row(
            ruling.decision,
            at_ms=self._now_ms(),
            request_sid=request_sid,
            status=answer.status,
            code=call.code,
            sid=str(getattr(call.result, "sid", "")),
            duration_us=micros,
        )
        self._append(row)

    def _append(self, row: OutcomeRow) -> None:
        written = self._store.append(row)
        if written is not self._last:  # one warning for a commit that failed
            self._last = written
            written.add_done_callback(_lost)

    def judged(self, decision: Decision, deed: Deed) -> Awaitable[None]:
        """Append what was decided of something that an act leads to; done when it is on disk."""
        return asyncio.shield(self._store.append(judgement_row(decision, deed)))

    def alerted(self, agent: Agent, alert: Alert, decision_id: str) -> Awaitable[None]:
        """Append that a part of a budget is used up; done when it is on disk."""
        return asyncio.shield(self._store.append(alert_row(agent, alert, decision_id, self._now_ms())))

    async def rows(self, wanted: Mapping[str, object], page: PageRequest) -> Page[dict[str, Any]]:
        """Return rows, newest first."""
        return self._store.page(wanted, page, lambda body, sha256: {**json.loads(body), "hash": sha256})

    async def export(self, wanted: Mapping[str, object], form: str) -> AsyncGenerator[bytes]:
        """Write out rows, newest first, a page at a time."""
        page: PageRequest | None = PageRequest(PAGE)
        is_first = True
        while page is not None:
            found = self._store.page(wanted, page, _read)
            lines = export(found.items, Form(form))
            if not is_first and form == Form.CSV:
                next(lines)  # the names stand there once
            yield "".join(lines).encode()
            is_first = False
            page = PageRequest(PAGE, 0, found.after) if found.after is not None else None

    def checkpoint(self) -> dict[str, Any]:
        """Sign how long the chain on disk is."""
        head = self._store.head()
        return msgspec.structs.asdict(chain.checkpoint_of(head.rows, head.sha256, self._now_ms(), self._sign))


def _read(body: str, sha256: str) -> chain.Row:
    return chain.Row(json.loads(body)["seq"], body, sha256)


def _lost(written: asyncio.Future[None]) -> None:
    if not written.cancelled() and written.exception() is not None:
        log.error("audit.outcome_lost", exc_info=written.exception())


def verify_file(loaded: Loaded, checkpoints: Iterable[Path]) -> chain.Verdict:
    """Verify the audit of a data folder without a server. Raises: ValueError, which says why it cannot be."""
    marks = [_checkpoint_in(path) for path in checkpoints]
    return chain.verify(_rows_of(loaded), marks, _key_of(loaded) if marks else None)


def export_file(loaded: Loaded, form: Form) -> Iterator[str]:
    """Write out the audit of a data folder without a server, oldest first. Raises: ValueError."""
    return export(_rows_of(loaded), form)


def _rows_of(loaded: Loaded) -> Iterator[chain.Row]:
    try:
        for row in read_file(startup.database(loaded.settings)):
            yield chain.Row(*row)
    except (StoreError, SettingsError) as fault:
        raise ValueError(str(fault)) from fault


def _checkpoint_in(path: Path) -> chain.Checkpoint:
    try:
        with path.open("rb") as file:
            return chain.read_checkpoint(file.read(chain.MAX_CHECKPOINT_BYTES + 1))
    except (OSError, ValueError) as fault:
        raise ValueError(f"{path} holds no checkpoint of an audit.") from fault


def _key_of(loaded: Loaded) -> chain.Sign:
    settings = loaded.settings
    if settings.secret_key is None and not (settings.data / "secret.key").is_file():
        raise ValueError(f"There is no key in {settings.data} that a checkpoint could be held against.")
    return AesVault(secret_of(settings.secret_key, settings.data)).digest
