"""The tools for documentation: `twilio__search` and `twilio__retrieve`, with the inputs of the hosted original.

Source: the hosted documentation server's list of tools, as of August 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cordboard.catalogue.derive.pages import API, OPERATION_PREFIX, Page
from cordboard.faces.mcp.index import Index, Wanted
from cordboard.faces.mcp.tool import Refused, Result, Tool, checked

FEWEST, MOST_CHARACTERS = 3, 200
MOST_HITS, USUAL_HITS = 10, 5
MOST_IDS = 10
PARTS = ("request_body", "response_fields")
READS = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}

SEARCH = Tool(
    name="twilio__search",
    description=(
        "Find API operations, error codes, TwiML verbs, web hooks and guides of this server by words. "
        "Hand the ids of hits to twilio__retrieve."
    ),
    input_schema={
        "type": "object",
        "properties": {
            "query": {"type": "string", "minLength": FEWEST, "maxLength": MOST_CHARACTERS},
            "source": {"type": "string", "enum": ["docs", "api", "all"], "default": "all"},
            "product": {"type": "string", "maxLength": 50, "description": "Such as api_v2010, messaging or lookups."},
            "version": {"type": "string", "maxLength": 20, "description": "v2; any for all."},
            "topics": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 4},
            "limit": {"type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": USUAL_HITS},
            "filter": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "version": {"type": "string"}},
                "description": "The older way to say product and version.",
            },
            "latest_only": {"type": "boolean"},
        },
        "required": ["query"],
    },
    output_schema={"type": "object", "properties": {"results": {"type": "array"}}, "required": ["results"]},
    annotations=READS,
)
RETRIEVE = Tool(
    name="twilio__retrieve",
    description="Read operations (op::twilio_api_v2010::CreateMessage) and pages (uri:…) by the ids of a search.",
    input_schema={
        "type": "object",
        "properties": {
            "ids": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_IDS},
            "fields": {
                "type": "array",
                "items": {"type": "string", "enum": list(PARTS)},
                "minItems": 1,
                "maxItems": len(PARTS),
            },
        },
        "required": ["ids"],
    },
    output_schema={"type": "object", "properties": {"results": {"type": "array"}}, "required": ["results"]},
    annotations=READS,
)


class DocsTools:
    """Answers the two tools out of an index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    async def listed(self) -> list[Tool]:
        """Return both tools."""
        return [SEARCH, RETRIEVE]

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Result:
        """Answer a call. Raises: Refused."""
        if name == SEARCH.name:
            return Result({"results": self._search(checked(SEARCH, arguments))})
        if name == RETRIEVE.name:
            given = checked(RETRIEVE, arguments)
            parts = given.get("fields") or PARTS
            return Result({"results": [self._retrieve(each, parts) for each in given["ids"]]})
        raise Refused(f"There is no tool {name[:64]}; there are {SEARCH.name} and {RETRIEVE.name}.")

    def _search(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        older = given.get("filter") or {}
        source = given.get("source", "all")
        wanted = Wanted(
            source="" if source == "all" else source,
            product=given.get("product") or older.get("name") or "",
            version=given.get("version") or older.get("version") or "",
        )
        found = self._index.search(given["query"], wanted, given.get("limit", USUAL_HITS))
        return [_hit(page) for page in found]

    def _retrieve(self, page_id: str, parts: tuple[str, ...]) -> dict[str, Any]:
        page = self._index.by_id.get(page_id)
        if page is None:
            is_known = page_id.startswith((OPERATION_PREFIX, "uri:"))
            why = "nothing has this id" if is_known else "an id begins with op:: or uri:"
            return {"id": page_id[:200], "error": f"Not found: {why}; search for it with {SEARCH.name}."}
        return {"id": page.id, **page.told, **{name: page.parts[name] for name in parts if name in page.parts}}


def _hit(page: Page) -> dict[str, Any]:
    if page.source == API:
        told = {name: page.told[name] for name in ("api", "method", "path", "operation_id", "summary", "intent")}
        return {"id": page.id, **told, "product": page.product, "version": page.version}
    return {"id": page.id, "title": page.title, "snippet": page.summary, "source": page.id.removeprefix("uri:")}
