"""The official Python library against the running server: all that costs or counts is in the usage, each month."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

MONTH = Decimal("1.15")  # of a local number of the United States, in the price table
Counted = tuple[str, str, Decimal]


def counted(live: Any, category: str, **more: Any) -> Counted:
    """Return count, usage and price of a category since the beginning."""
    (record,) = live.client().usage.records.list(category=category, **more)
    return record.count, record.usage, Decimal(record.price)


def days(live: Any, category: str) -> list[str]:
    """Return the days on which something of a category was counted, oldest first."""
    records = live.client().usage.records.daily.list(category=category)
    return [str(each.start_date) for each in reversed(records) if each.count != "0"]


def stop(live: Any) -> None:
    live.process.terminate()
    assert live.process.wait(timeout=30) == 0


def move(live: Any, to: str) -> None:
    live.control("POST", "clock", {"to": to})


def test_a_number_is_charged_on_the_same_day_of_each_month_until_it_is_released(launch: Callable[..., Any]) -> None:
    live = launch(clock="test", clock_start="2026-01-31T12:00:00Z")
    assert counted(live, "phonenumbers-local") == ("1", "1", MONTH)
    move(live, "2026-04-30T11:59:59Z")
    assert counted(live, "phonenumbers-local") == ("3", "3", 3 * MONTH)
    move(live, "2026-04-30T12:00:00Z")
    assert days(live, "phonenumbers-local") == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    [number] = live.client().incoming_phone_numbers.list()
    assert number.delete()
    move(live, "2027-01-01T00:00:00Z")
    assert counted(live, "phonenumbers") == ("4", "4", 4 * MONTH)
    assert Decimal(live.client().balance.fetch().balance) == 1000 - 4 * MONTH


def test_months_that_begin_while_the_server_stands_still_are_charged_at_its_next_start(
    launch: Callable[..., Any], eventually: Any
) -> None:
    live = launch(clock="test", clock_start="2026-01-15T00:00:00Z")
    stop(live)
    live = launch(live.data, clock="test", clock_start="2026-04-15T00:00:00Z")
    assert eventually(lambda: counted(live, "phonenumbers-local") == ("4", "4", 4 * MONTH))
    assert days(live, "phonenumbers-local") == ["2026-01-15", "2026-02-15", "2026-03-15", "2026-04-15"]
    stop(live)
    live = launch(live.data, clock="test", clock_start="2026-05-01T00:00:00Z")
    assert counted(live, "phonenumbers-local") == ("4", "4", 4 * MONTH)


def test_the_months_of_a_number_that_moves_are_charged_to_whoever_has_it(launch: Callable[..., Any]) -> None:
    live = launch(clock="test", clock_start="2026-01-01T00:00:00Z")
    branch = live.client().api.v2010.accounts.create(friendly_name="Branch")
    [number] = live.client().incoming_phone_numbers.list()
    number.update(account_sid=branch.sid)
    move(live, "2026-02-01T00:00:00Z")
    assert counted(live, "phonenumbers", include_subaccounts=False) == ("1", "1", MONTH)
    assert counted(live, "phonenumbers") == ("2", "2", 2 * MONTH)


def test_a_move_until_nothing_is_due_does_not_wait_for_the_months_of_numbers(launch: Callable[..., Any]) -> None:
    live = launch(clock="test", clock_start="2026-01-01T00:00:00Z")
    assert live.control("POST", "clock", {"until": "idle"})["now"] < "2026-01-02"


def test_a_usage_trigger_fires_when_a_month_begins(launch: Callable[..., Any], application: Any) -> None:
    live = launch(clock="test", clock_start="2026-01-01T00:00:00Z")
    live.client().usage.triggers.create(
        callback_url=f"{application.url}/two", trigger_value="2", usage_category="phonenumbers", trigger_by="count"
    )
    move(live, "2026-02-01T00:00:01Z")
    assert application.next().given["CurrentValue"] == "2"


def test_months_go_on_after_a_reset(launch: Callable[..., Any]) -> None:
    live = launch(clock="test", clock_start="2026-01-01T00:00:00Z", allow_reset="true")
    live.control("POST", "reset")
    move(live, "2026-03-01T00:00:00Z")
    assert counted(live, "phonenumbers-local")[0] == "3"


def test_lookups_are_counted_by_package_with_the_prices_of_those_that_have_one(live: Any) -> None:
    numbers = live.client().lookups.v2.phone_numbers("+14159929960")
    numbers.fetch()
    numbers.fetch(fields="line_type_intelligence,caller_name,pre_fill")
    found = {name: counted(live, name) for name in ("number-format-lookups", "carrier-lookups", "calleridlookups")}
    assert found == {
        "number-format-lookups": ("2", "2", Decimal(0)),
        "carrier-lookups": ("1", "1", Decimal("0.008")),
        "calleridlookups": ("1", "1", Decimal("0.01")),
    }
    assert counted(live, "lookups") == ("5", "5", Decimal("0.018"))


def test_recordings_and_transcriptions_are_counted_once_with_their_prices(live: Any, eventually: Any) -> None:
    document = "<Response><Record transcribe='true' maxLength='5' playBeep='false' timeout='1'/></Response>"
    handset = "+14155550177"
    script = [{"action": "answer"}, {"action": "speak", "text": "Leave it at the door"}]
    live.control("PUT", f"handsets/{handset.replace('+', '%2B')}", {"voice_script": script})
    client = live.client()
    call = client.calls.create(to=handset, from_=live.number, twiml=document)
    assert eventually(lambda: client.calls(call.sid).fetch().status == "completed")
    [transcription] = eventually(client.transcriptions.list)
    [recording] = client.recordings.list()
    assert counted(live, "recordings") == ("1", "1", -Decimal(recording.price))
    assert counted(live, "recordingstorage") == ("1", "1", Decimal(0))
    assert counted(live, "transcriptions") == ("1", "1", -Decimal(str(float(transcription.price))))
    before = counted(live, "totalprice")
    assert client.recordings(recording.sid).delete()
    assert counted(live, "totalprice") == before


def test_the_total_is_the_sum_of_everything_that_has_a_price(live: Any) -> None:
    records = {each.category: Decimal(each.price) for each in live.client().usage.records.list(page_size=1000)}
    tops = ("sms", "mms", "calls", "recordings", "recordingstorage", "transcriptions", "phonenumbers", "lookups")
    assert records["totalprice"] == sum(records[top] for top in tops) > MONTH
