"""Where documents lead: every URL on another host, wherever in the document it stands."""

from __future__ import annotations

import pytest

from cordboard.twiml.reader import Document, read
from cordboard.twiml.voice.links import named_urls

BASE = "https://app.example/calls/answer"


def named(verbs: str, base: str = BASE) -> list[str]:
    document = read(f"<Response>{verbs}</Response>".encode())
    assert isinstance(document, Document)
    return list(named_urls(document.verbs, base))


@pytest.mark.parametrize(
    ("verbs", "urls"),
    [
        ('<Gather action="https://evil.example/take"/>', ["https://evil.example/take"]),
        ("<Redirect>http://evil.example/</Redirect>", ["http://evil.example/"]),
        ("<Play> https://evil.example/a.mp3 </Play>", ["https://evil.example/a.mp3"]),
        ('<Record action="//evil.example/take"/>', ["https://evil.example/take"]),
        ('<Start><Stream url="wss://evil.example/"/></Start>', ["wss://evil.example/"]),
        ('<Dial><Number url="http://evil.example/w">+1</Number></Dial>', ["http://evil.example/w"]),
        ('<Dial action="https://app.example:8443/"/>', ["https://app.example:8443/"]),
        ('<Dial action="https://app.example@evil.example/"/>', ["https://app.example@evil.example/"]),
        ('<Gather action="HTTPS://EVIL.example/"/><Play>HTTPS://EVIL.example/</Play>', ["https://EVIL.example/"]),
        ('<Dial action="http://[evil"/>', ["http://[evil"]),
    ],
)
def test_a_url_on_another_host_is_found(verbs: str, urls: list[str]) -> None:
    assert [url.lower() for url in named(verbs)] == [url.lower() for url in urls]


@pytest.mark.parametrize(
    "verbs",
    [
        '<Gather action="/next"/>',
        '<Gather action="next?to=https:evil.example"/>',
        "<Redirect>https://APP.example/other</Redirect>",
        "<Say>Visit https://evil.example/ soon</Say>",
        "<Gather><Say>Visit https://evil.example/</Say></Gather>",
        "<Message>See https://evil.example/</Message>",
        '<Stream url="wss://app.example/"><Parameter name="see" value="https://evil.example/"/></Stream>',
    ],
)
def test_what_is_said_or_stays_on_its_host_leads_nowhere(verbs: str) -> None:
    assert named(verbs) == []


def test_every_host_is_another_to_a_document_that_came_with_the_call() -> None:
    assert named("<Redirect>https://app.example/</Redirect>", base="") == ["https://app.example/"]
