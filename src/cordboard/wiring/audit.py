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
from cordboard.access.audit_forms import FormedDecision, formed_decision, formed_outcome
from cordboard.access.audit_rows import DecisionRow, alert_row, decision_row, judgement_row, outcome_row
from cordboard.access.call import Call
from cordboard.access.counts import Alert
from cordboard.access.decision import Decision
from cordboard.access.later import Deed
from cordboard.base.page import Page, PageRequest
from cordboard.setting_sources import Loaded
from cordboard.settings import AuditMasking, Settings, SettingsError
from cordboard.store.sqlite.audit import AuditStore, length_of_file, read_file
from cordboard.store.sqlite.engine import Engine, StoreError
from cordboard.store.vault import AesVault, secret_of
from cordboard.wiring.checkpoints import Checkpoints, checkpoints_in, file_of

log = logging.getLogger("cordboard.audit")
PAGE = 1000


class Audit:
    """The audit of a running server: the gate appends to it, the operator reads it."""

    def __init__(self, engine: Engine, now_ms: Callable[[], int], sign: chain.Sign, settings: Settings) -> None:
        self._store = AuditStore(engine, chain.chained, chain.GENESIS)
        self._now_ms = now_ms
        self._is_masking = settings.audit_masking is AuditMasking.ON
        every_rows = settings.audit_checkpoint_rows
        self.checkpoints = Checkpoints(self._store, file_of(settings), every_rows, now_ms, sign)
        engine.on_audited = self.checkpoints.counted
        self._last: asyncio.Future[None] | None = None

    def decided(self, call: Call, *, goes_with_act: bool) -> Awaitable[None] | None:
        """Append the decision about a call; done when it is on disk, or nothing where it goes with the act."""
        ruling, bound = call.ruling, call.exchange.bound
        assert ruling is not None  # noqa: S101 - the gate has judged it
        assert bound is not None  # noqa: S101 - it was an operation that was judged
        decision, operation = ruling.decision, bound.operation
        row: FormedDecision | DecisionRow | None = None
        if ruling.agent is not None:
            row = formed_decision(
                ruling.agent, decision, call.request, operation, call.given, is_masked=self._is_masking
            )
        row = row or decision_row(decision, call.request, operation, call.given, is_masked=self._is_masking)
        call.row = row
        if not goes_with_act:
            return self._put(row)
        self._store.hold(row)
        return None

    def ended(self, call: Call, request_sid: str, now_ms: int, micros: int) -> None:
        """Append what came of a call. The answer does not wait, and a crash in between leaves a decision alone."""
        ruling, answer = call.ruling, call.answer
        assert ruling is not None  # noqa: S101 - the gate has judged it
        assert answer is not None  # noqa: S101 - it is closed with an answer
        self._store.settle(call.row)
        make = formed_outcome if isinstance(call.row, FormedDecision) else outcome_row
        row = make(
            call.row,
            ruling.decision,
            at_ms=now_ms,
            request_sid=request_sid,
            status=answer.status,
            code=call.code,
            sid=getattr(call.result, "sid", ""),
            duration_us=micros,
        )
        written = self._store.append(row)
        if written is not self._last:  # one warning for a commit that failed
            self._last = written
            written.add_done_callback(_lost)

    def judged(self, decision: Decision, deed: Deed) -> Awaitable[None]:
        """Append what was decided of something that an act leads to; done when it is on disk."""
        return self._put(judgement_row(decision, deed))

    def alerted(self, agent: Agent, alert: Alert, decision_id: str) -> Awaitable[None]:
        """Append that a part of a budget is used up; done when it is on disk."""
        return self._put(alert_row(agent, alert, decision_id, self._now_ms()))

    def _put(self, row: object) -> Awaitable[None]:
        return asyncio.shield(self._store.append(row))  # who waits for it may be cancelled, the row is not

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
            if text := "".join(lines):
                yield text.encode()
            is_first = False
            page = PageRequest(PAGE, 0, found.after) if found.after is not None else None

    def checkpoint(self) -> dict[str, Any]:
        """Sign how long the chain on disk is."""
        return msgspec.structs.asdict(self.checkpoints.now())


def _read(body: str, sha256: str) -> chain.Row:
    return chain.Row(json.loads(body)["seq"], body, sha256)


def _lost(written: asyncio.Future[None]) -> None:
    if not written.cancelled() and written.exception() is not None:
        log.error("audit.outcome_lost", exc_info=written.exception())


def verify_file(loaded: Loaded, checkpoints: Iterable[Path], watch: chain.Watch) -> chain.Verdict:
    """Verify the audit of a data folder without a server. Raises: ValueError, which says why it cannot be."""
    marks = [mark for path in checkpoints for mark in _named(path)]
    if marks or _has_key(loaded):
        marks += checkpoints_in(file_of(loaded.settings))
    rows = watch(_rows_of(loaded), length_of_file(startup.database(loaded.settings)))
    return chain.verify(rows, marks, _key_of(loaded) if marks else None)


def export_file(loaded: Loaded, form: Form) -> Iterator[str]:
    """Write out the audit of a data folder without a server, oldest first. Raises: ValueError."""
    return export(_rows_of(loaded), form)


def _rows_of(loaded: Loaded) -> Iterator[chain.Row]:
    try:
        for row in read_file(startup.database(loaded.settings)):
            yield chain.Row(*row)
    except (StoreError, SettingsError) as fault:
        raise ValueError(str(fault)) from fault


def _named(path: Path) -> list[chain.Checkpoint]:
    """Read one checkpoint, as a command printed it, or a file with a line for each. Raises: ValueError."""
    try:
        with path.open("rb") as file:
            return [chain.read_checkpoint(file.read(chain.MAX_CHECKPOINT_BYTES + 1))]
    except (OSError, ValueError) as fault:
        found = list(checkpoints_in(path))
        if not found:
            raise ValueError(f"{path} holds no checkpoint of an audit.") from fault
        return found


def _has_key(loaded: Loaded) -> bool:
    return loaded.settings.secret_key is not None or (loaded.settings.data / "secret.key").is_file()


def _key_of(loaded: Loaded) -> chain.Sign:
    settings = loaded.settings
    if not _has_key(loaded):
        raise ValueError(f"There is no key in {settings.data} that a checkpoint could be held against.")
    return AesVault(secret_of(settings.secret_key, settings.data)).digest
