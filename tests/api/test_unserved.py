"""What is asked of products that are not served, and what supervisors ask again and again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

UNSERVED = [
    ("/studio/v2/Flows", "127.0.0.1", "studio/v2"),
    ("/v2/Flows", "studio.twilio.com", "studio/v2"),
    ("/v2/Flows/FW0000000000000000000000000000000", "studio.dublin.ie1.twilio.com", "studio/v2"),
    ("/messaging/v9/Services", "127.0.0.1", "messaging/v9"),
]


@pytest.mark.parametrize(("path", "host", "product"), UNSERVED)
def test_a_product_that_is_not_served_answers_as_products_do_and_says_where_coverage_stands(
    live: Any, path: str, host: str, product: str
) -> None:
    status, headers, body = live.raw("GET", path, headers={"Host": host})
    told = json.loads(body)
    assert (status, told["status"], told["code"]) == (404, 404, 20404)
    assert headers["content-type"].startswith("application/json")
    assert told["message"].startswith(f"The requested resource {path} was not found: {product} is not served here")
    assert "/cordboard/v1/coverage" in told["message"]
    assert live.raw("GET", "/cordboard/v1/coverage")[0] == 200


def test_the_official_client_reads_the_code_of_a_product_that_is_not_served(live: Any) -> None:
    with pytest.raises(TwilioRestException) as refused:
        live.client().studio.v2.flows("FW" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_whoever_has_no_credentials_is_told_that_first(live: Any) -> None:
    status, _, body = live.raw("GET", "/studio/v2/Flows", headers={"Authorization": "Basic "})
    assert (status, json.loads(body)["code"]) == (401, 20003)


def test_an_unknown_path_of_the_core_api_stays_in_its_format(live: Any) -> None:
    for path, kind in (("/2010-04-01/Nothing", "application/xml"), ("/2010-04-01/Nothing.json", "application/json")):
        status, headers, _ = live.raw("GET", path)
        assert (status, headers["content-type"].partition(";")[0]) == (404, kind)


def test_the_questions_of_supervisors_are_not_in_the_request_log(live: Any) -> None:
    live.raw("GET", "/2010-04-01/Accounts.json?PageSize=7")
    for _ in range(5):
        assert live.raw("GET", "/health")[0] == live.raw("GET", "/ready")[0] == 200
    logged = [each["path"] for each in live.control("GET", "requests?page_size=1000")["requests"]]
    assert "/2010-04-01/Accounts.json" in logged
    assert not {"/health", "/ready"} & set(logged)


def test_the_file_of_the_credentials_follows_a_promotion_of_the_token(launch: Any) -> None:
    live = launch()
    tokens = live.client().accounts.v1
    second = tokens.secondary_auth_token().create().secondary_auth_token
    assert json.loads((live.data / "credentials.json").read_text())["auth_token"] == live.auth_token
    tokens.auth_token_promotion().update()
    written = json.loads((live.data / "credentials.json").read_text())
    assert written == {"account_sid": live.account_sid, "auth_token": second, "url": live.url}
    assert (live.data / "credentials.json").stat().st_mode & 0o777 == 0o600
