"""Two servers for the tests of a module: one decides, the other is the account on which it is carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from elsewhere import Pair


@pytest.fixture(scope="module")
def pair(start_module: Callable[..., Any]) -> Pair:
    """Start both."""
    return Pair(start_module(sim_latency_ms="20"), start_module(sim_latency_ms="20"))
