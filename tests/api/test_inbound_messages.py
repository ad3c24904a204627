"""What a handset writes, the web hook it causes, and what the answer does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from http_server import Handler, serving

Ask = Callable[[Callable[[], Any]], Any]
XML = "text/xml"


@pytest.fixture
def answer(live: Any, application: Any) -> Callable[..., None]:
    """Set the number's web hooks, and what the application answers to the first."""
    number = live.client().incoming_phone_numbers.list(phone_number=live.number)[0]

    def set_up(body: bytes, content_type: str = XML, status: int = 200, **routing: Any) -> None:
        application.answers["/sms"] = (status, content_type, body)
        given = {"sms_url": f"{application.url}/sms", "sms_method": "POST", "sms_fallback_url": "", **routing}
        number.update(**given)

    return set_up


def problems_of(live: Any, sid: str) -> list[int]:
    found = live.control("GET", f"webhooks?sid={sid}")["webhooks"]
    return [problem["code"] for attempt in found for problem in attempt["problems"]]


def written_back(live: Any, number: str) -> list[str]:
    return [each["body"] for each in live.inbox(number) if each["direction"] == "inbound"]


def test_an_inbound_message_calls_the_sms_url_with_every_parameter(
    live: Any, application: Any, answer: Callable[..., None]
) -> None:
    answer(b"<Response/>")
    message = live.write("+14155550140", "Is anybody there?")
    hook = application.next()
    assert hook.given == {
        "MessageSid": message["sid"],
        "SmsSid": message["sid"],
        "SmsMessageSid": message["sid"],
        "AccountSid": live.account_sid,
        "From": "+14155550140",
        "To": live.number,
        "Body": "Is anybody there?",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        "FromCity": "",
        "FromState": "",
        "FromZip": "",
        "FromCountry": "US",
        "ToCity": "",
        "ToState": "",
        "ToZip": "",
        "ToCountry": "US",
    }
    assert RequestValidator(live.auth_token).validate(hook.url, hook.given, hook.headers["x-twilio-signature"])
    fetched = live.client().messages(message["sid"]).fetch()
    assert (fetched.direction, fetched.status, fetched.body) == ("inbound", "received", "Is anybody there?")


def test_a_get_web_hook_carries_its_parameters_in_the_signed_query(
    live: Any, application: Any, answer: Callable[..., None]
) -> None:
    answer(b"<Response/>", sms_url=f"{application.url}/sms?shop=7", sms_method="GET")
    live.write("+14155550140", "größer & kleiner?")
    hook = application.next()
    assert hook.method == "GET"
    assert (hook.given["shop"], hook.given["Body"]) == ("7", "größer & kleiner?")
    assert RequestValidator(live.auth_token).validate(hook.url, {}, hook.headers["x-twilio-signature"])


def test_the_official_twiml_answers_with_a_message(
    live: Any, application: Any, answer: Callable[..., None], eventually: Ask
) -> None:
    response = MessagingResponse()
    response.message("Ahoy & welcome", status_callback="/told")
    response.message("Second", to="+14155550142")
    answer(str(response).encode())
    live.write("+14155550141", "Hello")
    assert eventually(lambda: written_back(live, "+14155550141")) == ["Ahoy & welcome"]
    assert eventually(lambda: written_back(live, "+14155550142")) == ["Second"]
    reply = live.client().messages.list(to="+14155550141")[0]
    assert (reply.direction, reply.from_) == ("outbound-reply", live.number)
    assert application.next().path == "/sms"
    told = [application.next() for _ in range(2)]
    assert [(hook.path, hook.given["MessageStatus"]) for hook in told] == [("/told", "sent"), ("/told", "delivered")]


def test_a_reply_with_media_is_an_mms(
    live: Any, application: Any, answer: Callable[..., None], eventually: Ask
) -> None:
    response = MessagingResponse()
    response.message("Look").media(f"{application.url}/cat.png")
    application.answers["/cat.png"] = (200, "image/png", b"\x89PNG\r\n\x1a\n")
    answer(str(response).encode())
    live.write("+14155550143", "Picture?")
    reply = eventually(lambda: live.client().messages.list(to="+14155550143"))[0]
    assert reply.sid.startswith("MM")
    assert eventually(lambda: live.client().messages(reply.sid).media.list())[0].content_type == "image/png"


def test_plain_text_is_the_reply(live: Any, answer: Callable[..., None], eventually: Ask) -> None:
    answer(b"Just text\n", "text/plain")
    live.write("+14155550144", "Hello")
    assert eventually(lambda: written_back(live, "+14155550144")) == ["Just text"]


def test_a_redirect_goes_on_elsewhere_with_the_parameters(
    live: Any, application: Any, answer: Callable[..., None], eventually: Ask
) -> None:
    response = MessagingResponse()
    response.redirect("next/step", method="POST")
    answer(str(response).encode())
    application.answers["/next/step"] = (200, XML, b"<Response><Message>At the second door</Message></Response>")
    live.write("+14155550145", "Hello")
    assert eventually(lambda: written_back(live, "+14155550145")) == ["At the second door"]
    assert [(hook.path, hook.given["Body"]) for hook in (application.next(), application.next())] == [
        ("/sms", "Hello"),
        ("/next/step", "Hello"),
    ]


