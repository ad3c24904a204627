"""The Pay verb: asks for one field after another, lets a wrong one be entered again, and pays.

Source: https://www.twilio.com/docs/voice/twiml/pay, /docs/voice/twiml/pay/prompt.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import ClassVar

from cordboard.base.clock import to_datetime
from cordboard.base.webhook import Purpose
from cordboard.twiml.voice.effects import Fetch, Note, Prompt, Say
from cordboard.twiml.voice.pay_effect import Pay, PayPrompt
from cordboard.voice.activity import Activity
from cordboard.voice.call import Told
from cordboard.voice.charging import Outcome, charge, unpaid
from cordboard.voice.confirming import CONFIRM, MOST_QUESTIONS, REFUSE, REFUSED, question
from cordboard.voice.documents import ask_in_vain
from cordboard.voice.speaking import Prompts
from cordboard.voice.wallet import LONGEST_ENTRY, MATCHER, Field, Terms, Wallet

FINISH, INTERRUPT = "#", "*"
PROCESSING = "payment-processing"
STAR, TOO_MANY, HUNG_UP = "caller-interrupted-with-star", "too-many-failed-attempts", "caller-hung-up"
# Ours: what is said where the document has no prompt.
ASKS = {
    Field.CARD_NUMBER: "Please enter your credit card number.",
    Field.EXPIRATION: "Please enter the expiration date, two digits for the month and two for the year.",
    Field.SECURITY_CODE: "Please enter your security code.",
    Field.POSTAL_CODE: "Please enter your postal code.",
    Field.ROUTING_NUMBER: "Please enter your bank routing number.",
    Field.ACCOUNT_NUMBER: "Please enter your bank account number.",
}
AGAIN, WRONG, SLOW = "Please enter it again.", "That was not valid. ", "Nothing was entered. "
CODE_MASK = "*"
TIMEOUT, TOLD_TIMEOUT = "timeout", "input-timeout"
WORKING = "Thank you. Your payment is being processed."


def terms_of(effect: Pay) -> Terms:
    """Return what is paid and asked for."""
    return Terms(
        method=effect.method,
        amount=effect.amount,
        currency=effect.currency,
        connector=effect.connector,
        token_type=effect.token_type,
        card_types=effect.card_types,
        takes_security_code=effect.takes_security_code,
        takes_postal_code=effect.takes_postal_code,
        shortest_postal_code=effect.shortest_postal_code,
        postal_code=effect.postal_code,
        bank_account_type=effect.bank_account_type,
        timeout_s=effect.timeout_s,
        description=effect.description,
        parameters=effect.parameters,
        matching=effect.matching,
        confirms=effect.confirms,
    )


class Paying(Activity):
    """The Pay verb. Its keys are nobody else's to know."""

    effect: Pay
    hides_keys: ClassVar[bool] = True

    def start(self) -> None:
        """Ask for the first field."""
        self._terms = terms_of(self.effect)
        self._wallet = Wallet(self._terms, self._today, CODE_MASK)
        self._steps = [step for field in self._terms.fields for step in self._steps_of(field)]
        self._attempt, self._error = 1, ""
        self._digits = ""
        self._is_confirming = False
        self._ask()

    def _today(self) -> date:
        return to_datetime(self.leg.board.clock.now_ms()).date()

    def _steps_of(self, field: Field) -> tuple[tuple[Field, bool], ...]:
        """Return the entries of a field: one, or two where they have to match."""
        by_prompt = any(each.is_repeated and field in each.fields for each in self.effect.prompts)
        return ((field, False), (field, True)) if by_prompt or field in self._terms.matching else ((field, False),)

    # Asking

    def _ask(self) -> None:
        field, is_repeat = self._steps[0]
        self._digits = ""
        name = f"{field}{MATCHER}" if is_repeat else field.value
        self._prompts = Prompts(self, self._words(name, self._default(field, is_repeat)), self._listen)
        self._prompts.go_on()

    def _default(self, field: Field, is_repeat: bool) -> str:
        asks = AGAIN if is_repeat else ASKS[field]
        return {"": "", "timeout": SLOW}.get(self._error, WRONG) + asks

    def _words(self, name: str, default: str) -> tuple[Prompt, ...]:
        fitting = [each for each in self.effect.prompts if self._fits(each, name)]
        if not fitting:
            return (Say(default, "man", self.effect.language),)
        return max(fitting, key=_particularity).prompts

    def _fits(self, prompt: PayPrompt, name: str) -> bool:
        """Tell whether a prompt is for this moment; one for errors is heard after them alone."""
        return (
            name in prompt.fields
            and (not prompt.errors or self._error in prompt.errors)
            and (not prompt.card_types or self._wallet.card_type in prompt.card_types)
            and (not prompt.attempts or self._attempt in prompt.attempts)
        )

    def _listen(self) -> None:
        self.after(self._terms.timeout_s, self._enter, "silence")

    def pressed(self, digits: str) -> None:
        """Take keys: # ends a field, * the payment; a key breaks off what is heard."""
        for digit in digits:
            if self.is_over or not (self._steps or self._is_confirming):
                return  # what comes behind the last field belongs to nobody
            if digit == INTERRUPT:
                self._end(unpaid(STAR, self._wallet))
            elif self._is_confirming:
                self._answer(digit)
            else:
                self._prompts.break_off()
                self._take(digit)

    def _take(self, digit: str) -> None:
        field, _ = self._steps[0]
        if digit == FINISH:
            self._enter()
            return
        if digit.isdecimal() and len(self._digits) < LONGEST_ENTRY:
            self._digits += digit
        if self._wallet.is_whole(field, self._digits):
            self._enter()
        else:
            self._listen()

    # Answering

    def _enter(self) -> None:
        self.cancel("silence")
        field, is_repeat = self._steps[0]
        check = self._wallet.repeat if is_repeat else self._wallet.enter
        digits, self._digits = self._digits, ""
        self._error = check(field, digits) or ""
        self._tell((("For", f"{field}{MATCHER}" if is_repeat else field.value), ("Attempt", str(self._attempt))))
        if not self._error:
            self._steps.pop(0)
            self._attempt = 1
        elif self._attempt >= self.effect.most_attempts:
            self._end(unpaid(TOO_MANY, self._wallet, _told(self._error)))
            return
        else:
            self._attempt += 1
        if self._steps:
            self._ask()
        elif self._terms.confirms:
            self._confirm()
        else:
            self._process()

    # Confirming

    def _confirm(self) -> None:
        self._is_confirming = True
        words = (Say(question(self._wallet), "man", self.effect.language),)
        wait = partial(self.after, self._terms.timeout_s, self._unanswered, "silence")
        self._prompts = Prompts(self, words, wait)
        self._prompts.go_on()

    def _answer(self, digit: str) -> None:
        if digit == REFUSE:
            self._end(unpaid(REFUSED, self._wallet))
        elif digit == CONFIRM:
            self._is_confirming = False
            self.cancel("silence")
            self._prompts.break_off()
            self._process()

    def _unanswered(self) -> None:
        self._attempt += 1
        if self._attempt > MOST_QUESTIONS:
            self._end(unpaid(TOO_MANY, self._wallet, TOLD_TIMEOUT))
        else:
            self._confirm()

    # Paying

    def _process(self) -> None:
        self._prompts = Prompts(self, self._words(PROCESSING, WORKING), self._pay)
        self._prompts.go_on()

    def _pay(self) -> None:
        self._end(charge(self.leg, self._terms, self._wallet))

    def _end(self, outcome: Outcome) -> None:
        self._report(outcome)
        self.finish(outcome.parameters)

    def _report(self, outcome: Outcome) -> None:
        if outcome.fault is not None:
            self.leg.board.note(self.leg, Note(outcome.fault, "The processor declined the card.", None, False))
        self._error = ""
        self._tell(outcome.parameters)

    def _tell(self, parameters: tuple[tuple[str, str], ...]) -> None:
        extra = (*parameters, *(() if "Result" in dict(parameters) else self._wallet.shown()))
        if self._error:
            extra = (*extra, ("ErrorType", _told(self._error)))
        told = Told(url=self.effect.callback, method=self.effect.callback_method)
        task = self.leg.board.hooks.told(self.leg.call, told, extra, purpose=Purpose.CALL_STATUS)
        self.leg.board.write(tasks=[task] if task else [])

    def hung_up(self) -> None:
        """Tell the action that the payer has gone."""
        outcome = unpaid(HUNG_UP, self._wallet)
        self._report(outcome)
        if self.effect.action is not None:
            wanted = Fetch(self.effect.action, self.effect.action_method, outcome.parameters)
            ask_in_vain(self.leg, wanted)

    def clean(self) -> None:
        """Forget every digit, however it ends."""
        self._digits = ""
        self._wallet.forget()


def _told(error: str) -> str:
    """Return a type of error as callbacks call it; a prompt calls one of them otherwise."""
    return TOLD_TIMEOUT if error == TIMEOUT else error


def _particularity(prompt: PayPrompt) -> int:
    """Return how many things a prompt is particular about; of equals the first is heard."""
    return sum(1 for each in (prompt.errors, prompt.card_types, prompt.attempts) if each)
