"""The official Python library against the running server: usage records, triggers, balance, tokens, notifications."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

HANDSET, BRITISH, REFUSING = "+14155550123", "+447700900123", "+14155550192"
Ask = Callable[[Callable[[], Any]], Any]


def used(live: Any, category: str) -> tuple[str, str, Decimal]:
    """Return count, usage and price of a category today."""
    (record,) = live.client().usage.records.today.list(category=category)
    return record.count, record.usage, Decimal(record.price)


def test_records_add_up_to_the_prices_of_all_messages(live: Any, eventually: Ask) -> None:
    client = live.client()
    before = used(live, "totalprice")[2]
    sent = [client.messages.create(to=HANDSET, from_=live.number, body="x" * 161).sid for _ in range(3)]
    sent.append(client.messages.create(to=BRITISH, from_=live.number, body="x").sid)
    live.write("+14155550188", "Hello")
    assert eventually(lambda: all(client.messages(sid).fetch().price for sid in sent))
    prices = sum(Decimal(message.price) for message in client.messages.list())
    assert used(live, "totalprice")[2] - before == -prices
    assert used(live, "sms-outbound-longcode") == ("4", "7", Decimal("6") * Decimal("0.0075") + Decimal("0.04"))
    assert used(live, "sms-inbound") == used(live, "sms-inbound-longcode") == ("1", "1", Decimal("0.0075"))
    assert used(live, "sms") == ("5", "8", -prices)


def test_a_deleted_message_stays_counted(live: Any, eventually: Ask) -> None:
    client = live.client()
    sid = client.messages.create(to=HANDSET, from_=live.number, body="x").sid
    assert eventually(lambda: client.messages(sid).fetch().status == "delivered")
    counted = used(live, "sms")
    assert client.messages(sid).delete()
    assert used(live, "sms") == counted


def test_every_period_has_the_days_that_its_name_says(live: Any) -> None:
    records, today = live.client().usage.records, datetime.now(UTC).date()
    first_of_month = today.replace(day=1)
    spans = {
        name: {(each.start_date, each.end_date) for each in getattr(records, name).list(category="sms")}
        for name in ("today", "yesterday", "this_month", "last_month", "daily", "monthly", "yearly", "all_time")
    }
    yesterday, last_month_end = today - timedelta(days=1), first_of_month - timedelta(days=1)
    assert spans["today"] == spans["daily"] == spans["monthly"] == spans["yearly"] == spans["all_time"]
    assert spans["today"] == {(today, today)}
    assert spans["yesterday"] == {(yesterday, yesterday)}
    assert {span[0] for span in spans["this_month"]} == {first_of_month}
    assert spans["last_month"] == {(last_month_end.replace(day=1), last_month_end)}


def test_daily_records_of_a_long_life_are_paged_without_skip_or_repeat(launch: Callable[..., Any]) -> None:
    live = launch(clock="test", clock_start="2026-01-01T00:00:00Z")
    live.control("POST", "clock", {"to": "2026-03-01T12:00:00Z"})
    days = [each.start_date for each in live.client().usage.records.daily.stream(category="sms", page_size=7)]
    assert days == [date(2026, 3, 1) - timedelta(days=count) for count in range(60)]
    months = live.client().usage.records.monthly.list(category="sms")
    assert [(each.start_date.month, each.end_date.day) for each in months] == [(3, 1), (2, 28), (1, 31)]
    chosen = live.client().usage.records.daily.list(
        category="sms", start_date=date(2026, 1, 30), end_date=date(2026, 2, 2)
    )
    assert [each.start_date.day for each in chosen] == [2, 1, 31, 30]


def test_a_page_back_shows_what_the_page_before_showed(live: Any) -> None:
    records = live.client().usage.records
    first = records.page(page_size=20)
    second = first.next_page()
    words = [each.category for each in second]
    back = second.previous_page()
    assert len(words) == 20
    assert [each.category for each in back] == [each.category for each in records.page(page_size=20)]
    assert sorted(each.category for each in records.list()) == [each.category for each in records.list()]


@pytest.mark.parametrize(
    "query", ["Category=everything", "StartDate=tomorrow", "EndDate=2026-02-30", "StartDate=-1week"]
)
def test_a_filter_that_is_none_is_refused_with_20001(live: Any, query: str) -> None:
    path = f"/2010-04-01/Accounts/{live.account_sid}/Usage/Records.json?{query}"
    status, _, body = live.raw("GET", path)
    assert (status, b'"code":20001' in body) == (400, True)


def test_offsets_count_from_today(live: Any) -> None:
    path = f"/2010-04-01/Accounts/{live.account_sid}/Usage/Records.csv?Category=sms&StartDate=-30days&EndDate=-1days"
    today = datetime.now(UTC).date()
    _, _, body = live.raw("GET", path)
    assert f",{today - timedelta(days=30)}," in body.decode()
    assert f",{today - timedelta(days=1)}," in body.decode()


def test_the_tally_survives_a_kill(launch: Callable[..., Any], eventually: Ask, tmp_path: Any) -> None:
    live = launch(tmp_path / "kept", sim_latency_ms="0")
    client = live.client()
    sids = [client.messages.create(to=HANDSET, from_=live.number, body="x").sid for _ in range(20)]
    live.process.kill()
    live.process.wait()
    live.process.stdout.close()
    live = launch(tmp_path / "kept", sim_latency_ms="0")
    client = live.client()
    assert eventually(lambda: all(client.messages(sid).fetch().status == "delivered" for sid in sids))
    assert used(live, "sms") == ("20", "20", Decimal("0.15"))


def test_a_trigger_fires_once_with_a_signed_web_hook(live: Any, application: Any, eventually: Ask) -> None:
    client = live.client()
    url = f"{application.url}/fired"
    made = client.usage.triggers.create(
        callback_url=url, trigger_value="+2", usage_category="sms-outbound", trigger_by="count", friendly_name="Two"
    )
    assert Decimal(made.trigger_value) == Decimal(made.current_value) + 2
    assert (made.date_fired, made.recurring, made.trigger_by) == (None, "alltime", "count")
    for _ in range(3):
        client.messages.create(to=HANDSET, from_=live.number, body="x")
    hook = application.next()
    given = hook.given
    assert (given["UsageTriggerSid"], given["AccountSid"]) == (made.sid, live.account_sid)
    assert (given["UsageCategory"], given["TriggerBy"], given["TriggerValue"]) == (
        "sms-outbound",
        "count",
        made.trigger_value,
    )
    assert Decimal(given["CurrentValue"]) >= Decimal(made.trigger_value)
    assert given["IdempotencyToken"] == hook.headers["i-twilio-idempotency-token"]
    assert RequestValidator(live.auth_token).validate(url, given, hook.headers["x-twilio-signature"])
    fired = client.usage.triggers(made.sid).fetch()
    assert fired.date_fired is not None
    client.messages.create(to=HANDSET, from_=live.number, body="x")
    assert eventually(lambda: client.usage.triggers(made.sid).fetch().current_value != fired.current_value)
    assert client.usage.triggers(made.sid).fetch().date_fired == fired.date_fired
    assert application.arrived.empty()


def test_a_recurring_trigger_fires_again_the_next_day(launch: Callable[..., Any], application: Any) -> None:
    live = launch(clock="test", clock_start="2026-01-01T00:00:00Z", sim_latency_ms="10")
    client = live.client()
    client.usage.triggers.create(
        callback_url=f"{application.url}/daily", trigger_value="1", usage_category="sms", recurring="daily"
    )
    for day in ("2026-01-01", "2026-01-02"):
        live.control("POST", "clock", {"to": f"{day}T12:00:00Z"})
        client.messages.create(to=HANDSET, from_=live.number, body="x")
        live.control("POST", "clock", {"to": f"{day}T23:00:00Z"})
        assert application.next().given["Recurring"] == "daily"
    assert application.arrived.empty()


def test_a_trigger_is_listed_changed_and_deleted(live: Any) -> None:
    triggers = live.client().usage.triggers
    given = {"callback_url": "https://example.com/", "trigger_value": "1000000", "usage_category": "calls"}
    made = triggers.create(**given, recurring="monthly", trigger_by="price")
    assert [each.sid for each in triggers.list(recurring="monthly", usage_category="calls")] == [made.sid]
    assert triggers.list(recurring="yearly") == []
    changed = triggers(made.sid).update(friendly_name="Dear", callback_method="GET")
    assert (changed.friendly_name, changed.callback_method, changed.callback_url) == (
        "Dear",
        "GET",
        "https://example.com/",
    )
    assert triggers(made.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        triggers(made.sid).fetch()
    assert gone.value.code == 20404


@pytest.mark.parametrize(
    "wrong",
    [
        {"callback_url": "nowhere"},
        {"trigger_value": "much"},
        {"trigger_value": "-1"},
        {"usage_category": "everything"},
        {"recurring": "hourly"},
        {"trigger_by": "weight"},
        {"friendly_name": "x" * 65},
    ],
)
def test_a_wrong_trigger_is_refused_with_20001(live: Any, wrong: dict[str, str]) -> None:
    given = {"callback_url": "https://example.com/", "trigger_value": "1", "usage_category": "sms"} | wrong
    with pytest.raises(TwilioRestException) as refused:
        live.client().usage.triggers.create(**given)
    assert (refused.value.status, refused.value.code) == (400, 20001)


def test_the_balance_falls_by_what_is_spent(live: Any, eventually: Ask) -> None:
    client = live.client()
    before, spent = Decimal(client.balance.fetch().balance), used(live, "totalprice")[2]
    client.messages.create(to=BRITISH, from_=live.number, body="x")
    assert eventually(lambda: used(live, "totalprice")[2] == spent + Decimal("0.04"))
    after = client.balance.fetch()
    assert (before - Decimal(after.balance), after.currency) == (Decimal("0.04"), "USD")


def test_a_token_names_servers_with_its_own_credentials(live: Any) -> None:
    token = live.client().tokens.create(ttl=60)
    assert token.ttl == "60"
    assert {each.get("username") for each in token.ice_servers} == {None, token.username}
    assert {each.get("credential") for each in token.ice_servers} == {None, token.password}
    with pytest.raises(TwilioRestException) as refused:
        live.client().tokens.create(ttl=86_401)
    assert refused.value.code == 20001


def test_a_web_hook_that_fails_makes_a_notification(live: Any, application: Any, eventually: Ask) -> None:
    application.answers["/broken"] = (503, "text/plain", b"Come back later")
    client = live.client()
    url = f"{application.url}/broken"
    sid = client.messages.create(to=HANDSET, from_=live.number, body="x", status_callback=url).sid
    assert eventually(lambda: len([each for each in client.notifications.list() if each.request_url == url]) == 2)
    found = [each for each in client.notifications.list(log=0) if each.request_url == url]
    assert {each.error_code for each in found} == {"11200"}
    assert {each.more_info for each in found} == {"https://www.twilio.com/docs/errors/11200"}
    told = client.notifications(found[0].sid).fetch()
    assert (told.response_body, told.request_method, told.log) == ("Come back later", "POST", "0")
    assert f"MessageSid={sid}" in told.request_variables
    today = datetime.now(UTC).date()
    assert found[0].sid in [each.sid for each in client.notifications.list(message_date=today)]
    assert client.notifications.list(message_date_before=today - timedelta(days=1)) == []


def test_a_message_that_does_not_arrive_makes_a_notification(live: Any, eventually: Ask) -> None:
    live.control("PUT", "handsets/%2B14155550192", {"condition": "reject", "error_code": 30005})
    client = live.client()
    sid = client.messages.create(to=REFUSING, from_=live.number, body="x").sid
    assert eventually(lambda: client.messages(sid).fetch().status == "undelivered")
    told = [each for each in client.notifications.list(log=1) if sid in each.message_text]
    assert [each.error_code for each in told] == ["30005"]


def test_a_notification_is_not_shown_to_another_account_or_under_a_wrong_sid(live: Any) -> None:
    with pytest.raises(TwilioRestException) as refused:
        live.client().notifications("NO" + "f" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_an_answered_call_counts_its_minute_at_its_price(live: Any, eventually: Ask) -> None:
    live.control("PUT", "handsets/%2B447700900124", {"voice_script": [{"action": "answer"}]})
    client = live.client()
    made = client.calls.create(to="+447700900124", from_=live.number, twiml="<Response><Hangup/></Response>")
    assert eventually(lambda: client.calls(made.sid).fetch().status == "completed")
    price = -Decimal(client.calls(made.sid).fetch().price)
    assert used(live, "calls-outbound") == used(live, "calls") == ("1", "1", price)
    assert Decimal(client.pricing.v1.voice.numbers(made.to).fetch().outbound_call_price["current_price"]) == price
