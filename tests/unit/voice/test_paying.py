"""Pay and the payments that the API leads, on a clock that stands still: asked, checked, repeated, and forgotten."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from test_voice_engine import OTHER, World, world

from cordboard.base.problem import Problem
from cordboard.voice.call import Told
from cordboard.voice.handset import Act, Step
from cordboard.voice.payment import PAYMENT, Payment
from cordboard.voice.payments import TOO_MANY
from cordboard.voice.wallet import Terms

NUMBER, DECLINED, EXPIRY, CODE, POSTAL = "4242424242424242", "4000000000000002", "1230", "123", "94105"
ACTION, STATUS = "https://example.com/paid", "https://example.com/progress"
PAY = f"<Pay action='{ACTION}' statusCallback='{STATUS}' chargeAmount='9.99' timeout='20'/>"


async def answered(made: World, twiml: str) -> str:
    """Call a handset that answers, with a document; returns the call once the first prompt was heard."""
    made.phones.load({OTHER: (Step(Act.ANSWER),)})
    sid = await made.call(OTHER, twiml)
    await made.advance(4)
    return sid


async def press(made: World, digits: str, seconds: float = 6) -> None:
    made.phones.calls(OTHER)[-1].act(Step(Act.PRESS, digits=digits))
    await made.advance(seconds)
    await made.board.write()


async def pay(made: World, *entries: str) -> None:
    for each in entries:
        await press(made, each)


async def heard(made: World, sid: str, who: str = "callee") -> list[str]:
    await made.board.write()
    return [line.text for line in await made.calls.heard(sid) if line.who == who]


def told(made: World, url: str) -> list[dict[str, str]]:
    return [dict(each.parameters) for each in made.told + made.asked if each.url == url]


def result(made: World) -> dict[str, str]:
    [found] = told(made, ACTION)
    return found


async def test_a_card_is_asked_for_field_by_field_and_charged() -> None:
    with world() as made:
        sid = await answered(made, PAY)
        await pay(made, NUMBER, EXPIRY, CODE, f"{POSTAL}#")
        found = result(made)
        assert found["Result"] == "success"
        assert found["PaymentCardNumber"] == "xxxxxxxxxxxx4242"
        assert (found["PaymentCardType"], found["SecurityCode"], found["ExpirationDate"]) == ("visa", "***", EXPIRY)
        assert found["PaymentConfirmationCode"].startswith("ch_")
        assert "PaymentToken" not in found
        asked = await heard(made, sid)
        assert [each.partition(" enter ")[2][:13] for each in asked[:4]] == [
            "your credit c",
            "the expiratio",
            "your security",
            "your postal c",
        ]
        steps = [each["For"] for each in told(made, STATUS) if "For" in each]
        assert steps == ["payment-card-number", "expiration-date", "security-code", "postal-code"]
        await made.advance(60)
        await made.assert_nothing_is_left()


@pytest.mark.parametrize("amount", ["", "chargeAmount='0'"])
async def test_without_an_amount_the_card_is_kept_as_a_token(amount: str) -> None:
    with world() as made:
        await answered(made, f"<Pay action='{ACTION}' {amount} postalCode='false'/>")
        await pay(made, NUMBER, EXPIRY, CODE)
        assert result(made)["PaymentToken"].startswith("tok_")
        assert "PaymentConfirmationCode" not in result(made)


async def test_a_wrong_field_is_asked_for_again_and_too_many_end_the_payment() -> None:
    with world() as made:
        sid = await answered(made, PAY)
        await pay(made, "4242424242424241#", NUMBER, "1320", "0120")
        assert result(made)["Result"] == "too-many-failed-attempts"
        errors = [each.get("ErrorType") for each in told(made, STATUS) if "For" in each]
        assert errors == ["invalid-card-number", None, "invalid-date", "invalid-date"]
        assert sum(each.startswith("That was not valid.") for each in await heard(made, sid)) == 2


async def test_silence_is_a_timeout_that_counts_as_an_attempt() -> None:
    with world() as made:
        await answered(made, PAY)
        await made.advance(60)
        await made.board.write()
        assert result(made)["Result"] == "too-many-failed-attempts"
        assert {each["ErrorType"] for each in told(made, STATUS) if "For" in each} == {"input-timeout"}
        assert result(made)["PaymentError"] == "input-timeout"


async def test_a_star_ends_the_payment_at_any_point() -> None:
    with world() as made:
        await answered(made, PAY)
        await pay(made, NUMBER, "1*")
        assert result(made)["Result"] == "caller-interrupted-with-star"


async def test_hanging_up_is_told_to_the_action() -> None:
    with world() as made:
        await answered(made, PAY)
        await press(made, NUMBER)
        made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))
        await made.advance(1)
        assert result(made)["Result"] == "caller-hung-up"
        await made.assert_nothing_is_left()


async def test_a_declined_card_is_told_and_noted_with_its_code() -> None:
    with world() as made:
        sid = await answered(made, PAY)
        await pay(made, DECLINED, EXPIRY, CODE, f"{POSTAL}#")
        assert (result(made)["Result"], result(made)["PayErrorCode"]) == ("payment-connector-error", "64012")
        assert any(each.startswith("64012") for each in await heard(made, sid, "network"))


async def test_the_most_particular_prompt_is_heard() -> None:
    prompts = """<Prompt for='payment-card-number expiration-date'><Say>Any</Say></Prompt>
      <Prompt for='payment-card-number' errorType='invalid-card-number' attempt='2'><Say>Wrong twice</Say></Prompt>
      <Prompt for='security-code' cardType='amex'><Say>Four digits</Say></Prompt>
      <Prompt for='payment-processing'><Say>One moment</Say></Prompt>"""
    with world() as made:
        sid = await answered(made, f"<Pay action='{ACTION}' postalCode='false' timeout='20'>{prompts}</Pay>")
        await pay(made, "1#", "378282246310005", EXPIRY, "1234")
        assert (await heard(made, sid))[:5] == ["Any", "Wrong twice", "Any", "Four digits", "One moment"]


async def test_a_field_that_has_to_match_is_entered_twice() -> None:
    prompt = "<Prompt for='payment-card-number' requireMatchingInputs='true'><Say>Number</Say></Prompt>"
    with world() as made:
        await answered(
            made, f"<Pay action='{ACTION}' statusCallback='{STATUS}' postalCode='false' timeout='20'>{prompt}</Pay>"
        )
        await pay(made, NUMBER, DECLINED, NUMBER, EXPIRY, CODE)
        steps = [(each["For"], each.get("ErrorType")) for each in told(made, STATUS) if "For" in each]
        assert steps[:3] == [
            ("payment-card-number", None),
            ("payment-card-number-matcher", "input-matching-failed"),
            ("payment-card-number-matcher", None),
        ]
        assert result(made)["Result"] == "success"


async def test_a_bank_account_is_asked_for_where_it_is_debited() -> None:
    ach = f"<Pay action='{ACTION}' paymentMethod='ach-debit' bankAccountType='consumer-savings'>"
    with world() as made:
        await answered(made, f"{ach}<Parameter name='AVSName' value='A. Payer'/></Pay>")
        await pay(made, "110000000", "000123456789#")
        found = result(made)
        assert (found["Result"], found["BankAccountType"]) == ("success", "consumer-savings")
        assert (found["BankRoutingNumber"], found["BankAccountNumber"]) == ("110000000", "**********89")


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ("chargeAmount='much'", "64003"),
        ("paymentMethod='ach-debit'", "64014"),
        (f"bankAccountType='{'consumer-savings'}'", "64017"),
    ],
)
async def test_what_cannot_be_paid_is_not_asked_for(attributes: str, code: str) -> None:
    with world() as made:
        sid = await answered(made, f"<Pay action='{ACTION}' {attributes}/>")
        assert (result(made)["Result"], result(made)["PayErrorCode"]) == ("validation-error", code)
        assert any(each.startswith(code) for each in await heard(made, sid, "network"))


async def test_no_digit_of_a_payment_is_written_or_told_anywhere() -> None:
    with world() as made:
        sid = await answered(made, PAY)
        await pay(made, NUMBER, EXPIRY, CODE, f"{POSTAL}#")
        assert await heard(made, sid, "caller") == ["x" * 16, "xxxx", "xxx", "xxxxxx"]
        written = [text for who in ("caller", "callee", "network") for text in await heard(made, sid, who)]
        assert not any(NUMBER in each or f"'{CODE}'" in each for each in (*written, *map(str, made.told + made.asked)))


CONFIRMED = f"<Pay action='{ACTION}' chargeAmount='5' postalCode='false' confirmation='true' timeout='5'/>"


@pytest.mark.parametrize(("key", "result_word"), [("1", "success"), ("92", "transaction-cancelled")])
async def test_a_payer_who_is_to_confirm_hears_how_the_number_ends_and_pays_with_1(key: str, result_word: str) -> None:
    with world() as made:
        sid = await answered(made, CONFIRMED)
        await pay(made, NUMBER, EXPIRY, CODE)
        asked = (await heard(made, sid))[-1]
        assert "4 2 4 2" in asked
        assert "Press 1 to confirm" in asked
        await press(made, key)
        assert result(made)["Result"] == result_word
        assert ("PaymentConfirmationCode" in result(made)) is (key == "1")


async def test_a_payer_who_answers_nothing_is_asked_three_times() -> None:
    with world() as made:
        sid = await answered(made, CONFIRMED)
        await pay(made, NUMBER, EXPIRY, CODE)
        await made.advance(60)
        assert sum("Press 1" in each for each in await heard(made, sid)) == 3
        assert result(made)["Result"] == "too-many-failed-attempts"
        await made.assert_nothing_is_left()


async def test_fields_that_have_to_match_can_be_named_by_the_verb() -> None:
    with world() as made:
        attributes = "postalCode='false' requireMatchingInputs='security-code, expiration-date' timeout='20'"
        await answered(made, f"<Pay action='{ACTION}' statusCallback='{STATUS}' {attributes}/>")
        await pay(made, NUMBER, EXPIRY, EXPIRY, CODE, CODE)
        assert [each["For"] for each in told(made, STATUS) if "For" in each] == [
            "payment-card-number",
            "expiration-date",
            "expiration-date-matcher",
            "security-code",
            "security-code-matcher",
        ]
        assert result(made)["Result"] == "success"


# Payments that the API leads


async def begun(made: World, **terms: Any) -> Payment:
    sid = await answered(made, "<Pause length='600'/>")
    kept = {"idempotency_key": "begin", "callback": STATUS, "method": "credit-card"}
    return await made.board.payments.begin(sid, Terms(**terms), **kept)


async def go_on(made: World, payment: Payment, key: str, **wanted: str) -> Payment:
    given = {"capture": None, "status": None, **wanted}
    return await made.board.payments.go_on(payment, key=key, told=Told(url=STATUS), **given)  # type: ignore[arg-type]


async def test_an_agent_leads_the_payer_through_the_fields() -> None:
    with world() as made:
        payment = await begun(made, takes_postal_code=False)
        for field, digits in (("payment-card-number", NUMBER), ("expiration-date", EXPIRY), ("security-code", CODE)):
            await go_on(made, payment, field, capture=field)
            await press(made, digits)
        ended = await go_on(made, payment, "end", status="complete")
        assert ended.status == "complete"
        events = told(made, STATUS)
        entered = [each for each in events if each.get("PartialResult") == "false"]
        assert [each["Capture"] for each in entered] == ["payment-card-number", "expiration-date", "security-code"]
        assert [each["Required"] for each in entered] == ["expiration-date security-code", "security-code", ""]
        assert entered[0]["PaymentCardNumber"] == "xxxxxxxxxxxx4242"
        assert entered[-1]["SecurityCode"] == "xxx"
        assert (events[-1]["Result"], events[-1]["Sid"]) == ("success", payment.sid)
        assert await heard(made, payment.parent_sid, "caller") == ["x" * 16, "xxxx", "xxx"]
        made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))
        await made.assert_nothing_is_left()


async def test_every_callback_of_a_payment_says_which_it_is_and_those_of_a_capture_how_far_it_is() -> None:
    with world() as made:
        payment = await begun(made, amount=Decimal("12.50"), connector="Stripe_1")
        await go_on(made, payment, "1", capture="payment-card-number")
        await press(made, "4242", 1)
        await press(made, NUMBER[4:], 1)
        started, asked, part, whole = told(made, STATUS)
        common = {
            "AccountSid": payment.account_sid,
            "CallSid": payment.parent_sid,
            "Sid": payment.sid,
            "DateCreated": started["DateCreated"],
            "PaymentConnector": "Stripe_1",
            "PaymentMethod": "credit-card",
            "ChargeAmount": "12.50",
        }
        assert started == common
        required = "expiration-date security-code postal-code"
        capture = {**common, "DateUpdated": whole["DateUpdated"], "Capture": "payment-card-number"}
        first = {**capture, "Required": f"payment-card-number {required}", "PartialResult": "true"}
        assert asked == first
        assert part == {**first, "PaymentCardNumber": "xxxx"}
        card = {"PaymentCardNumber": "xxxxxxxxxxxx4242", "PaymentCardType": "visa"}
        assert whole == {**capture, "Required": required, "PartialResult": "false", **card}
        assert re.fullmatch(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", started["DateCreated"])
        made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))
        await made.assert_nothing_is_left()


async def test_the_processor_gets_what_the_document_says_of_the_payment() -> None:
    pay_verb = f"<Pay action='{ACTION}' chargeAmount='20.45' postalCode='false' description='Order 12'>"
    with world() as made:
        sid = await answered(made, f"{pay_verb}<Parameter name='customer' value='c-7'/></Pay>")
        await pay(made, NUMBER, EXPIRY, CODE)
        [received] = [text for text in await heard(made, sid, "network") if "charges" in text]
        assert received.startswith("Default charges 20.45 usd: ")
        assert "description=Order 12, customer=c-7" in received
        assert NUMBER not in received


async def test_keys_between_two_captures_belong_to_the_call() -> None:
    with world() as made:
        payment = await begun(made)
        await press(made, "7")
        await go_on(made, payment, "1", capture="security-code")
        await press(made, "12#", 0)
        await press(made, "8")
        assert await heard(made, payment.parent_sid, "caller") == ["7", "xxx", "8"]
        assert told(made, STATUS)[-1]["ErrorType"] == "invalid-security-code"
        made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))
        await made.board.write()
        assert told(made, STATUS)[-1]["Result"] == "caller-hung-up"
        await made.assert_nothing_is_left()


async def test_what_has_to_match_is_required_twice() -> None:
    with world() as made:
        payment = await begun(made, takes_postal_code=False, matching=frozenset({"security-code"}))
        for field, digits in (("payment-card-number", NUMBER), ("expiration-date", EXPIRY), ("security-code", CODE)):
            await go_on(made, payment, field, capture=field)
            await press(made, digits)
        assert told(made, STATUS)[-1]["Required"] == "security-code-matcher"
        with pytest.raises(Problem) as problem:
            await go_on(made, payment, "early", status="complete")
        assert problem.value.code == 64019
        await go_on(made, payment, "again", capture="security-code-matcher")
        await press(made, CODE)
        assert (await go_on(made, payment, "end", status="complete")).status == "complete"
        made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))
        await made.assert_nothing_is_left()


@pytest.mark.parametrize(
    ("key", "ended"),
    [("1", ("complete", "success")), ("2", ("cancel", "transaction-cancelled")), ("", ("cancel", TOO_MANY))],
)
async def test_a_payment_of_the_api_is_made_once_the_payer_has_confirmed_it(key: str, ended: tuple[str, str]) -> None:
    with world() as made:
        payment = await begun(made, takes_postal_code=False, takes_security_code=False, confirms=True)
        for field, digits in (("payment-card-number", NUMBER), ("expiration-date", EXPIRY)):
            await go_on(made, payment, field, capture=field)
            await press(made, digits)
        assert (await go_on(made, payment, "end", status="complete")).status == "in-progress"
        assert "4 2 4 2" in (await heard(made, payment.parent_sid))[-1]
        await (press(made, key) if key else made.advance(60))
        await made.board.write()
        kept = await made.board.shelf.get(PAYMENT, payment.account_sid, payment.sid)
        assert (kept.status, told(made, STATUS)[-1]["Result"]) == ended
        made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))
        await made.assert_nothing_is_left()


async def test_a_payment_is_refused_what_it_cannot_do() -> None:
    with world() as made:
        payment = await begun(made)
        refused = [
            ({}, 64018),
            ({"status": "complete"}, 64019),
            ({"capture": "bank-account-number"}, 64021),
        ]
        for wanted, code in refused:
            with pytest.raises(Problem) as problem:
                await go_on(made, payment, "any", **wanted)
            assert problem.value.code == code
        with pytest.raises(Problem) as problem:
            await made.board.payments.begin(
                payment.parent_sid, Terms(), idempotency_key="other", callback=STATUS, method=""
            )
        assert problem.value.code == 64021
        again = await made.board.payments.begin(payment.parent_sid, Terms(), idempotency_key="begin")
        assert again.sid == payment.sid
        canceled = await go_on(made, payment, "last", status="cancel")
        assert canceled.status == "cancel"
        assert told(made, STATUS)[-1]["Result"] == "cancel"
        made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))
        await made.assert_nothing_is_left()


async def test_silence_ends_a_capture_with_a_timeout() -> None:
    with world() as made:
        payment = await begun(made, timeout_s=3)
        await go_on(made, payment, "1", capture="payment-card-number")
        await made.advance(4)
        await made.board.write()
        assert told(made, STATUS)[-1]["ErrorType"] == "timeout"
        assert told(made, STATUS)[-1]["PartialResult"] == "false"
        made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))
        await made.assert_nothing_is_left()


async def test_an_agent_on_the_same_call_does_not_hear_the_keys_of_a_payment() -> None:
    agent = "+14155550888"
    with world() as made:
        made.phones.load({agent: (Step(Act.ANSWER),)})
        sid = await answered(made, f"<Dial>{agent}</Dial>")
        [agent_sid] = [each.sid for each in made.phones.calls(agent)]
        kept = {"idempotency_key": "begin", "callback": STATUS, "method": "credit-card"}
        payment = await made.board.payments.begin(sid, Terms(), **kept)
        await press(made, "5", 1)
        await go_on(made, payment, "1", capture="payment-card-number")
        await press(made, NUMBER, 1)
        assert await heard(made, agent_sid) == ["[tones 5]"]
        made.phones.calls(OTHER)[-1].act(Step(Act.HANG_UP))
        await made.advance(1)
        await made.assert_nothing_is_left()
