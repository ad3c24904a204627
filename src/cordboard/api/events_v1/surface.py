"""What the resources of the events API share. Source: the published twilio_events_v1.json."""

from __future__ import annotations

from cordboard.api.dialects import V1
from cordboard.catalogue.describe import Surface
from cordboard.catalogue.wire import SidOf, Text

SURFACE = Surface("events_v1", "events", "v1", V1(), area="events")
SINK_SID, SUBSCRIPTION_SID = SidOf(("DG",)), SidOf(("DF",))
NAME, DESCRIPTION = Text(200), Text(1000)
