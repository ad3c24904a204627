"""Prices of messages, numbers and calls by country. Source: the published twilio_pricing_v1.json."""

from __future__ import annotations

from cordboard.api.pricing import describe_countries
from cordboard.api.pricing_v1.surface import SURFACE
from cordboard.pricing import lists

_MESSAGES = {"outbound_sms_prices": lists.outbound_sms, "inbound_sms_prices": lists.inbound_sms}
_CALLS = {"outbound_prefix_prices": lists.outbound_prefixes, "inbound_call_prices": lists.inbound_calls}
describe_countries(SURFACE, "Messaging", "MessagingCountry", _MESSAGES)
describe_countries(SURFACE, "PhoneNumbers", "PhoneNumberCountry", {"phone_number_prices": lists.numbers})
describe_countries(SURFACE, "Voice", "VoiceCountry", _CALLS)
