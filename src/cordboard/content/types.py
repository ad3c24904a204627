"""What content may look like: its types, and the fields of each.

Source: https://github.com/twilio/twilio-oai (twilio_content_v1.json), whose names and needs these are; the lengths are
ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

LONGEST_TEXT = 4096
MOST_ITEMS = 100

# A field is text, texts, number, truth, or a list of a shape below; with an exclamation mark it has to be there.
Shape = Mapping[str, str]
_ACTION = {"type": "text", "title": "text!", "url": "text", "phone": "text", "id": "text", "code": "text"}
_TYPED_ACTION = {**_ACTION, "type": "text!"}
SHAPES: Mapping[str, Shape] = {
    "actions": _TYPED_ACTION,
    "card actions": {**_TYPED_ACTION, "webview_size": "text"},
    "replies": {"type": "text", "title": "text!", "id": "text"},
    "codes": {"type": "text!", "copy_code_text": "text!"},
    "list items": {"id": "text!", "item": "text!", "description": "text"},
    "cards": {"title": "text", "body": "text!", "media": "text!", "actions": "actions!"},
    "catalog items": {
        "id": "text",
        "section_title": "text",
        "name": "text",
        "media_url": "text",
        "price": "number",
        "description": "text",
    },
    "pages": {"id": "text!", "next_page_id": "text", "title": "text!", "subtitle": "text", "layout": "components!"},
    "components": {"label": "text", "type": "text!", "text": "text", "options": "texts"},
}
TYPES: Mapping[str, Shape] = {
    "twilio/text": {"body": "text!"},
    "twilio/media": {"body": "text", "media": "texts!"},
    "twilio/location": {
        "latitude": "number!",
        "longitude": "number!",
        "label": "text",
        "id": "text",
        "address": "text",
    },
    "twilio/list-picker": {"body": "text!", "button": "text!", "items": "list items!"},
    "twilio/call-to-action": {"body": "text!", "actions": "actions!"},
    "twilio/quick-reply": {"body": "text!", "actions": "replies!"},
    "twilio/card": {"title": "text", "body": "text", "subtitle": "text", "media": "texts", "actions": "card actions"},
    "twilio/catalog": {
        "title": "text",
        "body": "text!",
        "subtitle": "text",
        "id": "text",
        "items": "catalog items",
        "dynamic_items": "text",
    },
    "twilio/carousel": {"body": "text!", "cards": "cards!"},
    "twilio/flows": {
        "body": "text!",
        "button_text": "text!",
        "subtitle": "text",
        "media_url": "text",
        "pages": "pages!",
        "type": "text!",
    },
    "twilio/schedule": {"id": "text!", "title": "text!", "timeSlots": "text!"},
    "whatsapp/card": {
        "body": "text!",
        "footer": "text",
        "media": "texts",
        "header_text": "text",
        "actions": "card actions",
    },
    "whatsapp/authentication": {
        "add_security_recommendation": "truth",
        "code_expiration_minutes": "number",
        "actions": "codes!",
    },
    "whatsapp/flows": {
        "body": "text!",
        "button_text": "text!",
        "subtitle": "text",
        "media_url": "text",
        "flow_id": "text!",
        "flow_token": "text",
        "flow_first_page_id": "text",
        "is_flow_first_page_endpoint": "truth",
    },
}


class BadContent(ValueError):
    """Content is not as its type asks for; the text says where and why."""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ITEMS and all(_is_text(each) for each in value)


_SCALARS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "text": (_is_text, f"text of at most {LONGEST_TEXT:,} characters"),
    "texts": (_are_texts, f"a list of at most {MOST_ITEMS} texts"),
    "number": (_is_number, "a number"),
    "truth": (lambda value: isinstance(value, bool), "true or false"),
}


def checked_types(types: object) -> dict[str, Any]:
    """Return content by type, without the nulls that clients send for what they leave out. Raises: BadContent."""
    if not isinstance(types, Mapping):
        raise BadContent("types has to be an object with a field for each type")
    given = {str(name): value for name, value in types.items() if value is not None}
    if not given:
        raise BadContent("types needs at least one type of content")
    for name in given:
        if name not in TYPES:
            raise BadContent(f"{name[:40]} is no type of content")
    return {name: _object(name, TYPES[name], value) for name, value in given.items()}


def _object(at: str, shape: Shape, value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise BadContent(f"{at} has to be an object")
    given = {str(name): each for name, each in value.items() if each is not None}
    for name in given:
        if name not in shape:
            raise BadContent(f"{at} has no field {name[:40]}")
    return dict(_fields(at, shape, given))


def _fields(at: str, shape: Shape, given: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    for name, kind in shape.items():
        if name in given:
            yield name, _value(f"{at}.{name}", kind.removesuffix("!"), given[name])
        elif kind.endswith("!"):
            raise BadContent(f"{at} needs {name}")


def _value(at: str, kind: str, value: object) -> Any:
    scalar = _SCALARS.get(kind)
    if scalar is not None:
        is_right, sentence = scalar
        if not is_right(value):
            raise BadContent(f"{at} has to be {sentence}")
        return value
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_ITEMS:
        raise BadContent(f"{at} has to be a list of 1 to {MOST_ITEMS} objects")
    return [_object(f"{at}[{place}]", SHAPES[kind], each) for place, each in enumerate(value)]
