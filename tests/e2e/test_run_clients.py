"""Programs that know nothing of Cordboard, run by it: curl, the official libraries, and what others wrote."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TO = "+14155550177"
NODE = Path(__file__).parents[1] / "node"
LIBRARY = """
import sys
from twilio.rest import Client
to, sender, body = sys.argv[1:]
client = Client()
sent = client.messages.create(to=to, from_=sender, body=body)
print('{"sid": "%s", "body": "%s"}' % (sent.sid, client.messages(sent.sid).fetch().body))
"""
REQUESTS = """
import os, sys
import requests
to, sender, body = sys.argv[1:]
auth = (os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
url = f"https://api.twilio.com/2010-04-01/Accounts/{auth[0]}/Messages.json"
print(requests.post(url, auth=auth, data={"To": to, "From": sender, "Body": body}).text)
"""
CURL = """
curl --silent --show-error --user "$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN" \
  --data-urlencode "To=$1" --data-urlencode "From=$2" --data-urlencode "Body=$3" \
  "https://api.twilio.com/2010-04-01/Accounts/$TWILIO_ACCOUNT_SID/Messages.json"
"""
PROGRAMS = {
    "curl": ["sh", "-c", CURL, "sh"],
    "the official Python library": [sys.executable, "-c", LIBRARY],
    "requests": [sys.executable, "-c", REQUESTS],
}
if (NODE / "node_modules/.ready").exists():  # `make setup-node` makes it where there is npm
    PROGRAMS["the official Node library"] = ["node", str(NODE / "send.js")]
    PROGRAMS["axios"] = ["node", str(NODE / "axios.js")]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_that_speaks_to_twilio_is_answered_here(ask: Callable[..., Any], live: Any, program: str) -> None:
    done = ask("run", "--offline", "--", *PROGRAMS[program], TO, live.number, f"from {program}")
    assert done.code == 0, done.err
    assert done.json["sid"].startswith("SM")
    assert done.json["body"] == f"from {program}"
    found = live.client().messages(done.json["sid"]).fetch()
    assert (found.to, found.body) == (TO, f"from {program}")


def test_apprise_sends_its_notifications_here(
    ask: Callable[..., Any], live: Any, eventually: Callable[..., Any]
) -> None:
    apprise = Path(sys.executable).parent / "apprise"
    sender, to = live.number.removeprefix("+"), "14155550178"
    script = f'"{apprise}" -vv --body "Disk full" "twilio://$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN@{sender}/{to}"'
    done = ask("run", "--offline", "--", "sh", "-c", script)
    assert done.code == 0, done.err
    assert [message["body"] for message in eventually(lambda: live.inbox(f"+{to}"))] == ["Disk full"]


@pytest.mark.parametrize("host", ["api.twilio.com", "api.dublin.ie1.twilio.com", "API.Twilio.com"])
def test_each_region_answers_with_a_certificate_of_its_name(ask: Callable[..., Any], host: str) -> None:
    done = ask("run", "--", "curl", "--silent", "--show-error", f"https://{host}/health")
    assert done.code == 0, done.err
    assert done.json == {"status": "ok"}


PAGES = """
from twilio.rest import Client
client = Client()
for name in ("one", "two", "three"):
    client.messaging.v1.services.create(friendly_name=name)
print(sorted(service.friendly_name for service in client.messaging.v1.services.list(page_size=1)))
"""


def test_links_lead_back_over_tls_to_the_host_that_was_asked(ask: Callable[..., Any]) -> None:
    done = ask("run", "--offline", "--", sys.executable, "-c", PAGES)
    assert done.code == 0, done.err
    assert done.out == "['one', 'three', 'two']\n"
    script = 'curl -sS -u "$TWILIO_ACCOUNT_SID:$TWILIO_AUTH_TOKEN" "$0"'
    listed = ask("run", "--", "sh", "-c", script, "https://messaging.twilio.com/v1/Services?PageSize=1")
    meta = listed.json["meta"]
    assert meta["url"].startswith("https://messaging.twilio.com/v1/Services?")
    assert meta["next_page_url"].startswith("https://messaging.twilio.com/v1/Services?")


def test_a_connection_is_kept_over_many_requests(ask: Callable[..., Any], tmp_path: Path) -> None:
    config = tmp_path / "curlrc"
    each = (
        'url = "https://api.twilio.com/health"\noutput = "/dev/null"\nwrite-out = "%{http_code} %{num_connects}\\n"\n'
    )
    config.write_text(each + f"next\n{each}" * 2)
    done = ask("run", "--", "curl", "--silent", "--show-error", "--config", str(config))
    assert done.out.split("\n") == ["200 1", "200 0", "200 0", ""], done.err
