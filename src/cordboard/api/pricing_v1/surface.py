"""The pricing API, v1. Source: the published twilio_pricing_v1.json."""

from __future__ import annotations

from cordboard.api.dialects import V1
from cordboard.api.pricing import AREA
from cordboard.catalogue.describe import Surface

SURFACE = Surface("pricing_v1", "pricing", "v1", V1(), area=AREA)
