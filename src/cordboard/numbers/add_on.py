"""Add-ons of others that are assigned to a number. They are kept and do nothing here."""

from __future__ import annotations

from cordboard.shelf.shelf import Kept, Kind


class AddOn(Kept, frozen=True, kw_only=True):
    """An add-on assigned to the number that is its parent."""

    installed_sid: str
    friendly_name: str
    unique_name: str


class Extension(Kept, frozen=True, kw_only=True):
    """Where an add-on comes in; its parent is the add-on."""

    resource_sid: str
    friendly_name: str = "Incoming Voice Call"
    product_name: str = "Programmable Voice"
    unique_name: str = "voice-incoming"
    enabled: bool = True


ADD_ON, EXTENSION = Kind("assigned_add_on", "XE", AddOn), Kind("add_on_extension", "XF", Extension)
