"""Regions: clients that name one are answered, links lead back to the host that was called, and home is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

CLIENT = """
import json
from twilio.rest import Client
client = Client(region="ie1"{edge})
hosts = []
ask = client.http_client.request
def noted(method, url, *given, **more):
    hosts.append(url.split("/")[2])
    return ask(method, url, *given, **more)
client.http_client.request = noted
made = client.messaging.v1.services.create(friendly_name="Dublin")
numbers = client.incoming_phone_numbers.list()
paged = [each.sid for each in client.messaging.v1.services.stream(page_size=1)]
print(json.dumps({{"hosts": sorted(set(hosts)), "url": made.url, "numbers": len(numbers), "pages": len(paged)}}))
"""


@pytest.mark.parametrize(("edge", "domain"), [("", "ie1"), (', edge="dublin"', "dublin.ie1")])
def test_the_official_client_of_a_region_is_answered_under_its_own_hosts(
    ask: Callable[..., Any], edge: str, domain: str
) -> None:
    done = ask("run", "--offline", "--", sys.executable, "-c", CLIENT.format(edge=edge))
    assert done.code == 0, done.err
    assert done.json["hosts"] == [f"{product}.{domain}.twilio.com" for product in ("api", "messaging")]
    assert done.json["url"].startswith(f"https://messaging.{domain}.twilio.com/v1/Services/MG")
    assert done.json["numbers"] == 1
    assert done.json["pages"] >= 1


HOSTS = [
    "messaging.twilio.com",
    "messaging.ie1.twilio.com",
    "messaging.dublin.ie1.twilio.com",
    "messaging.sydney.au1.twilio.com",
]


@pytest.mark.parametrize("host", HOSTS)
def test_links_lead_back_to_the_host_that_was_called(live: Any, host: str) -> None:
    for _ in range(2):
        live.raw("POST", "/v1/Services", b"FriendlyName=Regional", headers={"Host": host})
    status, _, body = live.raw("GET", "/v1/Services?PageSize=1", headers={"Host": host})
    page = json.loads(body)
    assert status == 200
    assert page["meta"]["next_page_url"].startswith(f"http://{host}/v1/Services?")
    assert page["services"][0]["url"].startswith(f"http://{host}/v1/Services/MG")
    _, _, body = live.raw("GET", page["meta"]["next_page_url"].removeprefix(f"http://{host}"), headers={"Host": host})
    assert json.loads(body)["services"][0]["sid"] != page["services"][0]["sid"]


def test_credentials_are_the_same_in_every_region(live: Any) -> None:
    key = live.client().new_keys.create(friendly_name="Everywhere")
    path = f"/2010-04-01/Accounts/{live.account_sid}/IncomingPhoneNumbers.json"
    for host in ("api.twilio.com", "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"):
        assert live.raw("GET", path, auth=(key.sid, key.secret), headers={"Host": host})[0] == 200


def test_answers_and_web_hooks_name_the_home_region(live: Any, launch: Any, application: Any) -> None:
    assert live.raw("GET", "/health")[1]["x-home-region"] == "us1"
    irish = launch(home_region="ie1")
    assert irish.raw("GET", "/2010-04-01/Accounts.json")[1]["x-home-region"] == "ie1"
    hook = f"{application.url}/status"
    irish.client().messages.create(to="+14155550131", from_=irish.number, body="x", status_callback=hook)
    assert application.next().headers["x-home-region"] == "ie1"
