"""The messaging API, versions 2 and 3. Source: messaging/v2, messaging/v3."""

from __future__ import annotations

from cordboard.api.product_json import ProductJson
from cordboard.catalogue.describe import Surface

SURFACE_2 = Surface("messaging_v2", "messaging", "v2", ProductJson(), area="messaging")
SURFACE_3 = Surface("messaging_v3", "messaging", "v3", ProductJson(), area="messaging")
