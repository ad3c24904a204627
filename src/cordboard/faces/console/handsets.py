"""Handsets: which there are, and one as a telephone to write with, to call with and to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from cordboard.catalogue.request import Answer
from cordboard.faces.console.answers import PREFIX, is_in_background, page, redirection
from cordboard.faces.console.desk import Refused
from cordboard.faces.console.looks import render
from cordboard.faces.console.visit import Visit
from cordboard.faces.console.words import instant

MAILBOX, DEVICE = "email:", "push:"
MOST_MESSAGES, MOST_CALLS = 60, 4
ENDED = frozenset({"completed", "missed", "declined"})
CONDITIONS = ("on", "off", "unreachable", "slow", "lossy", "reject")
WRITING_S = 25  # how long WhatsApp and RCS show that somebody is writing
ACTS = {"answer": "Answer", "decline": "Decline", "busy": "Say that it is busy"}


async def known(visit: Visit) -> Answer:
    """Show the handsets on which something happened; any other number may be picked up as well."""
    number = visit.query.get("number", "").strip()
    if number:
        return redirection(visit.request, f"{PREFIX}/handsets/{quote(number, safe='')}")
    found = (await visit.desk.ask("ListHandset"))["handsets"]
    return page(visit.request, render("handsets.html", visit, here="handsets", handsets=found))


async def one(visit: Visit, number: str, *, fault: str = "", status: int = 200) -> Answer:
    """Show one: a mailbox, a device, or a telephone."""
    for prefix, show in (MAILBOX, _mailbox), (DEVICE, _device):
        if number.startswith(prefix):
            return await show(visit, number.removeprefix(prefix))
    ask = visit.desk.ask
    handset = await ask("FetchHandset", Number=number)
    given = {"Number": handset["number"]}
    messages = (await ask("ListHandsetMessage", **given, latest_first="true", page_size=MOST_MESSAGES))["messages"]
    calls = (await ask("ListHandsetCall", **given))["calls"][::-1][:MOST_CALLS]
    owned = (await ask("ListIncomingPhoneNumber", PageSize=200))["incoming_phone_numbers"]
    html = render(
        "handset.html",
        visit,
        here="handsets",
        handset=handset,
        messages=[await _with_media(visit, each) for each in messages if _is_shown(visit, each, messages)],
        calls=[{**each, "heard": await _heard(visit, each), "is_live": each["status"] not in ENDED} for each in calls],
        owned=[each["phone_number"] for each in owned],
        other=_other(messages, calls),
        conditions=CONDITIONS,
        acts=ACTS,
        fault=fault,
    )
    return page(visit.request, html, status)


async def write(visit: Visit, number: str) -> Answer:
    """Write a message as the handset."""
    media = visit.form.get("media", "").strip()
    given = {"to": visit.form.get("to"), "body": visit.form.get("body", ""), "media": [media] if media else None}
    return await _done(visit, number, lambda: visit.desk.ask("CreateHandsetMessage", Number=number, **given))


async def call(visit: Visit, number: str) -> Answer:
    """Call an owned number from the handset."""
    to = visit.form.get("to")
    return await _done(visit, number, lambda: visit.desk.ask("CreateHandsetCall", Number=number, to=to))


async def act(visit: Visit, number: str, sid: str) -> Answer:
    """Do something in a call: answer, decline, press keys, speak, hang up."""
    given = {name: visit.form.get(name) for name in ("action", "digits", "text")}
    return await _done(visit, number, lambda: visit.desk.ask("UpdateHandsetCall", Number=number, Sid=sid, **given))


async def set_condition(visit: Visit, number: str) -> Answer:
    """Set how the handset is doing; what else was set about it stays."""
    now = await visit.desk.ask("FetchHandset", Number=number)
    kept = {name: now[name] for name in ("error_code", "latency_ms")}
    condition = visit.form.get("condition")
    return await _done(
        visit, number, lambda: visit.desk.ask("UpdateHandset", Number=number, condition=condition, **kept)
    )


async def _done(visit: Visit, number: str, act: Callable[[], Awaitable[object]]) -> Answer:
    """Show the handset as it is afterwards, or why it could not be done."""
    try:
        await act()
    except Refused as refused:
        if refused.status not in (400, 404, 409):
            raise
        status = 200 if is_in_background(visit.request) else refused.status  # htmx shows no page of another status
        return await one(visit, number, fault=str(refused), status=status)
    if is_in_background(visit.request):
        return await one(visit, number)
    return redirection(visit.request, f"{PREFIX}/handsets/{quote(number, safe='')}")


async def _mailbox(visit: Visit, address: str) -> Answer:
    given = {"Address": address, "latest_first": "true", "page_size": MOST_MESSAGES}
    mails = (await visit.desk.ask("ListMailboxMessage", **given))["messages"]
    return page(visit.request, render("mailbox.html", visit, here="handsets", address=address, mails=mails))


async def _device(visit: Visit, token: str) -> Answer:
    given = {"Token": token, "latest_first": "true", "page_size": MOST_MESSAGES}
    shown = (await visit.desk.ask("ListDeviceNotification", **given))["notifications"]
    return page(visit.request, render("device.html", visit, here="handsets", token=token, notifications=shown))


async def _with_media(visit: Visit, message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message with its media as this server keeps them: pages load nothing from elsewhere."""
    if not message["media"] or not message["sid"]:
        return {**message, "kept": []}
    try:
        found = await visit.desk.ask("ListMedia", MessageSid=message["sid"])
    except Refused:  # the message was deleted, which does not reach the handset
        return {**message, "kept": []}
    return {**message, "kept": [{**each, "src": each["uri"].removesuffix(".json")} for each in found["media_list"]]}


async def _heard(visit: Visit, call: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not call["sid"]:
        return []
    heard: list[dict[str, Any]] = (await visit.desk.ask("FetchTranscript", Sid=call["sid"]))["transcript"]
    return heard


def _is_shown(visit: Visit, message: Mapping[str, Any], latest_first: list[Mapping[str, Any]]) -> bool:
    """Tell whether a message is shown; that somebody writes only until they have written, or for a while."""
    if message["direction"] != "typing":
        return True
    return message is latest_first[0] and visit.now_ms / 1000 - instant(message["at"]).timestamp() < WRITING_S


def _other(messages: list[Mapping[str, Any]], calls: list[Mapping[str, Any]]) -> str:
    """Return whom the handset last had to do with."""
    for each in [*messages[:1], *calls[:1]]:
        return str(each["to"] if each["direction"] == "outbound" else each["from"])
    return ""
