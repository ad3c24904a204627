"""Mails as RFC 5322 has them: no text becomes a header, and what was written is read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.base.mail import Letter, Mailbox, is_address, is_free_header, read_mail, text_of, written

SHOP, ADA = Mailbox("shop@example.com", "The Shop"), Mailbox("ada@example.com", "Ada")


@given(subject=st.text(), name=st.text(), value=st.text())
def test_no_text_becomes_a_header_of_its_own(subject: str, name: str, value: str) -> None:
    letter = Letter("id", Mailbox("a@b.example", name), ADA, subject, "Hi", headers={"X-Note": value})
    read = read_mail(written(letter).as_bytes())
    names = {"From", "To", "Subject", "Date", "Message-ID", "X-Note", "MIME-Version"}
    assert set(read.headers) <= names | {"Content-Type", "Content-Transfer-Encoding"}
    assert read.text == "Hi"


def test_what_was_written_is_read_again() -> None:
    read = read_mail(written(Letter("id", SHOP, ADA, "Grüße", "", "<p>Ein<br>Wort</p>")).as_bytes())
    assert (read.sender, read.to, read.subject) == ("The Shop <shop@example.com>", "Ada <ada@example.com>", "Grüße")
    assert (read.text, read.html) == ("Ein\nWort", "<p>Ein<br>Wort</p>")


def test_words_of_html_leave_styles_and_scripts_out() -> None:
    html = "<style>p{}</style><h1>One</h1><p>Two &amp; <b>three</b></p><script>x()</script>"
    assert text_of(html) == "One\nTwo & three"


# Source: RFC 5321, sections 4.1.2 and 4.5.3.1; quoted local parts and literals are not taken.
@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("a@b.example", True),
        ("first.last+tag@mail.example.com", True),
        ("x" * 64 + "@example.com", True),
        ("x" * 65 + "@example.com", False),
        ("nobody", False),
        ("a@b", False),
        ("a..b@example.com", False),
        ("a@b.example\r\nBcc: c@d.example", False),
        ("é@example.com", False),
        ("a@b@example.com", False),
        ("a@-b.example", False),
    ],
)
def test_addresses_are_those_that_a_mail_can_go_to(text: str, is_right: bool) -> None:
    assert is_address(text) is is_right


@pytest.mark.parametrize("name", ["Bcc", "from", "Content-Type", "X Y", "X:Y", "", "Received"])
def test_headers_that_say_who_when_and_how_are_not_a_clients(name: str) -> None:
    assert not is_free_header(name)
