"""How properties are tried: as often as is worth its time, and never against the clock of a busy machine."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Operations are declared in the order in which their modules are imported, and pages of the reference tell them in it:
# all of them first, so that no test that imports one of them changes that.
import cordboard.api.surfaces  # noqa: F401

settings.register_profile("unit", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unit")
