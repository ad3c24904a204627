"""What load balancers and supervisors ask, at the root of every host and without credentials.

They ask every few seconds for ever, so none of it stands in the request log.
"""

from __future__ import annotations

from typing import Any

from cordboard.api.call import Call
from cordboard.api.dialects import Control
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import Level, Property, Surface, View
from cordboard.catalogue.wire import Text

SURFACE = Surface("probes", "probes", "", Control(), area="probes")
PROBE = View("Probe", (Property("status", Text(), lambda found: found["status"]),))


@SURFACE.operation(
    "GET",
    "/health",
    name="FetchHealth",
    level=Level.READ,
    says="asked for the health",
    view=PROBE,
    is_public=True,
    is_recorded=False,
)
async def fetch_health(call: Call, given: None) -> dict[str, Any]:
    """Tell that the server answers."""
    return {"status": "ok"}


@SURFACE.operation(
    "GET",
    "/ready",
    name="FetchReadiness",
    level=Level.READ,
    says="asked for readiness",
    view=PROBE,
    is_public=True,
    is_recorded=False,
)
async def fetch_readiness(call: Call, given: None) -> dict[str, Any]:
    """Tell that the store takes what is written; answers 503 while it does not."""
    if not await call.services.is_ready():
        raise Problem(20503, retry_after_s=1)
    return {"status": "ready"}
