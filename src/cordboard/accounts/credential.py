"""Credentials that an account leaves here for others' services, and numbers that need no screening: kept resources."""

from __future__ import annotations

from cordboard.shelf.shelf import Kept, Kind


class Credential(Kept, frozen=True, kw_only=True):
    """A named credential. What is secret in it is not kept, because nothing here uses it."""

    friendly_name: str = ""


class SafeNumber(Kept, frozen=True, kw_only=True):
    """A number, or the beginning of a thousand, on the safe list."""

    phone_number: str


class Consent(Kept, frozen=True, kw_only=True):
    """That a person wants, or does not want, messages of a sender. ``consented_at`` is as it was given."""

    contact_id: str
    sender_id: str
    status: str
    source: str
    consented_at: str = ""


class Contact(Kept, frozen=True, kw_only=True):
    """Where a person lives, which tells the hours in which messages are welcome."""

    contact_id: str
    country_iso_code: str
    zip_code: str


AWS = Kind("credential_aws", "CR", Credential)
PUBLIC_KEY = Kind("credential_public_key", "CR", Credential)
SAFE_NUMBER = Kind("safe_number", "GN", SafeNumber)
# Consents and contacts have no SID on the wire; these prefixes are ours.
CONSENT = Kind("consent", "YC", Consent)
CONTACT = Kind("contact", "YD", Contact)
