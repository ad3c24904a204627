"""Payments that the API leads through a call: an agent asks, the payer presses keys, and nobody else hears them.

Source: https://www.twilio.com/docs/voice/api/payment-resource.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from cordboard.base.clock import Timer, to_datetime, to_iso
from cordboard.base.problem import Problem
from cordboard.base.webhook import Purpose
from cordboard.voice.call import Told
from cordboard.voice.charging import charge, unpaid
from cordboard.voice.confirming import CONFIRM, MOST_QUESTIONS, REFUSE, REFUSED, question
from cordboard.voice.pace import spoken_s
from cordboard.voice.payment import CANCEL, COMPLETE, PAYMENT, Payment
from cordboard.voice.wallet import LONGEST_ENTRY, MATCHER, Field, Pairs, Terms, Wallet

if TYPE_CHECKING:
    from cordboard.voice.leg import Leg
    from cordboard.voice.switchboard import Switchboard

NOTHING_ASKED, INCOMPLETE, NOT_HERE = 64018, 64019, 64021
HUNG_UP, TOO_MANY, TIMEOUT = "caller-hung-up", "too-many-failed-attempts", "timeout"
COMMON = frozenset({"PaymentMethod", "BankAccountType"})  # told anyway, whatever has been entered


class PaymentSession:
    """A payment on a call that goes on. What was entered ends with it."""

    def __init__(self, leg: Leg, payment: Payment, terms: Terms) -> None:
        self.payment = payment
        self._leg = leg
        self._terms = terms
        self._wallet = Wallet(terms, self._today)
        self._capture: str | None = None
        self._digits = ""
        self._timer: Timer | None = None
        self._keys: set[str] = set()
        self._questions = 0
        leg.payment = self
        self._write(payment)
        self._tell()

    def _today(self) -> date:
        return to_datetime(self._leg.board.clock.now_ms()).date()

    @property
    def is_capturing(self) -> bool:
        """Tell whether keys are taken."""
        return self._capture is not None or self._is_asking

    @property
    def _required(self) -> str:
        return " ".join(self._wallet.required)

    # What the agent wants

    def is_known(self, key: str) -> bool:
        """Tell whether an update was asked for before."""
        return key in self._keys

    def capture(self, name: str, key: str, told: Told) -> None:
        """Take the next keys as a field. Raises: Problem 64021 when the payment has none of that name."""
        if name.removesuffix(MATCHER) not in self._terms.fields:
            raise Problem(NOT_HERE, parameter="Capture")
        self._keys.add(key)
        self._capture, self._digits, self._questions = name, "", 0
        self._write(replace(self.payment, capture=name, **_named(told)))
        self._update(("PartialResult", "true"), *self._shown())
        self._wait()

    def complete(self, key: str, told: Told) -> None:
        """Pay. Raises: Problem 64019 while something is still to be entered."""
        if self._wallet.required:
            raise Problem(INCOMPLETE)
        self._keys.add(key)
        self._write(replace(self.payment, **_named(told)))
        if self._terms.confirms:
            self._ask()
        else:
            self._pay()

    def _pay(self) -> None:
        self._end(COMPLETE, charge(self._leg, self._terms, self._wallet).parameters)

    def _ask(self) -> None:
        """Let the payer confirm, or end the payment of one who answers nothing."""
        self._questions += 1
        if self._questions > MOST_QUESTIONS:
            self._end(CANCEL, unpaid(TOO_MANY, self._wallet, TIMEOUT).parameters)
            return
        words = question(self._wallet)
        self._leg.hear(words)
        self._leg.heard()
        said_s = spoken_s(words, self._leg.board.limits.characters_per_s)
        self._wait(self._ask, said_s + self._terms.timeout_s)

    @property
    def _is_asking(self) -> bool:
        """Tell whether the payer is to confirm; what is captured meanwhile is asked for instead."""
        return self._questions > 0 and self._capture is None

    def cancel(self, key: str, told: Told) -> None:
        """End the payment without paying."""
        self._keys.add(key)
        self._end(CANCEL, unpaid(CANCEL, self._wallet).parameters, told)

    # What the payer does

    def pressed(self, digits: str) -> None:
        """Take keys: # ends the field, * begins it anew."""
        for digit in digits:
            if self._capture is None:
                self._answer(digit)
                continue
            if digit == "*":
                self._digits = ""
            elif digit != "#" and len(self._digits) < LONGEST_ENTRY:
                self._digits += digit
            if digit == "#" or self._wallet.is_whole(self._field, self._digits):
                self._enter()
            else:
                self._wait()
        if self._capture is not None and digits:
            self._update(("PartialResult", "true"), self._wallet.shown_part(self._field, self._digits))

    def _answer(self, digit: str) -> None:
        if not self._is_asking:
            return
        if digit == CONFIRM:
            self._pay()
        elif digit == REFUSE:
            self._end(CANCEL, unpaid(REFUSED, self._wallet).parameters)

    @property
    def _field(self) -> Field:
        return Field((self._capture or "").removesuffix(MATCHER))

    def _wait(self, call: Callable[[], None] | None = None, seconds: float | None = None) -> None:
        """Enter what was pressed, or call something else, when nothing more is."""
        self.forget()
        clock, after_s = self._leg.board.clock, self._terms.timeout_s if seconds is None else seconds
        self._timer = clock.call_at(clock.now_ms() + round(after_s * 1000), call or self._enter)

    def _enter(self) -> None:
        self.forget()
        name, field, digits = self._capture or "", self._field, self._digits
        check = self._wallet.repeat if name.endswith(MATCHER) else self._wallet.enter
        error = check(field, digits)
        errors = (("ErrorType", error),) if error is not None else ()
        self._update(("PartialResult", "false"), *errors, *self._shown())
        self._capture, self._digits = None, ""

    def _shown(self) -> Pairs:
        return tuple(each for each in self._wallet.shown() if each[0] not in COMMON)

    def _update(self, *parameters: tuple[str, str]) -> None:
        """Tell of a field that is being captured."""
        self._tell(*self._updated(), ("Capture", self._capture or ""), ("Required", self._required), *parameters)

    def _updated(self) -> Pairs:
        return (("DateUpdated", to_iso(self.payment.updated_ms)),)

    def hung_up(self) -> None:
        """End with the call."""
        self._end(CANCEL, unpaid(HUNG_UP, self._wallet).parameters)

    def forget(self) -> None:
        """Leave no timer behind."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self, status: str, parameters: Pairs, told: Told | None = None) -> None:
        self.forget()
        self._capture, self._digits, self._questions = None, "", 0
        self._wallet.forget()
        self._leg.payment = None
        self._write(replace(self.payment, status=status, **({} if told is None else _named(told))))
        self._tell(*self._updated(), *(each for each in parameters if each[0] not in COMMON))

    def _write(self, payment: Payment) -> None:
        self.payment = replace(payment, updated_ms=self._leg.board.clock.now_ms())
        self._leg.board.write(kept=(PAYMENT, self.payment))

    def _tell(self, *parameters: tuple[str, str]) -> None:
        board, payment = self._leg.board, self.payment
        told = Told(url=payment.callback, agent_sid=payment.agent_sid, decision_id=payment.decision_id)
        given = (*self._common(), *parameters)
        task = board.hooks.about(payment.account_sid, payment.parent_sid, told, given, Purpose.CALL_STATUS)
        board.write(tasks=[task] if task else [])

    def _common(self) -> Pairs:
        """Return what every callback tells. Source: as above, #statuscallback."""
        payment, terms = self.payment, self._terms
        bank = (("BankAccountType", terms.bank_account_type),) if terms.method == "ach-debit" else ()
        charges = ("ChargeAmount", str(terms.amount)) if terms.charges else ("TokenType", terms.token_type)
        return (
            ("AccountSid", payment.account_sid),
            ("CallSid", payment.parent_sid),
            ("Sid", payment.sid),
            ("DateCreated", to_iso(payment.created_ms)),
            ("PaymentConnector", terms.connector),
            ("PaymentMethod", terms.method),
            *bank,
            charges,
        )


