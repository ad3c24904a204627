"""Lists of recordings and conferences, which stand among the plain resources, by the fields that calls filter by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec

from cordboard.base.page import Page, PageRequest
from cordboard.store.sqlite.engine import Engine
from cordboard.store.sqlite.pages import Rows, read_page
from cordboard.voice.ports import ConferenceFilter, RecordingFilter
from cordboard.voice.recording import Recording
from cordboard.voice.room import Conference

# The kinds stand in the text, not among the values: only then does SQLite read by an index of one kind.
# Source: sqlite.org/partialindex.html, section 3.
_RECORDING, _CONFERENCE = "kind='recording'", "kind='conference'"
_recording = msgspec.json.Decoder(Recording).decode
_conference = msgspec.json.Decoder(Conference).decode
_NEVER_MS = 1 << 62  # later than any deletion: what has none
_DELETED = f"ifnull(json_extract(body, '$.deleted_ms'), {_NEVER_MS})"


def _field(name: str, sign: str = "=") -> str:
    return f"json_extract(body, '$.{name}') {sign} ?"


def _given(bounds: Sequence[tuple[str, object]]) -> list[tuple[str, object]]:
    return [(condition, value) for condition, value in bounds if value is not None]


def recordings(
    engine: Engine, account_sid: str, wanted: RecordingFilter, horizon_ms: int, page: PageRequest
) -> Page[Recording]:
    """Return recordings, newest first; of deleted ones at most those deleted after the horizon."""
    bounds = (
        (f"{_RECORDING} AND account_sid=?", account_sid),
        ("parent_sid=?", wanted.call_sid),
        (_field("conference_sid"), wanted.conference_sid),
        (_field("created_ms", ">="), wanted.created_from_ms),
        (_field("created_ms", "<"), wanted.created_before_ms),
        (f"{_DELETED} > ?", horizon_ms if wanted.with_deleted else _NEVER_MS - 1),
    )
    return read_page(engine.read, Rows("body", "kept", _given(bounds)), page, lambda row: _recording(row[0]))


def expired_recordings(engine: Engine, horizon_ms: int) -> list[Recording]:
    """Return what was deleted at the horizon or before."""
    sql = f"SELECT body FROM kept WHERE {_RECORDING} AND {_field('deleted_ms', '<=')}"  # noqa: S608 - words of ours
    return [_recording(cast(bytes, row[0])) for row in engine.read(sql, (horizon_ms,))]


def open_recordings(engine: Engine) -> list[Recording]:
    """Return every recording that is under way."""
    sql = f"SELECT body FROM kept WHERE {_RECORDING} AND json_extract(body, '$.length_ms') IS NULL"  # noqa: S608
    return [_recording(cast(bytes, row[0])) for row in engine.read(sql)]


def conferences(engine: Engine, account_sid: str, wanted: ConferenceFilter, page: PageRequest) -> Page[Conference]:
    """Return conferences, newest first."""
    bounds = (
        (f"{_CONFERENCE} AND account_sid=?", account_sid),
        (_field("friendly_name"), wanted.friendly_name),
        (_field("status"), wanted.status),
        (_field("created_ms", ">="), wanted.created_from_ms),
        (_field("created_ms", "<"), wanted.created_before_ms),
        (_field("updated_ms", ">="), wanted.updated_from_ms),
        (_field("updated_ms", "<"), wanted.updated_before_ms),
    )
    return read_page(engine.read, Rows("body", "kept", _given(bounds)), page, lambda row: _conference(row[0]))


def open_conferences(engine: Engine) -> list[Conference]:
    """Return every conference that has not ended."""
    sql = f"SELECT body FROM kept WHERE {_CONFERENCE} AND json_extract(body, '$.status') <> 'completed'"  # noqa: S608
    return [_conference(cast(bytes, row[0])) for row in engine.read(sql)]
