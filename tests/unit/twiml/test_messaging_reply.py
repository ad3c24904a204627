"""What an answer to an inbound message asks for. Documents are made by the official library where it can make them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.messaging_response import Message, MessagingResponse

from cordboard.twiml.reader import MOST_BYTES, MOST_ELEMENTS, Document, Trouble, read
from cordboard.twiml.reply import MOST_REPLIES, Effect, FollowRedirect, SendReply, effects

TOO_LARGE, NOT_WELL_FORMED, WRONG_VERSION, WRONG_ROOT = 11750, 12100, 12101, 12102
SCHEMA, BAD_TYPE, NO_CONTENT, REPLY_LIMIT, BAD_VERB = 12200, 12300, 14103, 14109, 14110
# The characters of XML 1.0 (section 2.2) but the surrogates, and without the line ends that XML normalises.
xml_texts = st.text(
    st.one_of(st.characters(min_codepoint=0x20, max_codepoint=0xD7FF), st.characters(min_codepoint=0xE000)).filter(
        lambda character: character not in "\ufffe\uffff"
    ),
    max_size=60,
)


def told(document: object, content_type: str | None = "text/xml") -> list[Effect]:
    body = document if isinstance(document, bytes) else str(document).encode()
    return list(effects(content_type, body))


def codes(found: list[Effect]) -> list[int]:
    return [each.code for each in found if isinstance(each, Trouble)]


def respond(inner: str) -> list[Effect]:
    return told(f"<Response>{inner}</Response>")


# Replies


@given(xml_texts)
def test_any_text_that_the_official_library_writes_is_read_back(text: str) -> None:
    response = MessagingResponse()
    response.message(text)
    found = told(response)
    if text.strip():
        assert found == [SendReply(text.strip(), line=1)]
    else:
        assert codes(found) == [NO_CONTENT]


def test_a_message_carries_what_its_attributes_say() -> None:
    response = MessagingResponse()
    message = Message(to="+14155550100", from_="+14155550101", action="/old", method="GET", status_callback="/status")
    message.body("Hello")
    message.media("https://example.com/a.png")
    message.media("https://example.com/b.png")
    response.append(message)
    assert told(response) == [
        SendReply(
            "Hello",
            ("https://example.com/a.png", "https://example.com/b.png"),
            "+14155550100",
            "+14155550101",
            "/status",
            1,
        )
    ]


def test_the_old_name_of_the_status_callback_is_read_too() -> None:
    assert respond('<Message action="/old">Hi</Message>') == [SendReply("Hi", status_callback="/old", line=1)]


def test_media_alone_is_a_message() -> None:
    assert respond("<Message><Media> https://example.com/a.png\n</Media></Message>") == [
        SendReply("", ("https://example.com/a.png",), line=1)
    ]


def test_several_messages_are_several_replies_in_order() -> None:
    found = respond("<Message>1</Message><Sms>2</Sms><Message>3</Message>")
    assert [each.body for each in found if isinstance(each, SendReply)] == ["1", "2", "3"]


def test_layout_comments_and_markup_characters_are_no_part_of_the_text() -> None:
    found = told(b"<Response>\n  <Message>\n    a<!-- no -->b &lt;3 <![CDATA[<c>]]>\n  </Message>\n</Response>\n")
    assert found == [SendReply("ab <3 <c>", line=2)]


def test_text_around_a_picture_is_kept() -> None:
    [reply] = respond("<Message>Look <Media>https://example.com/a.png</Media>here</Message>")
    assert isinstance(reply, SendReply)
    assert reply.body == "Look here"


def test_no_more_replies_are_sent_than_the_limit() -> None:
    found = respond("<Message>x</Message>" * (MOST_REPLIES + 5))
    assert len([each for each in found if isinstance(each, SendReply)]) == MOST_REPLIES
    assert codes(found) == [REPLY_LIMIT]


@pytest.mark.parametrize("inner", ["<Message/>", "<Message> \n </Message>", "<Message><Body> </Body></Message>"])
def test_a_message_of_nothing_is_told_and_not_sent(inner: str) -> None:
    assert codes(respond(inner)) == [NO_CONTENT]
    assert len(respond(inner)) == 1


# Redirects


def test_a_redirect_ends_the_document() -> None:
    response = MessagingResponse()
    response.message("first")
    response.redirect("/next", method="GET")
    response.message("never")
    assert told(response) == [SendReply("first", line=1), FollowRedirect("/next", "GET")]


@pytest.mark.parametrize("method", ["", ' method="POST"', ' method="post"', ' method="PUT"'])
def test_a_redirect_is_a_post_unless_it_says_get(method: str) -> None:
    assert respond(f"<Redirect{method}> /next </Redirect>") == [FollowRedirect("/next", "POST")]


def test_a_redirect_may_say_get_in_any_case() -> None:
    assert respond('<Redirect method="get">/next</Redirect>') == [FollowRedirect("/next", "GET")]


# What is wrong, and goes on


def test_what_is_not_known_is_warned_of_with_its_line_and_skipped() -> None:
    found = told('<Response>\n<Say>no</Say>\n<Message colour="red">\n<Voice/>yes</Message></Response>')
    troubles = [each for each in found if isinstance(each, Trouble)]
    assert [(each.code, each.line, each.is_warning) for each in troubles] == [
        (BAD_VERB, 2, True),
        (SCHEMA, 3, True),
        (SCHEMA, 4, True),
    ]
    assert [each.body for each in found if isinstance(each, SendReply)] == ["yes"]


@pytest.mark.parametrize("inner", ["<message>a</message>", '<x:Message xmlns:x="urn:x">a</x:Message>'])
def test_names_of_elements_are_exact(inner: str) -> None:
    assert codes(respond(inner)) == [BAD_VERB]
    assert len(respond(inner)) == 1


# Content types. The reference, "HTTP client behaviour".


@pytest.mark.parametrize(
    "content_type",
    ["text/xml", "application/xml", "text/html", "TEXT/XML; charset=utf-8", "text/plain", None, ""],
)
def test_twiml_is_read_under_the_types_that_may_carry_it(content_type: str | None) -> None:
    assert told(b"<Response><Message>Hi</Message></Response>", content_type) == [SendReply("Hi", line=1)]


@pytest.mark.parametrize("content_type", ["application/json", "audio/mpeg", "image/png", "application/octet-stream"])
def test_another_type_is_an_error(content_type: str) -> None:
    assert codes(told(b"<Response><Message>Hi</Message></Response>", content_type)) == [BAD_TYPE]


def test_an_untyped_answer_that_is_no_document_is_an_error() -> None:
    assert codes(told(b"Hello", None)) == [BAD_TYPE]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"Thanks!\n", "Thanks!"),
        ("Merçi 😀".encode(), "Merçi 😀"),
        (b"\xef\xbb\xbfThanks", "Thanks"),  # with a byte order mark
        (b"<3 you", "<3 you"),  # begins like a document and is none
        (b"<b>Thanks</b>", "<b>Thanks</b>"),
    ],
)
def test_plain_text_that_is_no_twiml_is_the_reply(body: bytes, text: str) -> None:
    assert told(body, "text/plain; charset=utf-8") == [SendReply(text)]


@pytest.mark.parametrize("body", [b"", b" \r\n\t"])
@pytest.mark.parametrize("content_type", ["text/xml", "application/json", None])
def test_an_empty_answer_asks_for_nothing(body: bytes, content_type: str | None) -> None:
    assert told(body, content_type) == []


def test_an_empty_response_asks_for_nothing() -> None:
    assert told(MessagingResponse()) == []


# Documents that cannot be read


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<Response>", NOT_WELL_FORMED),
        (b"<Response><Message>a</Response>", NOT_WELL_FORMED),
        (b"<Response><Version>a</Response>", NOT_WELL_FORMED),
        (b"<Response/><Response/>", NOT_WELL_FORMED),
        (b"<Response>a & b</Response>", NOT_WELL_FORMED),
        (b"<Response>\xff</Response>", NOT_WELL_FORMED),
        (b"<Response>\x00</Response>", NOT_WELL_FORMED),
        (b"<Response a='1' a='2'/>", NOT_WELL_FORMED),
        (b"hello", NOT_WELL_FORMED),
        (b'<?xml version="1.1"?><Response/>', WRONG_VERSION),
        (b'<?xml version="2.0"?><Response/>', WRONG_VERSION),
        (b'<?xml encoding="utf-8"?><Response/>', WRONG_VERSION),
        (b"<response/>", WRONG_ROOT),
        (b"<html><body>502 Bad Gateway</body></html>", WRONG_ROOT),
        (b'<Response xmlns="urn:x"/>', WRONG_ROOT),
    ],
)
def test_each_way_to_be_no_document_has_its_code(body: bytes, code: int) -> None:
    [trouble] = told(body)
    assert isinstance(trouble, Trouble)
    assert (trouble.code, trouble.is_warning) == (code, False)


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE Response [<!ENTITY x SYSTEM "file:///etc/passwd">]><Response><Message>&x;</Message></Response>',
        b'<!DOCTYPE Response [<!ENTITY x "hello">]><Response><Message>&x;</Message></Response>',
        b'<!DOCTYPE Response SYSTEM "http://127.0.0.1/evil.dtd"><Response/>',
        b'<!DOCTYPE Response [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
        b"<Response><Message>&d;&d;&d;&d;</Message></Response>",
        b"<!DOCTYPE Response><Response/>",
    ],
    ids=["external", "internal", "dtd", "laughs", "bare"],
)
def test_a_document_with_a_type_declaration_is_refused(body: bytes) -> None:
    assert codes(told(body)) == [NOT_WELL_FORMED]


def test_a_document_of_64_kb_is_read_and_a_larger_one_is_not() -> None:
    around = len("<Response><Message></Message></Response>")
    [reply] = respond(f"<Message>{'x' * (MOST_BYTES - around)}</Message>")
    assert isinstance(reply, SendReply)
    assert MOST_BYTES == 65_536
    assert codes(respond(f"<Message>{'x' * (MOST_BYTES - around + 1)}</Message>")) == [TOO_LARGE]


@pytest.mark.parametrize("depth", [100, 4000])
def test_a_deep_document_is_refused(depth: int) -> None:
    assert codes(respond("<a>" * depth + "</a>" * depth)) == [NOT_WELL_FORMED]


def test_a_document_of_too_many_elements_is_refused() -> None:
    assert codes(respond("<a/>" * MOST_ELEMENTS)) == [NOT_WELL_FORMED]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_document_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?><Response><Message>café</Message></Response>'.encode(encoding)
    assert told(body) == [SendReply("café", line=1)]


def test_blank_lines_before_the_declaration_are_forgiven() -> None:
    assert told(b'\n\n<?xml version="1.0"?><Response><Message>Hi</Message></Response>') == [SendReply("Hi", line=1)]


@given(st.binary(max_size=200), st.sampled_from(["text/xml", "text/plain", None]))
def test_no_bytes_break_the_reader(body: bytes, content_type: str | None) -> None:
    assert isinstance(read(body), Document | Trouble)
    for effect in effects(content_type, body):
        assert isinstance(effect, SendReply | FollowRedirect | Trouble)


@given(
    st.lists(
        st.sampled_from(
            [
                "<Response>",
                "</Response>",
                "<Message>",
                "</Message>",
                "<Redirect>/",
                "</Redirect>",
                "&#0;",
                "&lt;",
                "x",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "<?p",
                "?>",
            ]
        ),
        max_size=12,
    )
)
def test_no_puzzle_of_markup_breaks_the_reader(pieces: list[str]) -> None:
    for effect in respond("".join(pieces)):
        assert isinstance(effect, SendReply | FollowRedirect | Trouble)
