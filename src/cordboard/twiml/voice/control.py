"""Redirect, Hangup, Echo, Reject, Refer and Sms: where the call goes. Source: https://www.twilio.com/docs/voice/twiml."""

from __future__ import annotations

from cordboard.twiml.reader import Element
from cordboard.twiml.voice.attributes import BAD_URL, Attribute, method, one_of, resolve, text
from cordboard.twiml.voice.effects import Echo, Fetch, HangUp, Note, Pairs, Reason, ReferTo, Refuse, Text
from cordboard.twiml.voice.step import End, Run, Scene, action, noted, only, verb

REDIRECT = (Attribute("method", method, "POST", 13710),)
REJECT = (Attribute("reason", one_of("rejected", "busy"), "rejected", 13810),)
ACTION = (Attribute("action", text, None), Attribute("method", method, "POST"))
SMS = (
    *ACTION,
    Attribute("to", text, None, 14101),
    Attribute("from", text, None, 14102),
    Attribute("statusCallback", text, None, 14105),
)
NO_BODY = 14103


@verb("Redirect")
def redirect(element: Element, scene: Scene) -> Run:
    """Go on with another document; without a URL, with this one again."""
    given = yield from noted(element, REDIRECT)
    url = resolve(scene.url, element.text.strip() or scene.url)
    if url is None:
        yield Note(BAD_URL, f"Redirect leads to {element.text.strip()[:80]!r}, which is no URL.", element.line, False)
        yield HangUp()
        return End()
    return Fetch(url, given["method"], reason=Reason.REDIRECTED)


@verb("Hangup")
def hang_up(element: Element, scene: Scene) -> Run:
    """End the call."""
    yield from noted(element, ())
    yield HangUp()
    return End()


@verb("Echo")
def echo(element: Element, scene: Scene) -> Run:
    """Give the caller's voice back until the call ends; what stands behind it is never reached."""
    yield from noted(element, ())
    yield Echo()
    return End()


@verb("Reject")
def reject(element: Element, scene: Scene) -> Run:
    """Refuse an inbound call without answering it; later in a call it says nothing."""
    given = yield from noted(element, REJECT)
    if scene.is_first and (yield Refuse(given["reason"])):
        return End()
    return None


@verb("Refer")
def refer(element: Element, scene: Scene) -> Run:
    """Transfer a SIP call."""
    given = yield from noted(element, ACTION)
    [*targets] = yield from only(element, "Sip")
    uri = targets[0].text.strip() if targets else ""
    told: Pairs = yield ReferTo(uri, resolve(scene.url, given["action"]), given["method"])
    return (yield from action(element, scene, given, told, default_is_self=False))


@verb("Sms")
@verb("Message")
def message(element: Element, scene: Scene) -> Run:
    """Send a message while the call goes on."""
    given = yield from noted(element, SMS)
    body = element.text.strip()
    if not body:
        yield Note(NO_BODY, f"{element.name} has no text.", element.line)
        return None
    sid = yield Text(given["to"], given["from"], body, resolve(scene.url, given["statusCallback"]))
    parameters = (("SmsSid", sid or ""), ("SmsStatus", "sent" if sid else "failed"))
    return (yield from action(element, scene, given, parameters, default_is_self=False))
