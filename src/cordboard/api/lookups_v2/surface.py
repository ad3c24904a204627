"""The lookups API, v2. Source: reference 09, Lookups v2."""

from __future__ import annotations

from cordboard.api.product_json import ProductJson
from cordboard.catalogue.describe import Surface

SURFACE = Surface("lookups_v2", "lookups", "v2", ProductJson(), area="lookups")
