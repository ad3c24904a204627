"""The pricing API, v2. Source: the published twilio_pricing_v2.json."""

from __future__ import annotations

from cordboard.api.dialects import V1
from cordboard.api.pricing import AREA
from cordboard.catalogue.describe import Surface

SURFACE = Surface("pricing_v2", "pricing", "v2", V1(), area=AREA)
