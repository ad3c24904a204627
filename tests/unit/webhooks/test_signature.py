"""Signatures: the official validator must find ours right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from cordboard.webhooks.signature import signature, signed_url

TOKEN = "12345"
VALIDATOR = RequestValidator(TOKEN)
URL = "https://example.com/hook"
names = st.text(alphabet="ABab09_éß", min_size=1, max_size=6)
values = st.text(max_size=20)


class Form(dict[str, list[str]]):
    """A form as web frameworks hold it, each name with all of its values."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def form_of(parameters: Iterable[tuple[str, str]]) -> Form:
    form = Form()
    for name, value in parameters:
        form.setdefault(name, []).append(value)
    return form


def test_the_published_example_has_its_published_signature() -> None:
    # Source: twilio.com/docs/usage/security, "Validating signatures from Twilio", and the official libraries' tests.
    parameters = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    signed = signature(TOKEN, "https://mycompany.com/myapp.php?foo=1&bar=2", parameters.items())
    assert signed == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@given(st.lists(st.tuples(names, values), max_size=12))
def test_the_official_validator_accepts_every_form(parameters: list[tuple[str, str]]) -> None:
    assert VALIDATOR.validate(URL, form_of(parameters), signature(TOKEN, URL, parameters))


@given(st.lists(st.tuples(names, values), max_size=6))
def test_the_official_validator_accepts_every_get(parameters: list[tuple[str, str]]) -> None:
    url = f"{URL}?{urlencode(parameters)}" if parameters else URL
    assert VALIDATOR.validate(url, {}, signature(TOKEN, url))


@given(st.text(max_size=100))
def test_the_official_validator_accepts_a_json_body_by_its_digest(body: str) -> None:
    url = f"{URL}?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    assert VALIDATOR.validate(url, body, signature(TOKEN, url))
    assert not VALIDATOR.validate(url, body + " ", signature(TOKEN, url))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "https://example.com:443/hook",
        "https://example.com:8443/hook?x=1",
        "http://example.com/hook",
        "http://example.com:80/hook",
        "http://127.0.0.1:5000/sms?a=b&c=%20d+e",
        "https://example.com",
        "https://example.com/?q=a@b.example",
        "https://example.com/caf%C3%A9?name=J%C3%BCrgen",
        "https://bücher.example/café",
    ],
)
def test_the_official_validator_accepts_a_url_with_and_without_its_port(url: str) -> None:
    assert VALIDATOR.validate(url, {"Body": "Hello"}, signature(TOKEN, url, [("Body", "Hello")]))


def test_names_are_sorted_by_their_bytes_and_values_within_a_name() -> None:
    parameters = [("b", "2"), ("B", "1"), ("a", "z"), ("a", "y"), ("a", "z"), ("é", ""), ("Z", "0")]
    assert VALIDATOR.validate(URL, form_of(parameters), signature(TOKEN, URL, parameters))
    assert signature(TOKEN, URL, parameters) == signature(TOKEN, f"{URL}B1Z0ayazb2é")


def test_an_empty_value_counts_with_its_name() -> None:
    assert signature(TOKEN, URL, [("Body", "")]) == signature(TOKEN, f"{URL}Body")


@pytest.mark.parametrize(
    ("url", "signed"),
    [
        ("https://example.com/hook#rc=2&rp=all", "https://example.com/hook"),
        ("https://user:pass@example.com/hook", "https://example.com/hook"),
        ("https://user:p%40ss@example.com:8443/hook?x=1#rc=2", "https://example.com:8443/hook?x=1"),
        ("https://user@example.com", "https://example.com"),
        ("https://example.com/hook?", "https://example.com/hook?"),
        ("https://example.com/@bell?to=a@b", "https://example.com/@bell?to=a@b"),
        ("https://example.com/@bell?", "https://example.com/@bell?"),
        ("https://user@example.com/a?b#c@d", "https://example.com/a?b"),
        ("https://example.com?to=a@b", "https://example.com?to=a@b"),
    ],
)
def test_fragment_and_password_are_not_signed_and_the_rest_is_as_configured(url: str, signed: str) -> None:
    assert signed_url(url) == signed


@given(st.lists(st.tuples(names, values), min_size=1, max_size=5), st.text(min_size=1, max_size=10))
def test_another_value_has_another_signature(parameters: list[tuple[str, str]], more: str) -> None:
    (name, value), *rest = parameters
    changed = [(name, value + more), *rest]
    if set(changed) != set(parameters):
        assert not VALIDATOR.validate(URL, form_of(parameters), signature("another", URL, parameters))


def test_another_token_has_another_signature() -> None:
    assert not VALIDATOR.validate(URL, {}, signature("54321", URL))