def test_a_redirect_to_itself_ends_after_ten(live: Any, answer: Callable[..., None], eventually: Ask) -> None:
    answer(b"<Response><Redirect>/sms</Redirect></Response>")
    message = live.write("+14155550145", "Round and round")
    assert eventually(lambda: 11215 in problems_of(live, message["sid"]))
    assert len(live.control("GET", f"webhooks?sid={message['sid']}")["webhooks"]) == 11


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"<Response><Message>no end", XML, 200, 12100),
        (b"<Answer/>", XML, 200, 12102),
        (b"<Response><Shout>loud</Shout></Response>", XML, 200, 14110),
        (b"{}", "application/json", 200, 12300),
        (b"<Response/>" + b" " * 70_000, XML, 200, 11750),
        (b"down", "text/plain", 500, 11200),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><Response><Message>&a;</Message></Response>', XML, 200, 12100),
        (b"<Response><Message></Message></Response>", XML, 200, 14103),
    ],
)
def test_a_broken_answer_is_visible_with_its_code_and_sends_nothing(
    live: Any,
    answer: Callable[..., None],
    eventually: Ask,
    body: bytes,
    content_type: str,
    status: int,
    code: int,
) -> None:
    answer(body, content_type, status)
    message = live.write("+14155550146", "Hello")
    assert eventually(lambda: problems_of(live, message["sid"])) == [code]
    assert written_back(live, "+14155550146") == []


def test_a_broken_answer_turns_to_the_fallback_with_the_error(
    live: Any, application: Any, answer: Callable[..., None], eventually: Ask
) -> None:
    answer(b"<Response><Message>", sms_fallback_url=f"{application.url}/plan-b", sms_fallback_method="POST")
    application.answers["/plan-b"] = (200, XML, b"<Response><Message>Plan B</Message></Response>")
    live.write("+14155550147", "Hello")
    assert application.next().path == "/sms"
    hook = application.next()
    assert (hook.path, hook.given["ErrorCode"], hook.given["ErrorUrl"]) == (
        "/plan-b",
        "12100",
        f"{application.url}/sms",
    )
    assert RequestValidator(live.auth_token).validate(hook.url, hook.given, hook.headers["x-twilio-signature"])
    assert eventually(lambda: written_back(live, "+14155550147")) == ["Plan B"]


def test_media_that_a_handset_sends_is_served(live: Any, application: Any, answer: Callable[..., None]) -> None:
    answer(b"<Response/>")
    application.answers["/dog.gif"] = (200, "image/gif", b"GIF89a dog")
    message = live.write("+14155550148", "", media=[f"{application.url}/dog.gif"])
    assert application.next().path == "/dog.gif"
    hook = application.next()
    assert (hook.given["NumMedia"], hook.given["MediaContentType0"]) == ("1", "image/gif")
    assert message["sid"].startswith("MM")
    assert hook.given["MediaUrl0"].startswith(f"{live.url}/2010-04-01/Accounts/{live.account_sid}/Messages/MM")
    status, headers, data = live.raw("GET", hook.given["MediaUrl0"].removeprefix(live.url))
    assert (status, headers["content-type"], data) == (200, "image/gif", b"GIF89a dog")


def test_stop_ends_and_start_takes_up_the_messages_again(
    live: Any, answer: Callable[..., None], eventually: Ask
) -> None:
    from twilio.base.exceptions import TwilioRestException

    answer(b"<Response/>")
    handset = "+14155550149"
    live.write(handset, " stop ")
    assert len(eventually(lambda: written_back(live, handset))) == 1
    with pytest.raises(TwilioRestException) as refused:
        live.client().messages.create(to=handset, from_=live.number, body="still there?")
    assert (refused.value.status, refused.value.code) == (400, 21610)
    live.write(handset, "STOP")  # a second one is not answered
    live.write(handset, "Start")
    assert eventually(lambda: len(written_back(live, handset)) == 2)
    live.client().messages.create(to=handset, from_=live.number, body="welcome back")
    assert eventually(lambda: written_back(live, handset)[-1] == "welcome back")
    live.write(handset, "HELP")
    assert eventually(lambda: "STOP" in written_back(live, handset)[-1])


def test_a_yes_of_somebody_who_never_opted_out_is_left_to_the_application(
    live: Any, application: Any, answer: Callable[..., None], eventually: Ask
) -> None:
    answer(b"<Response><Message>See you on Monday</Message></Response>")
    for word in ("YES", "start"):
        live.write("+14155550151", word)
        assert application.next().given["Body"] == word
    assert eventually(lambda: len(written_back(live, "+14155550151")) == 2)
    assert written_back(live, "+14155550151") == ["See you on Monday"] * 2


def test_the_cookies_of_a_conversation_come_back(live: Any, answer: Callable[..., None]) -> None:
    import threading

    seen: list[str | None] = []
    done = threading.Event()

    class Counting(Handler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            seen.append(self.headers.get("cookie"))
            self.send_response(200)
            self.send_header("Set-Cookie", "step=2; Path=/; HttpOnly")
            self.send_header("Content-Length", "0")
            self.end_headers()
            if len(seen) == 3:
                done.set()

    with serving(Counting) as port:
        answer(b"", sms_url=f"http://127.0.0.1:{port}/sms")
        for sender in ("+14155550150", "+14155550150", "+14155550151"):
            before = len(seen)
            live.write(sender, "Hello")
            while len(seen) == before and not done.wait(0.01):
                continue
        assert done.wait(10)
    assert seen == [None, "step=2", None]
