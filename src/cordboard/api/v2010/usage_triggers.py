"""Usage triggers of the 2010 API. Source: reference 08, usage triggers."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import asdict

from cordboard.api.call import Call
from cordboard.api.v2010.surface import SURFACE, TEXT, VERSION, always, dates, out, uri
from cordboard.api.v2010.usage_records import AREA, RECORDS, known_category, queried_uri
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.dates import Instant
from cordboard.catalogue.describe import View, described, param, path, query
from cordboard.catalogue.links import Url
from cordboard.catalogue.resource import Resource
from cordboard.catalogue.wire import Malformed, Method, Number, OneOf, SidOf, Text
from cordboard.usage.triggers import TRIGGER, Recurring, Trigger, TriggerBy

TRIGGER_SID = SidOf(("UT",))
NAME = Text(64)
LONGEST_VALUE = 40  # digits enough for any usage


class ShownTrigger(Trigger, frozen=True, kw_only=True):
    """A trigger with the figure that it watches, as it is now."""

    current_value: str


SHOWN = View(
    "UsageTrigger",
    (
        out("account_sid", TEXT),
        always("api_version", VERSION),
        out("callback_method", TEXT),
        out("callback_url", TEXT),
        out("current_value", TEXT),
        dates()[0],
        out("date_fired", Instant(), "fired_ms"),
        dates()[1],
        out("friendly_name", TEXT),
        out("recurring", OneOf(Recurring)),
        out("sid", TEXT),
        out("trigger_by", OneOf(TriggerBy)),
        out("trigger_value", TEXT),
        uri("/Accounts/{account_sid}/Usage/Triggers/{sid}"),
        out("usage_category", TEXT, "category"),
        queried_uri("usage_record_uri", RECORDS, lambda trigger: f"Category={trigger.category}"),
    ),
)


@described
class CreateUsageTrigger:
    """A trigger to make."""

    callback_url: str = param("CallbackUrl", Url(), "Called when the trigger fires.")
    trigger_value: str = param(
        "TriggerValue", Text(LONGEST_VALUE), "The value to reach; with + before it, counted from the present one."
    )
    usage_category: str = param("UsageCategory", TEXT, "The category to watch.")
    callback_method: str = param("CallbackMethod", Method(), "GET or POST.", default="POST")
    friendly_name: str = param("FriendlyName", NAME, "A name, at most 64 characters.", default="")
    recurring: Recurring = param("Recurring", OneOf(Recurring), "How often it starts anew.", default=Recurring.ALL_TIME)
    trigger_by: TriggerBy = param("TriggerBy", OneOf(TriggerBy), "Which figure to watch.", default=TriggerBy.USAGE)


@described
class UpdateUsageTrigger:
    """A trigger, and what to change."""

    sid: str = path("Sid", TRIGGER_SID, "The trigger.")
    callback_method: str | None = param("CallbackMethod", Method(), "GET or POST.", default=None)
    callback_url: str | None = param("CallbackUrl", Url(), "Called when the trigger fires.", default=None)
    friendly_name: str | None = param("FriendlyName", NAME, "A name, at most 64 characters.", default=None)


@described
class UsageTriggerOf:
    """Which trigger."""

    sid: str = path("Sid", TRIGGER_SID, "The trigger.")


@described
class ListUsageTriggers:
    """Which triggers to list."""

    recurring: Recurring | None = query("Recurring", OneOf(Recurring), "Only those that start anew so often.")
    trigger_by: TriggerBy | None = query("TriggerBy", OneOf(TriggerBy), "Only those that watch this figure.")
    usage_category: str | None = query("UsageCategory", TEXT, "Only those of this category.")


async def _shown(call: Call, trigger: Trigger) -> ShownTrigger:
    value = await call.services.usage.triggers.value_of(trigger)
    return ShownTrigger(**asdict(trigger), current_value=str(value))


async def _value(call: Call, given: CreateUsageTrigger) -> str:
    try:
        value = Number().read(given.trigger_value)
    except Malformed as fault:
        raise Problem(20001, parameter="TriggerValue", value=given.trigger_value) from fault
    if value < 0:
        raise Problem(20001, parameter="TriggerValue", value=given.trigger_value)
    if given.trigger_value.startswith("+"):
        by, recurring = given.trigger_by, given.recurring
        triggers = call.services.usage.triggers
        value += await triggers.current(call.account.sid, given.usage_category, by, recurring)
    return format(value, "f") if value < Decimal(10**LONGEST_VALUE) else str(value)


TRIGGERS = Resource(SURFACE, "/Accounts/{AccountSid}/Usage/Triggers", view=SHOWN, key="usage_triggers", area=AREA)


@TRIGGERS.create("CreateUsageTrigger", says="made a usage trigger for {usage_category}", given=CreateUsageTrigger)
async def create_usage_trigger(call: Call, given: CreateUsageTrigger) -> ShownTrigger:
    """Create a trigger that calls a web hook once a value of usage is reached."""
    made = await call.services.shelf.add(
        TRIGGER,
        call.account.sid,
        friendly_name=given.friendly_name,
        category=known_category("UsageCategory", given.usage_category),
        trigger_value=await _value(call, given),
        trigger_by=given.trigger_by,
        recurring=given.recurring,
        callback_url=given.callback_url,
        callback_method=given.callback_method,
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )
    call.services.usage.triggers.look()
    return await _shown(call, made)


@TRIGGERS.list("ListUsageTrigger", says="listed usage triggers", given=ListUsageTriggers)
async def list_usage_triggers(call: Call, given: ListUsageTriggers) -> Page[ShownTrigger]:
    """List triggers, newest first."""
    page = await call.services.shelf.page(
        TRIGGER,
        call.account.sid,
        call.page,
        recurring=given.recurring,
        trigger_by=given.trigger_by,
        category=given.usage_category,
    )
    return Page([await _shown(call, each) for each in page.items], page.number, page.before, page.after)


@TRIGGERS.fetch("FetchUsageTrigger", says="looked at usage trigger {Sid}", given=UsageTriggerOf)
async def fetch_usage_trigger(call: Call, given: UsageTriggerOf) -> ShownTrigger:
    """Fetch a trigger."""
    return await _shown(call, await call.services.shelf.get(TRIGGER, call.account.sid, given.sid))


@TRIGGERS.update("UpdateUsageTrigger", says="changed usage trigger {Sid}", given=UpdateUsageTrigger)
async def update_usage_trigger(call: Call, given: UpdateUsageTrigger) -> ShownTrigger:
    """Change whom a trigger calls, or its name."""
    trigger = await call.services.shelf.get(TRIGGER, call.account.sid, given.sid)
    # Where the new callback leads is judged by the policy of who named it.
    named = {} if given.callback_url is None else {"agent_sid": call.agent_sid, "decision_id": call.decision_id}
    changed = await call.services.shelf.change(
        TRIGGER,
        trigger,
        callback_method=given.callback_method,
        callback_url=given.callback_url,
        friendly_name=given.friendly_name,
        **named,
    )
    return await _shown(call, changed)


@TRIGGERS.delete("DeleteUsageTrigger", says="deleted usage trigger {Sid}", given=UsageTriggerOf)
async def delete_usage_trigger(call: Call, given: UsageTriggerOf) -> None:
    """Delete a trigger; it fires no more."""
    trigger = await call.services.shelf.get(TRIGGER, call.account.sid, given.sid)
    await call.services.shelf.remove(trigger)
