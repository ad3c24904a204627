"""Links on the wire: URLs are kept as they were given, and those of resources are made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.base.clock import to_rfc2822
from cordboard.catalogue.dates import iso8601
from cordboard.catalogue.links import MAX_URL_LENGTH, RelativeUri, UriMap, Url
from cordboard.catalogue.wire import Kind, Malformed, Style

PLAIN, DATED = Style(iso8601), Style(to_rfc2822, ".json")


def written(kind: Kind, value: object, style: Style = PLAIN) -> object:
    writer = kind.writer(style)
    return value if writer is None else writer(value)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com:8080/a/b?c=d&e=%20#rc=2",
        "HTTP://EXAMPLE.COM/",
        "https://user:pass@example.com/",
        "http://127.0.0.1:5000/sms",
        "http://[::1]:5000/sms",
        "http://localhost/",
        "https://xn--bcher-kva.example/",
        "https://example.com./",
        "https://example.com/café",
        "https://example.com/under_score",
    ],
)
def test_an_absolute_url_is_kept_as_given(url: str) -> None:
    assert Url().read(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "/sms",
        "//example.com/",
        "ftp://example.com/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "http://exa_mple.com/",  # error 21609: host names have no underscore
        "http://exa mple.com/",
        "http://example.com/a b",
        "http://example.com/\n",
        "http://example.com/\r\nX: y",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:x/",
        "http://[::1/",
        "http://-/",
        "http://example.com/" + "a" * MAX_URL_LENGTH,
    ],
)
def test_what_is_no_url_to_call_is_malformed(url: str) -> None:
    with pytest.raises(Malformed):
        Url().read(url)


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://a"]))
def test_no_text_breaks_the_reading_of_urls(text: str, prefix: str) -> None:
    try:
        assert Url().read(prefix + text) == prefix + text
    except Malformed:
        return


class Resource:
    account_sid = "AC1"
    sid = "SM2"


def test_uris_are_made_of_the_resource_and_the_dialect() -> None:
    template = "/2010-04-01/Accounts/{account_sid}/Messages/{sid}"
    path = "/2010-04-01/Accounts/AC1/Messages/SM2"
    assert written(RelativeUri(template), Resource()) == path
    assert written(RelativeUri(template), Resource(), DATED) == f"{path}.json"
    below = UriMap((("media", template + "/Media"), ("feedback", template + "/Feedback")))
    assert written(below, Resource(), DATED) == {"media": f"{path}/Media.json", "feedback": f"{path}/Feedback.json"}


# Schemas
