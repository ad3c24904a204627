"""What belongs to a call, driven by the official client: each resource begins, does what it says, and ends."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Connect, Pay, Start, VoiceResponse
from websockets.sync.server import ServerConnection, serve

Ask = Callable[[Callable[[], Any]], Any]
WAITS = "<Response><Pause length='60'/></Response>"
NUMBER, EXPIRY, CODE = "4242424242424242", "1239", "123"


def path_of(number: str) -> str:
    return f"handsets/{number.replace('+', '%2B')}"


def call(live: Any, number: str, twiml: object, *steps: dict[str, Any]) -> Any:
    """Call a handset that answers and follows steps; returns the call once it goes on."""
    live.control("PUT", path_of(number), {"voice_script": [{"action": "answer"}, *steps]})
    return live.client().calls.create(to=number, from_=live.number, twiml=str(twiml))


@pytest.fixture
def talking(live: Any, eventually: Ask) -> Iterator[Callable[[str], Any]]:
    """Make calls that go on until the test has ended."""
    made: list[Any] = []

    def begin(number: str) -> Any:
        made.append(call(live, number, WAITS))
        resource = live.client().calls(made[-1].sid)
        assert eventually(lambda: resource.fetch().status == "in-progress")
        return resource

    yield begin
    for each in made:
        live.client().calls(each.sid).update(status="completed")


def act(live: Any, number: str, sid: str, **step: str) -> None:
    live.control("POST", f"{path_of(number)}/calls/{sid}", step)


def transcript(live: Any, sid: str) -> list[tuple[str, str, str]]:
    lines = live.control("GET", f"calls/{sid}/transcript")["transcript"]
    return [(each["who"], each["what"], each["text"]) for each in lines]


def refusal(ask: Callable[[], Any]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        ask()
    return refused.value.status, refused.value.code


def test_a_payment_is_led_field_by_field_and_completed(
    live: Any, application: Any, talking: Callable[[str], Any]
) -> None:
    number, callback = "+14155553001", f"{application.url}/pay"
    resource = talking(number)
    made = resource.payments.create(
        idempotency_key="one", status_callback=callback, charge_amount=12.5, postal_code=False, timeout=60
    )
    assert (made.sid[:2], made.call_sid) == ("PK", resource._solution["sid"])
    assert application.next().given["ChargeAmount"] == "12.5"
    payment = resource.payments(made.sid)
    for field, digits in (("payment-card-number", NUMBER), ("expiration-date", EXPIRY), ("security-code", CODE)):
        payment.update(idempotency_key=field, status_callback=callback, capture=field)
        act(live, number, made.call_sid, action="press", digits=digits)
        hooks = [application.next() for _ in range(2)]
        assert [(each.given["Capture"], each.given["PartialResult"]) for each in hooks] == [
            (field, "true"),
            (field, "false"),
        ]
        hook = hooks[-1]
    assert hook.given["PaymentCardNumber"] == "xxxxxxxxxxxx4242"
    payment.update(idempotency_key="end", status_callback=callback, status="complete")
    hook = application.next()
    assert hook.given["Result"] == "success"
    assert hook.given["PaymentConfirmationCode"].startswith("ch_")
    assert RequestValidator(live.auth_token).validate(hook.url, hook.given, hook.headers["x-twilio-signature"])
    assert refusal(lambda: payment.update(idempotency_key="x", status_callback=callback, capture=field))[1] == 64021


def test_a_payment_that_lacks_something_is_refused_and_can_be_canceled(
    live: Any, application: Any, talking: Callable[[str], Any]
) -> None:
    resource, callback = talking("+14155553002"), f"{application.url}/pay"
    made = resource.payments.create(idempotency_key="one", status_callback=callback)
    again = resource.payments.create(idempotency_key="one", status_callback=callback)
    assert again.sid == made.sid
    payment = resource.payments(made.sid)
    assert refusal(lambda: payment.update(idempotency_key="a", status_callback=callback)) == (400, 64018)
    wanted = {"idempotency_key": "b", "status_callback": callback}
    assert refusal(lambda: payment.update(**wanted, status="complete")) == (400, 64019)
    assert refusal(lambda: payment.update(**wanted, capture="bank-account-number")) == (400, 64021)
    payment.update(**wanted, status="cancel")
    assert [application.next().given.get("Result") for _ in range(2)] == [None, "cancel"]


def test_pay_asks_takes_and_tells_its_action_and_nothing_keeps_the_digits(
    live: Any, application: Any, eventually: Ask
) -> None:
    response = VoiceResponse()
    pay = Pay(action=f"{application.url}/paid", charge_amount="20.45", postal_code="false", timeout=9)
    prompt = pay.prompt(for_="payment-card-number")
    prompt.say("Card please")
    response.append(pay)
    number = "+14155553003"
    made = call(live, number, response)
    for words, digits in (("Card please", NUMBER), ("expiration date", EXPIRY), ("security code", CODE)):
        assert eventually(lambda words=words: any(words in text for _, _, text in transcript(live, made.sid)))
        act(live, number, made.sid, action="press", digits=digits)
    hook = application.next(30)
    assert (hook.path, hook.given["Result"]) == ("/paid", "success")
    assert (hook.given["PaymentCardNumber"], hook.given["SecurityCode"]) == ("xxxxxxxxxxxx4242", "***")
    assert eventually(lambda: live.client().calls(made.sid).fetch().status == "completed")
    assert [text for who, what, text in transcript(live, made.sid) if what == "keys"] == ["x" * 16, "xxxx", "xxx"]
    shown = [json.dumps(live.control("GET", each)) for each in ("webhooks", "requests", f"calls/{made.sid}/transcript")]
    assert not any(NUMBER in each for each in shown)
    written = b"".join(each.read_bytes() for each in live.data.rglob("*.db*"))
    events = live.client().calls(made.sid).events.list()
    assert NUMBER.encode() not in written
    assert [each.request["url"] for each in events] == [f"{application.url}/paid"]


def test_a_real_time_transcription_tells_what_is_said_until_it_is_stopped(
    live: Any, application: Any, talking: Callable[[str], Any]
) -> None:
    number = "+14155553004"
    resource = talking(number)
    made = resource.transcriptions.create(
        name="minutes",
        track="inbound_track",
        status_callback_url=f"{application.url}/said",
        partial_results=True,
        inbound_track_label="customer",
        transcription_engine="deepgram",
    )
    assert (made.sid[:2], made.status) == ("GT", "in-progress")
    started = application.next().given
    assert (started["TranscriptionEvent"], started["TranscriptionEngine"]) == ("transcription-started", "deepgram")
    assert started["InboundTrackLabel"] == "customer"
    provider = {"profanityFilter": "true", "speechModel": "telephony", "enableAutomaticPunctuation": "true"}
    assert json.loads(started["ProviderConfiguration"]) == provider
    act(live, number, made.call_sid, action="speak", text="I would like a refund")
    partial, final = application.next().given, application.next().given
    assert json.loads(partial["TranscriptionData"])["transcript"] == "I would"
    assert json.loads(final["TranscriptionData"])["transcript"] == "I would like a refund"
    assert (partial["Final"], final["Final"], final["Track"]) == ("false", "true", "inbound_track")
    assert resource.transcriptions("minutes").update(status="stopped").status == "stopped"
    stopped = application.next().given
    assert stopped["TranscriptionEvent"] == "transcription-stopped"
    sids = {"AccountSid", "CallSid", "TranscriptionSid"}
    assert set(stopped) == {*sids, "TranscriptionEvent", "Timestamp", "SequenceId"}
    assert set(final) == {*stopped, "LanguageCode", "TranscriptionData", "Track", "Final"}
    assert set(partial) == {*final, "Stability"}
    assert [each["SequenceId"] for each in (started, partial, final, stopped)] == ["1", "2", "3", "4"]


def test_a_transcription_with_an_engine_that_is_not_there_is_an_error(
    application: Any, talking: Callable[[str], Any]
) -> None:
    resource = talking("+14155553005")
    made = resource.transcriptions.create(status_callback_url=f"{application.url}/said", transcription_engine="ears")
    assert made.status == "stopped"
    hook = application.next().given
    assert hook["TranscriptionEvent"] == "transcription-error"
    assert (hook["TranscriptionErrorCode"], "LanguageCode" in hook) == ("32650", False)
    assert "ears" in hook["TranscriptionError"]


def test_transcription_and_siprec_are_started_and_stopped_by_documents(
    live: Any, application: Any, eventually: Ask
) -> None:
    response, start = VoiceResponse(), Start()
    start.transcription(status_callback_url=f"{application.url}/said", name="t", track="outbound_track")
    start.siprec(name="s", connector_name="recorder", status_callback=f"{application.url}/siprec")
    response.append(start)
    response.say("Hello")
    response.append(stop_of("t", "s"))
    response.pause(length=1)
    made = call(live, "+14155553006", response)
    assert eventually(lambda: live.client().calls(made.sid).fetch().status == "completed")
    hooks = [application.next().given for _ in range(5)]
    events = [each.get("TranscriptionEvent") or each["SiprecEvent"] for each in hooks]
    assert sorted(events) == [
        "siprec-started",
        "siprec-stopped",
        "transcription-content",
        "transcription-started",
        "transcription-stopped",
    ]


def stop_of(transcription: str, siprec: str) -> Any:
    from twilio.twiml.voice_response import Stop

    stop = Stop()
    stop.transcription(name=transcription)
    stop.siprec(name=siprec)
    return stop


def test_a_siprec_is_started_and_stopped_and_told_of(application: Any, talking: Callable[[str], Any]) -> None:
    resource = talking("+14155553007")
    made = resource.siprec.create(name="mine", status_callback=f"{application.url}/siprec", parameter1_name="a")
    assert (made.sid[:2], made.status) == ("SR", "in-progress")
    assert resource.siprec(made.sid).update(status="stopped").status == "stopped"
    hooks = [application.next().given for _ in range(2)]
    assert [each["SiprecEvent"] for each in hooks] == ["siprec-started", "siprec-stopped"]
    assert {(each["SiprecName"], each["SiprecSid"], each["CallStatus"]) for each in hooks} == {
        ("mine", made.sid, "in-progress")
    }


def test_user_defined_messages_go_both_ways(live: Any, application: Any, talking: Callable[[str], Any]) -> None:
    number = "client:alice"
    resource = talking(number)
    sid = resource._solution["sid"]
    sent = resource.user_defined_messages.create(content='{"show":"map"}', idempotency_key="once")
    assert resource.user_defined_messages.create(content='{"show":"map"}', idempotency_key="once").sid == sent.sid
    assert transcript(live, sid)[-1] == ("callee", "message", '{"show":"map"}')
    kept = resource.user_defined_message_subscriptions.create(callback=f"{application.url}/client")
    path = f"{path_of(number)}/calls/{sid}/messages"
    live.control("POST", path, {"content": '{"pressed":"buy"}'})
    hook = application.next()
    # Source: https://www.twilio.com/docs/voice/sdks/call-message-events, the request to the callback.
    names = ["ContentType", "Content", "SequenceNumber", "CallSid", "Timestamp", "AccountSid", "Sid"]
    assert list(hook.given) == names
    assert [hook.given[name] for name in names[:4]] == ["application/json", '{"pressed":"buy"}', "0", sid]
    live.control("POST", path, {"content": '{"pressed":"pay"}'})
    assert application.next().given["SequenceNumber"] == "1"
    assert RequestValidator(live.auth_token).validate(hook.url, hook.given, hook.headers["x-twilio-signature"])
    assert resource.user_defined_message_subscriptions(kept.sid).delete()
    live.control("POST", path, {"content": "nobody listens"})
    assert application.arrived.empty()


def test_what_belongs_to_a_call_cannot_begin_after_it(live: Any, application: Any, eventually: Ask) -> None:
    made = call(live, "+14155553008", "<Response/>")
    resource = live.client().calls(made.sid)
    assert eventually(lambda: resource.fetch().status == "completed")
    url = application.url
    asks: list[Callable[[], Any]] = [
        lambda: resource.payments.create(idempotency_key="1", status_callback=url),
        lambda: resource.transcriptions.create(),
        lambda: resource.siprec.create(),
        lambda: resource.streams.create(url="wss://example.com"),
        lambda: resource.recordings.create(),
        lambda: resource.user_defined_messages.create(content="{}"),
        lambda: resource.user_defined_message_subscriptions.create(callback=url),
    ]
    assert {refusal(ask) for ask in asks} == {(400, 21220)}


def test_notifications_of_a_call_are_listed_with_their_codes(live: Any, eventually: Ask) -> None:
    made = call(live, "+14155553009", "<Response><Connect><VirtualAgent connectorName='x'/></Connect></Response>")
    resource = live.client().calls(made.sid)
    assert eventually(lambda: [each.error_code for each in resource.notifications.list()]) == ["32600"]


def test_a_document_sends_a_message_during_its_call(live: Any, application: Any, eventually: Ask) -> None:
    number, response = "+14155553012", VoiceResponse()
    response.sms("On my way", action=f"{application.url}/sent")
    call(live, number, response)
    sent = application.next().given
    assert sent["SmsStatus"] == "sent"
    message = live.client().messages(sent["SmsSid"]).fetch()
    assert (message.direction, message.from_, message.to) == ("outbound-call", live.number, number)
    assert eventually(lambda: [each["body"] for each in live.inbox(number)]) == ["On my way"]


def test_a_call_that_is_not_over_sip_cannot_be_transferred(live: Any, application: Any, eventually: Ask) -> None:
    refer = f"<Refer action='{application.url}/referred'><Sip>sip:desk@example.com</Sip></Refer>"
    made = call(live, "+14155553011", f"<Response>{refer}</Response>")
    assert application.next().given["ReferCallStatus"] == "failed"
    notes = live.client().calls(made.sid).notifications
    assert eventually(lambda: [each.error_code for each in notes.list()]) == ["13801"]


def test_an_application_converses_over_a_web_socket(live: Any, application: Any, eventually: Ask) -> None:
    arrived: list[dict[str, Any]] = []
    signatures: list[str] = []

    def converse(connection: ServerConnection) -> None:
        assert connection.request is not None
        signatures.append(connection.request.headers["X-Twilio-Signature"])
        for message in connection:
            arrived.append(json.loads(message))
            if arrived[-1]["type"] == "prompt":
                connection.send(json.dumps({"type": "text", "token": "Goodbye then", "last": True}))
            if arrived[-1]["type"] == "dtmf":
                connection.send(json.dumps({"type": "end", "handoffData": "desk"}))

    with serve(converse, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/relay"
        response, connect = VoiceResponse(), Connect(action=f"{application.url}/after")
        relay = connect.conversation_relay(url=url, welcome_greeting="Hi", dtmf_detection=True)
        relay.parameter(name="customer", value="42")
        response.append(connect)
        steps = [
            {"action": "wait_for", "text": "hi"},
            {"action": "speak", "text": "I have to go"},
            {"action": "wait_for", "text": "goodbye"},
            {"action": "press", "digits": "1"},
        ]
        made = call(live, "+14155553010", response, *steps)
        after = application.next().given
        assert eventually(lambda: live.client().calls(made.sid).fetch().status == "completed")
        server.shutdown()
        thread.join()
    assert [each["type"] for each in arrived] == ["setup", "prompt", "dtmf"]
    assert (arrived[0]["callSid"], arrived[0]["customParameters"]) == (made.sid, {"customer": "42"})
    assert (after["SessionStatus"], after["HandoffData"]) == ("ended", "desk")
    assert RequestValidator(live.auth_token).validate(url, {}, signatures[0])
