"""What the dialects do alike in all operations, as schemas: the envelopes of lists, paging, errors.

The properties stand in the order in which the dialects write them.
"""

from __future__ import annotations

from cordboard.catalogue.conventions import Conventions
from cordboard.catalogue.describe import Listing, Parameter, Place
from cordboard.catalogue.wire import Kind, Schema, Text, Whole

FORM_TYPE, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"
PAGE_SIZE, MAX_PAGE_SIZE = 50, 1000
MAX_PAGE_NUMBER = 1_000_000  # A page number is an offset; past a million pages of 1,000 there are no rows to skip.
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
SIZE = Whole(1, MAX_PAGE_SIZE)
SIZE_SAYS = f"Rows of a page; {PAGE_SIZE} if absent."


def _object(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _rows(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _paging(wire: str, kind: Kind, sentence: str, invalid: int) -> Parameter:
    return Parameter(
        wire=wire, kind=kind, sentence=sentence, place=Place.QUERY, missing=invalid, invalid=invalid, attribute=wire
    )


def _v2010_page(listing: Listing, item: Schema) -> Schema:
    if not listing.paged:
        return _object({"uri": TEXT, listing.key: _rows(item)})
    return _object(
        {
            "first_page_uri": TEXT,
            "end": WHOLE,
            "previous_page_uri": TEXT_OR_NULL,
            "uri": TEXT,
            "page_size": WHOLE,
            "start": WHOLE,
            "next_page_uri": TEXT_OR_NULL,
            "page": WHOLE,
            listing.key: _rows(item),
        }
    )


def _v1_page(listing: Listing, item: Schema) -> Schema:
    meta = _object(
        {
            "page": WHOLE,
            "page_size": WHOLE,
            "first_page_url": TEXT,
            "previous_page_url": TEXT_OR_NULL,
            "url": TEXT,
            "next_page_url": TEXT_OR_NULL,
            "key": TEXT,
        }
    )
    return _object({"meta": meta, listing.key: _rows(item)})


def _control_page(listing: Listing, item: Schema) -> Schema:
    return _object({listing.key: _rows(item), "next_cursor": TEXT_OR_NULL})


def _comms_page(listing: Listing, item: Schema) -> Schema:
    return _object({listing.key: _rows(item), "pagination": _object({"next": TEXT_OR_NULL, "self": TEXT_OR_NULL})})


REFUSAL = _object(
    {"code": WHOLE, "message": TEXT, "more_info": TEXT, "status": WHOLE, "details": {"type": "object"}},
    optional=("details",),
)
REFUSALS = _object({"errors": _rows(_object({"code": WHOLE, "message": TEXT})), "status": WHOLE})
NUMBERED = (
    _paging("PageSize", SIZE, f"{SIZE_SAYS} More than {MAX_PAGE_SIZE:,} is refused with 20007.", 20001),
    _paging("Page", Whole(0, MAX_PAGE_NUMBER), "The number of the page; the links of a page count it on.", 20001),
    _paging("PageToken", Text(), "Where the page begins; taken from the links of a page.", 21481),
)

V2010 = Conventions(
    body_type=FORM_TYPE,
    error=REFUSAL,
    envelope=_v2010_page,
    paging=NUMBERED,
    suffix=".json",
    instant_format="date-time-rfc-2822",
    note="Paths are shown with `.json`. With `.csv` the answer is CSV, with `.xml` or without an extension XML.",
)
V1 = Conventions(body_type=FORM_TYPE, error=REFUSAL, envelope=_v1_page, paging=NUMBERED)
CONTROL = Conventions(
    body_type=JSON_TYPE,
    error=REFUSAL,
    envelope=_control_page,
    paging=(
        _paging("page_size", SIZE, SIZE_SAYS, 90002),
        _paging("cursor", Text(), "`next_cursor` of the page before.", 90015),
    ),
)
COMMS = Conventions(
    body_type=JSON_TYPE,
    error=REFUSALS,
    envelope=_comms_page,
    paging=(
        _paging("page_size", SIZE, SIZE_SAYS, 20001),
        _paging("page_token", Text(), "Where the page begins; taken from `pagination`.", 20001),
    ),
    note="Names are shown in snake_case; camelCase is read as well, and answered where it was used.",
)
