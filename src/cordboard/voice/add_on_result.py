"""What add-ons of others made of a recording. No add-on runs here; results are kept as the operator gives them."""

from __future__ import annotations

from cordboard.shelf.shelf import Kept, Kind


class AddOnResult(Kept, frozen=True, kw_only=True):
    """The result of an add-on for the recording that is its parent."""

    add_on_sid: str
    add_on_configuration_sid: str
    status: str = "completed"


class AddOnPayload(Kept, frozen=True, kw_only=True):
    """A piece of a result, which is its parent."""

    reference_sid: str
    add_on_sid: str
    add_on_configuration_sid: str
    label: str
    content_type: str
    data: str


ADD_ON_RESULT = Kind("add_on_result", "XR", AddOnResult)
ADD_ON_PAYLOAD = Kind("add_on_payload", "XH", AddOnPayload)
