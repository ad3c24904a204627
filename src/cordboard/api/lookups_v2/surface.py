"""The lookups API, v2. Source: reference 09, Lookups v2."""

from __future__ import annotations

from cordboard.api.dialects import V1
from cordboard.catalogue.describe import Surface

SURFACE = Surface("lookups_v2", "lookups", "v2", V1(), area="lookups")
