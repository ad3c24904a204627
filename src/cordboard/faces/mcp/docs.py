"""The tools for documentation: `twilio__search` and `twilio__retrieve`, with the inputs of the hosted original.

Source: the hosted documentation server's list of tools, as of August 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cordboard.catalogue.derive.pages import API, OPERATION_PREFIX, Page
from cordboard.faces.mcp.index import ANY, Index, Wanted
from cordboard.faces.mcp.tool import Refused, Result, Tool, UnknownTool, checked

FEWEST, MOST_CHARACTERS = 3, 200
MOST_HITS, USUAL_HITS = 10, 5
MOST_IDS = 10
PARTS = ("request_body", "response_fields")
READS = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}

# Products that the original's list is known to name; those that there are pages of come beside them.
_NAMED = "accounts api_v2010 conversations iam lookups messaging monitor numbers studio verify video voice"
PRODUCTS = frozenset(_NAMED.split())
# Topics of the original, and finer ones of ours. What is for sale (twilio_com) is not documented here.
TOPICS = ("twilio_docs", "support_docs", "twilio_com", "errors", "twiml", "webhooks", "guides")
RESULTS = {"type": "object", "properties": {"results": {"type": "array"}}, "required": ["results"]}


def search_tool(products: Iterable[str]) -> Tool:
    """Return the tool that searches, for an index with these products."""
    product = {"type": "string", "enum": sorted({*PRODUCTS, *products})}
    version = {"type": "string", "maxLength": 20}
    properties = {
        "query": {"type": "string", "minLength": FEWEST, "maxLength": MOST_CHARACTERS},
        "source": {
            "type": "string",
            "enum": ["docs", "api", "all"],
            "default": "all",
            "description": "all is both, in turns.",
        },
        "product": {**product, "description": "Operations of one product."},
        "version": {
            **version,
            "description": "v1, with a product; any for all. Without it each operation's newest version is searched.",
        },
        "topics": {
            "type": "array",
            "items": {"type": "string", "enum": list(TOPICS)},
            "minItems": 1,
            "maxItems": 4,
            "description": "Which pages of documentation.",
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": USUAL_HITS},
        "filter": {
            "type": "object",
            "properties": {"name": product, "version": version},
            "description": "The older way to say product and version.",
        },
        "latest_only": {"type": "boolean", "description": "The older way to say whether version is any: false is."},
    }
    return Tool(
        name="twilio__search",
        description=(
            "Find API operations, error codes, TwiML verbs, web hooks and guides of this server by words. "
            "Hand the ids of hits to twilio__retrieve."
        ),
        input_schema={"type": "object", "properties": properties, "required": ["query"]},
        output_schema=RESULTS,
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
    output_schema=RESULTS,
    annotations=READS,
)


class DocsTools:
    """Answers the two tools out of an index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._search_tool = search_tool(index.products)

    async def listed(self) -> list[Tool]:
        """Return both tools."""
        return [self._search_tool, RETRIEVE]

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Result:
        """Answer a call. Raises: Refused; UnknownTool."""
        if name == self._search_tool.name:
            return Result({"results": self._search(checked(self._search_tool, arguments))})
        if name == RETRIEVE.name:
            given = checked(RETRIEVE, arguments)
            parts = given.get("fields") or PARTS
            return Result({"results": [self._retrieve(each, parts) for each in given["ids"]]})
        raise UnknownTool(name)

    def _search(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = self._index.search(given["query"], _wanted(given), given.get("limit", USUAL_HITS))
        return [_hit(page) for page in found]

    def _retrieve(self, page_id: str, parts: tuple[str, ...]) -> dict[str, Any]:
        page = self._index.by_id.get(page_id)
        if page is None:
            is_known = page_id.startswith((OPERATION_PREFIX, "uri:"))
            why = "nothing has this id" if is_known else "an id begins with op:: or uri:"
            return {"id": page_id[:200], "error": f"Not found: {why}; search for it with {self._search_tool.name}."}
        return {"id": page.id, **page.told, **{name: page.parts[name] for name in parts if name in page.parts}}


def _wanted(given: Mapping[str, Any]) -> Wanted:
    """Read what a search is limited to, also as it was said once. Raises: Refused."""
    older = given.get("filter") or {}
    source = given.get("source", "all")
    product = given.get("product") or older.get("name") or ""
    version = given.get("version") or older.get("version") or ("" if given.get("latest_only", True) else ANY)
    if version not in ("", ANY) and not product:
        raise Refused(f"The argument version needs product beside it, unless it is {ANY}.")
    return Wanted("" if source == "all" else source, product, version, tuple(given.get("topics", ())))


def _hit(page: Page) -> dict[str, Any]:
    if page.source == API:
        told = {name: page.told[name] for name in ("api", "method", "path", "operation_id", "summary", "intent")}
        return {"id": page.id, **told, "product": page.product, "version": page.version}
    return {"id": page.id, "title": page.told["title"], "snippet": page.summary, "source": page.id.removeprefix("uri:")}