class Payments:
    """Begins payments, and leads them on."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    async def begin(self, call_sid: str, terms: Terms, **kept: Any) -> Payment:
        """Begin a payment on a call that goes on; asked for again with its key it is the same.

        Raises: Problem 21220 when the call does not go on, 64021 while there is another payment on it.
        """
        leg = self._board.talking(call_sid)
        known = await self._board.shelf.find(
            PAYMENT, leg.call.account_sid, parent_sid=call_sid, idempotency_key=kept["idempotency_key"]
        )
        if known is not None:
            return known
        leg = self._board.talking(call_sid)  # which may have ended while the database was asked
        if leg.payment is not None:
            raise Problem(NOT_HERE)
        made = self._board.shelf.make(PAYMENT, leg.call.account_sid, parent_sid=call_sid, **kept)
        session = PaymentSession(leg, made, terms)
        await self._board.write()
        return session.payment

    async def go_on(
        self, payment: Payment, *, key: str, told: Told, capture: str | None, status: str | None
    ) -> Payment:
        """Take a field, or end a payment; ``told`` is who is told from now on.

        Raises: Problem 21220, 64018, 64019, 64021.
        """
        session = self._board.talking(payment.parent_sid).payment
        if session is None or session.payment.sid != payment.sid:
            if payment.status == status:
                return payment
            raise Problem(NOT_HERE)
        if session.is_known(key):
            return session.payment
        if status == COMPLETE:
            session.complete(key, told)
        elif status == CANCEL:
            session.cancel(key, told)
        elif capture is not None:
            session.capture(capture, key, told)
        else:
            raise Problem(NOTHING_ASKED)
        await self._board.write()
        return session.payment


def _named(told: Told) -> dict[str, str]:
    """Return what a payment keeps of who is told of it."""
    return {"callback": told.url or "", "agent_sid": told.agent_sid, "decision_id": told.decision_id}
