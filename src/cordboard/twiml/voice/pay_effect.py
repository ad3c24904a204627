"""What the Pay verb asks for. Data only; units: seconds."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cordboard.twiml.voice.effects import Prompt


class PayPrompt(NamedTuple):
    """What is heard when a field is asked for; what is empty fits always."""

    fields: frozenset[str]
    errors: frozenset[str]
    card_types: frozenset[str]
    attempts: frozenset[int]
    is_repeated: bool
    prompts: tuple[Prompt, ...]


class Pay(NamedTuple):
    """Ask for the digits of a card or a bank account, and pay. Result: the parameters of the action, or None."""

    method: str
    amount: Decimal | None
    currency: str
    connector: str
    token_type: str
    card_types: frozenset[str]
    takes_security_code: bool
    takes_postal_code: bool
    postal_code: str | None
    shortest_postal_code: int
    bank_account_type: str
    description: str | None
    timeout_s: float
    most_attempts: int
    language: str
    callback: str | None
    callback_method: str
    action: str | None
    action_method: str
    parameters: tuple[tuple[str, str], ...]
    matching: frozenset[str]
    confirms: bool
    prompts: tuple[PayPrompt, ...]
