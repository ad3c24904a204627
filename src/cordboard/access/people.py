"""A call that reaches many people, as rules see it: each of them, every sender that may be used, all that may be said.

Recipients stand in objects: one address, several of them, or the id of somebody known. Rules are for each person, so
every one is resolved as the send itself will do it, and an id that names nobody stands for itself and is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

# What of a recipient is somebody known by an id, and not an address.
KNOWN_BY = ("contact_id", "audience_id", "profile_id", "user_id", "device_registration_id")
PREFIXES = {"whatsapp": "whatsapp:", "email": "email:", "push": "push:"}
FILES = "attachments"
"""What a file holds is data, and no text that rules could read."""
_URL_NAMES = frozenset({"url", "file_url", "thumbnail_url", "fileUrl", "thumbnailUrl"})


class Directory(Protocol):
    """Resolves what is named by an id, from memory."""

    def addresses(self, account_sid: str, resource_id: str) -> Sequence[str]:
        """Return the addresses of a contact or of an audience; none when there is neither."""

    def senders_of(self, account_sid: str, resource_id: str) -> Sequence[str]:
        """Return the addresses of a sender or of a pool, or with an empty id those of the account."""

    def words_of(self, account_sid: str, content_id: str) -> Sequence[str]:
        """Return the texts and the URLs of a stored template."""


class Crowd(NamedTuple):
    """Whom a call reaches, from where, and with what; ``people`` are the recipients that rules count."""

    addresses: tuple[str, ...]
    senders: tuple[str, ...]
    body: str
    urls: tuple[str, ...]
    people: int


def crowd_of(given: Any, recipients: Iterable[Any], directory: Directory, account_sid: str) -> Crowd:
    """Return what rules judge of a call that reaches many people."""
    addresses: list[str] = []
    texts: list[str] = []
    people = 0
    for each in recipients:
        found = list(_addresses(each, directory, account_sid))
        addresses += found
        people += len(found) if getattr(each, "audience_id", None) is not None else 1
        variables = getattr(each, "variables", None)
        if variables:
            texts += variables.values()
    content = getattr(given, "content", None)
    said, urls = said_in(content)
    content_id = getattr(content, "content_id", None)
    if content_id is not None:
        said += directory.words_of(account_sid, content_id)
    senders = _senders(getattr(given, "from_", None), directory, account_sid)
    # What variables say stands in the text, so it is judged as the text is.
    return Crowd(tuple(addresses), senders, "\n".join([*said, *dict.fromkeys(texts)]), tuple(urls), people)


def _addresses(recipient: Any, directory: Directory, account_sid: str) -> Iterator[str]:
    for each in (recipient, *(getattr(recipient, "addresses", None) or ())):
        address = getattr(each, "address", None)
        if address is not None:
            yield PREFIXES.get(getattr(each, "channel", ""), "") + str(address)
    for name in KNOWN_BY:
        resource_id = getattr(recipient, name, None)
        if resource_id is not None:
            yield from directory.addresses(account_sid, resource_id) or (resource_id,)


def _senders(given: Any, directory: Directory, account_sid: str) -> tuple[str, ...]:
    address, channel = getattr(given, "address", None), getattr(given, "channel", None)
    if address is not None:
        return (str(address) if channel in (None, "sms") else f"{channel}:{address}",)
    resource_id = getattr(given, "sender_id", None) or getattr(given, "sender_pool_id", None) or ""
    return tuple(directory.senders_of(account_sid, resource_id)) or (resource_id,)


def said_in(content: Any) -> tuple[list[str], list[str]]:
    """Return the texts and the URLs anywhere in described content."""
    texts: list[str] = []
    urls: list[str] = []
    _gather(content, "", texts, urls)
    return texts, urls


def _gather(value: Any, name: str, texts: list[str], urls: list[str]) -> None:
    if isinstance(value, str):
        (urls if name in _URL_NAMES else texts).append(value)
    elif isinstance(value, list | tuple):
        for each in value:
            _gather(each, name, texts, urls)
    elif isinstance(value, Mapping):
        for inner, each in value.items():
            _gather(each, str(inner), texts, urls)
    elif hasattr(value, "__parameters__"):
        for inner, each in vars(value).items():
            if inner == FILES:
                continue
            _gather(each, inner, texts, urls)
