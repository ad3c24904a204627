"""Types of content. Source: twilio_content_v1.json of twilio-oai; its example of a create."""

import pytest

from cordboard.content.filling import Written, filled, written
from cordboard.content.types import TYPES, BadContent, checked_types

TREE = {"twilio/text": {"body": "It is at 39.7392"}, "twilio/location": {"longitude": 104.99, "latitude": 39.7}}
REPLIES = {"body": "Coming, {{1}}?", "actions": [{"title": "Yes", "id": "y"}, {"title": "No"}]}


def test_the_published_example_is_right() -> None:
    assert checked_types(TREE) == TREE | {"twilio/location": {"latitude": 39.7, "longitude": 104.99}}


def test_nulls_are_what_a_client_left_out() -> None:
    given = {"twilio/text": {"body": "Hi"}, "twilio/media": None}
    assert checked_types(given) == {"twilio/text": {"body": "Hi"}}
    assert checked_types({"twilio/media": {"body": None, "media": ["https://x.example/a.png"]}}) == {
        "twilio/media": {"media": ["https://x.example/a.png"]}
    }


@pytest.mark.parametrize(
    "types",
    [
        None,
        [],
        "twilio/text",
        {},
        {"twilio/text": None},
        {"twilio/poem": {"body": "Hi"}},
        {"twilio/text": {}},
        {"twilio/text": "Hi"},
        {"twilio/text": {"body": 1}},
        {"twilio/text": {"body": "x" * 4097}},
        {"twilio/text": {"body": "Hi", "more": "x"}},
        {"twilio/media": {"media": "https://x.example"}},
        {"twilio/media": {"media": [1]}},
        {"twilio/location": {"latitude": "1", "longitude": 2}},
        {"twilio/location": {"latitude": True, "longitude": 2}},
        {"twilio/quick-reply": {"body": "Hi", "actions": []}},
        {"twilio/quick-reply": {"body": "Hi", "actions": [{}]}},
        {"twilio/quick-reply": {"body": "Hi", "actions": [{"title": "x"}] * 101}},
        {"twilio/carousel": {"body": "Hi", "cards": [{"body": "b", "media": "m", "actions": [{"title": "t"}]}]}},
    ],
)
def test_content_that_is_not_as_its_type_says_is_refused(types: object) -> None:
    with pytest.raises(BadContent):
        checked_types(types)


def test_a_fault_is_told_by_its_place() -> None:
    with pytest.raises(BadContent, match=r"twilio/quick-reply\.actions\[1\] needs title"):
        checked_types({"twilio/quick-reply": {"body": "Hi", "actions": [{"title": "x"}, {}]}})


def test_sms_takes_text_and_richer_channels_what_is_richer() -> None:
    types = {"twilio/text": {"body": "Reply YES"}, "twilio/quick-reply": REPLIES}
    assert written(types, "sms").body == "Reply YES"
    assert written(types, "whatsapp").body == "Coming, {{1}}?\nYes\nNo"


def test_what_one_may_choose_is_written_below_the_text() -> None:
    card = {
        "title": "Owl",
        "subtitle": "A bird",
        "media": ["https://x.example/owl.png"],
        "actions": [{"type": "URL", "title": "See", "url": "https://x.example/{{1}}"}],
    }
    assert written({"twilio/card": card}, "sms") == Written(
        "Owl\nA bird\nSee: https://x.example/{{1}}", ("https://x.example/owl.png",)
    )


def test_a_place_is_written_with_its_name_and_coordinates() -> None:
    assert (
        written({"twilio/location": {"latitude": 1.5, "longitude": 2, "label": "Here"}}, "sms").body == "Here\n1.5, 2"
    )


def test_slots_are_filled_by_number_or_name_and_one_without_a_value_is_empty() -> None:
    found = filled(Written("{{1}}{{ name }}{{2}}!", ("https://x.example/{{1}}", "{{2}}")), {"1": "a", "name": "b"})
    assert found == Written("ab!", ("https://x.example/a",))


def test_what_fills_a_slot_is_not_filled_again() -> None:
    assert filled(Written("{{1}}"), {"1": "{{2}}", "2": "x"}).body == "{{2}}"


def test_every_type_can_be_written() -> None:
    filling = {"text": "t", "texts": ["https://x.example"], "number": 1, "truth": True}
    for name, shape in TYPES.items():
        value = {each: filling.get(kind.strip("!"), []) for each, kind in shape.items()}
        assert isinstance(written({name: value}, "rcs").body, str)
