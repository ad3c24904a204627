"""Two servers for all tests of the gateway: one decides, the other is the account on which it is carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from elsewhere import Pair


@pytest.fixture(scope="session")
def pair(start_session: Callable[..., Any]) -> Pair:
    """Start both."""
    return Pair(start_session(sim_latency_ms="20"), start_session(sim_latency_ms="20"))
