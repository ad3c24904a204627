"""The content API, version 1, and what its resources share. Source: twilio_content_v1.json of twilio-oai."""

from __future__ import annotations

from cordboard.api.messaging_v1.surface import ANYTHING, dates, out
from cordboard.api.product_json import ProductJson
from cordboard.catalogue.describe import Property, Surface
from cordboard.catalogue.wire import SidOf

SURFACE = Surface("content_v1", "content", "v1", ProductJson(), area="messaging")
CONTENT_SID = SidOf(("HX",))


def head() -> tuple[Property, ...]:
    """Describe what content has in every list."""
    return (
        *dates(),
        out("sid"),
        out("account_sid"),
        out("friendly_name"),
        out("language"),
        out("variables", ANYTHING),
        out("types", ANYTHING),
    )
